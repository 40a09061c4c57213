import EdgeRuntime

/// Something that may have more bits.
public enum PrecisionItem: Sendable, Hashable {
  /// A tensor of the fused graph.
  case activations(Int)
  /// A layer's weights.
  case weights(Int)

  /// `encoder.2 activations`
  public func name(in fused: FusedGraph) -> String {
    switch self {
    case .activations(0): "input"
    case .activations(let tensor): fused.layers[tensor - 1].name + " activations"
    case .weights(let layer): fused.layers[layer].name + " weights"
    }
  }

  /// For a fixed order of equals: activations before weights, earlier ones before later.
  var order: Int {
    switch self {
    case .activations(let tensor): tensor
    case .weights(let layer): 1 << 20 + layer
    }
  }
}

extension PrecisionPlan {
  /// Bits of an item.
  func bits(_ item: PrecisionItem) -> Int {
    switch item {
    case .activations(let tensor): 8 * activations[tensor].byteCount
    case .weights(let layer): weights[layer].bits
    }
  }

  /// With twice the bits for an item, of which it has 4 or 8.
  func raising(_ item: PrecisionItem) -> PrecisionPlan {
    var plan = self
    switch item {
    case .activations(let tensor): plan.activations[tensor] = .int16
    case .weights(let layer): plan.weights[layer] = weights[layer] == .int4 ? .int8 : .int16
    }
    return plan
  }
}

/// What rounding costs, item by item and each alone, as `OutputDeviation` measures it.
struct ItemCosts: Sendable, Equatable {
  /// Of 8 bits, by tensor; tensors that have no choice are absent.
  var activations: [Int: Double] = [:]
  /// By layer and grid; layers that are not to be changed are absent.
  var weights: [Int: [WeightGrid: Double]] = [:]

  /// Everything that a search may raise.
  var items: [PrecisionItem] {
    activations.keys.map { .activations($0) } + weights.keys.map { .weights($0) }
  }

  /// What an item costs in a plan; nil where it has 16 bits or nobody measured it.
  func cost(of item: PrecisionItem, in plan: PrecisionPlan) -> Double? {
    switch item {
    case .activations(let tensor):
      plan.activations[tensor] == .int8 ? activations[tensor] : nil
    case .weights(let layer):
      plan.weights[layer] == .int16 ? nil : weights[layer]?[plan.weights[layer]]
    }
  }
}
