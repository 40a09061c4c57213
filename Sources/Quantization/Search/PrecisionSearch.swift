import EdgeRuntime

/// Looks for the smallest integer form that keeps to limits: starts as told, takes weights down to
/// four bits where the file is too large, and gives 16 bits to what costs most until the loss is
/// small enough.
struct PrecisionSearch {
  let limits: SearchLimits
  let fused: FusedGraph
  /// What each item costs on its own, by `OutputDeviation.scoreError`; items that cannot be raised are
  /// absent.
  let costs: [PrecisionItem: Double]
  /// What four bits would cost a layer's weights.
  let narrowCosts: [Int: Double]

  /// A plan that was tried.
  struct Trial {
    /// As the criterion measures it.
    var loss: Double
    var memoryBytes: Int
    var fileBytes: Int
  }

  /// Tries plans by `measure` until one keeps to the limits.
  ///
  /// - Returns: the plan, and every step on the way.
  /// - Throws: `SearchFailure` where there is none.
  func run(
    from start: PrecisionPlan, measure: (PrecisionPlan) throws -> Trial
  ) throws -> (plan: PrecisionPlan, path: [SearchStep]) {
    var plan = start
    var trial = try measure(plan)
    var path = [SearchStep(change: "start", trial)]
    while let file = limits.file, trial.fileBytes > file {
      guard let layer = cheapestToNarrow(plan) else {
        throw SearchFailure(.file(found: trial.fileBytes, limit: file), path: path)
      }
      plan.weights[layer] = .int4
      trial = try measure(plan)
      path.append(SearchStep(change: "\(fused.layers[layer].name) weights to 4 bits", trial))
    }
    if let memory = limits.memory, trial.memoryBytes > memory {
      throw SearchFailure(.memory(found: trial.memoryBytes, limit: memory), path: path)
    }
    guard let loss = limits.loss else { return (plan, path) }
    for item in costs.keys.sorted(by: comesFirst) where trial.loss > loss && !plan.isWide(item) {
      let raised = plan.raising(item)
      let next = try measure(raised)
      let name = "\(item.name(in: fused)) to 16 bits"
      guard fits(next) else {
        path.append(SearchStep(change: "\(name): too large, left", next))
        continue
      }
      (plan, trial) = (raised, next)
      path.append(SearchStep(change: name, trial))
    }
    guard trial.loss <= loss else {
      throw SearchFailure(.loss(found: trial.loss, limit: loss), path: path)
    }
    return (plan, path)
  }

  private func fits(_ trial: Trial) -> Bool {
    trial.fileBytes <= limits.file ?? .max && trial.memoryBytes <= limits.memory ?? .max
  }

  /// The dearest first; of equals, activations before weights and earlier ones before later.
  private func comesFirst(_ one: PrecisionItem, _ other: PrecisionItem) -> Bool {
    let (left, right) = (costs[one] ?? 0, costs[other] ?? 0)
    return left != right ? left > right : one.order < other.order
  }

  /// The layer of eight-bit weights that loses least by four bits for each byte it saves.
  private func cheapestToNarrow(_ plan: PrecisionPlan) -> Int? {
    narrowCosts.keys.filter { plan.weights[$0] == .int8 }.min { one, other in
      let (left, right) = (costPerByte(one), costPerByte(other))
      return left != right ? left < right : one < other
    }
  }

  private func costPerByte(_ layer: Int) -> Double {
    (narrowCosts[layer] ?? 0) / Double(max(fused.layers[layer].weight.count, 1))
  }
}

extension PrecisionItem {
  /// For a fixed order of equals.
  fileprivate var order: Int {
    switch self {
    case .activations(let tensor): tensor
    case .weights(let layer): 1 << 20 + layer
    }
  }
}

/// A step of the search: what was changed, and what came of it.
public struct SearchStep: Sendable, Equatable {
  /// `encoder.2 activations to 16 bits`
  public var change: String
  /// As the criterion measures it.
  public var loss: Double
  /// Bytes of the detector's memory.
  public var memoryBytes: Int
  /// Bytes of the file.
  public var fileBytes: Int

  init(change: String, _ trial: PrecisionSearch.Trial) {
    self.change = change
    loss = trial.loss
    memoryBytes = trial.memoryBytes
    fileBytes = trial.fileBytes
  }
}

/// No integer form keeps to the limits.
public struct SearchFailure: Error, Equatable, CustomStringConvertible {
  /// The limit that cannot be kept.
  public enum Reason: Sendable, Equatable {
    case loss(found: Double, limit: Double)
    case memory(found: Int, limit: Int)
    case file(found: Int, limit: Int)
  }

  /// The limit that cannot be kept.
  public var reason: Reason
  /// What was tried.
  public var path: [SearchStep]

  init(_ reason: Reason, path: [SearchStep]) {
    self.reason = reason
    self.path = path
  }

  /// Three lines.
  public var description: String {
    switch reason {
    case .loss(let found, let limit):
      """
      no integer form loses as little as asked, and no file was written
        the best of \(path.count) loses \(Self.short(found)), allowed: at most \(Self.short(limit)) \
      (--max-auc-loss)
        allow more memory or flash, fine-tune (--finetune EPOCHS), or give more calibration clips
      """
    case .memory(let found, let limit):
      """
      the smallest integer form needs more memory than allowed, and no file was written
        \(found) bytes, allowed: at most \(limit) (--max-ram)
        train a smaller model, or one with shorter windows
      """
    case .file(let found, let limit):
      """
      the smallest integer form is larger than allowed, and no file was written
        \(found) bytes with 4-bit weights throughout, allowed: at most \(limit) (--max-flash)
        train a smaller model
      """
    }
  }

  private static func short(_ value: Double) -> String {
    let tenThousandths = (value * 10_000).rounded() / 10_000
    return "\(tenThousandths)"
  }
}
