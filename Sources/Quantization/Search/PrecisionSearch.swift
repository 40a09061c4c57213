import EdgeRuntime

/// Looks for the smallest integer form that keeps to limits: starts as told, takes weights down to
/// four bits where the file is too large, and gives twice the bits to what costs most until the loss
/// is small enough.
struct PrecisionSearch {
  let limits: SearchLimits
  let fused: FusedGraph
  /// What may be changed, and what it costs.
  let costs: ItemCosts

  /// A plan that was tried.
  struct Trial {
    /// As the criterion measures it.
    var loss: Double
    var memoryBytes: Int
    var fileBytes: Int
  }

  /// Where a search ended.
  struct Outcome {
    /// The plan that keeps to the limits, or the last one that was taken.
    var plan: PrecisionPlan
    /// Every step on the way.
    var path: [SearchStep]
    /// The limit that is not kept.
    var failure: SearchFailure.Reason?

    /// Whether other weights of the same size might do.
    var isWorthTuning: Bool {
      switch failure {
      case nil, .loss: true
      case .memory, .file: false
      }
    }
  }

  /// Tries plans by `measure` until one keeps to the limits.
  func run(
    from start: PrecisionPlan, measure: (PrecisionPlan) throws -> Trial
  ) throws -> Outcome {
    var search = Progress(start, try measure(start))
    while let file = limits.file, search.trial.fileBytes > file {
      guard let layer = cheapestToNarrow(search.plan) else {
        return search.outcome(.file(found: search.trial.fileBytes, limit: file))
      }
      var plan = search.plan
      plan.weights[layer] = .int4
      search.take(plan, try measure(plan), "\(fused.layers[layer].name) weights to 4 bits")
    }
    if let memory = limits.memory, search.trial.memoryBytes > memory {
      return search.outcome(.memory(found: search.trial.memoryBytes, limit: memory))
    }
    guard let loss = limits.loss else { return search.outcome(nil) }
    while search.trial.loss > loss, let item = dearest(search.plan, except: search.left) {
      let plan = search.plan.raising(item)
      let trial = try measure(plan)
      let change = "\(item.name(in: fused)) to \(plan.bits(item)) bits"
      if fits(trial) {
        search.take(plan, trial, change)
      } else {
        search.leave(item, trial, "\(change): too large, left")
      }
    }
    return search.outcome(
      search.trial.loss > loss ? .loss(found: search.least, limit: loss) : nil)
  }

  /// Where a search is.
  private struct Progress {
    private(set) var plan: PrecisionPlan
    private(set) var trial: Trial
    private(set) var path: [SearchStep]
    /// What did not fit.
    private(set) var left: Set<PrecisionItem> = []
    /// Smallest loss of a plan that fitted.
    private(set) var least: Double

    init(_ start: PrecisionPlan, _ trial: Trial) {
      (plan, self.trial, least) = (start, trial, trial.loss)
      path = [SearchStep(change: "start", trial)]
    }

    mutating func take(_ plan: PrecisionPlan, _ trial: Trial, _ change: String) {
      (self.plan, self.trial, least) = (plan, trial, min(least, trial.loss))
      path.append(SearchStep(change: change, trial))
    }

    mutating func leave(_ item: PrecisionItem, _ trial: Trial, _ change: String) {
      left.insert(item)
      path.append(SearchStep(change: change, trial))
    }

    func outcome(_ failure: SearchFailure.Reason?) -> Outcome {
      Outcome(plan: plan, path: path, failure: failure)
    }
  }

  private func fits(_ trial: Trial) -> Bool {
    trial.fileBytes <= limits.file ?? .max && trial.memoryBytes <= limits.memory ?? .max
  }

  /// What costs most of all that has fewer than 16 bits.
  private func dearest(_ plan: PrecisionPlan, except left: Set<PrecisionItem>) -> PrecisionItem? {
    costs.items.filter { !left.contains($0) }
      .compactMap { item in costs.cost(of: item, in: plan).map { (item: item, cost: $0) } }
      .min { ($1.cost, $0.item.order) < ($0.cost, $1.item.order) }?.item
  }

  /// The layer of eight-bit weights that loses least by four bits for each byte it saves.
  private func cheapestToNarrow(_ plan: PrecisionPlan) -> Int? {
    costs.weights.keys.filter { plan.weights[$0] == .int8 }
      .compactMap { layer in
        costs.weights[layer]?[.int4].map {
          (layer: layer, cost: $0 / Double(max(fused.layers[layer].weight.count, 1)))
        }
      }
      .min { ($0.cost, $0.layer) < ($1.cost, $1.layer) }?.layer
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
        \(found) bytes, allowed: at most \(limit) (--max-flash)
        train a smaller model
      """
    }
  }

  private static func short(_ value: Double) -> String {
    let tenThousandths = (value * 10_000).rounded() / 10_000
    return "\(tenThousandths)"
  }
}
