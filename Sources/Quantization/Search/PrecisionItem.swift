import EdgeRuntime

/// Something that may have more bits, or fewer.
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
}

extension PrecisionPlan {
  /// Whether an item has 16 bits.
  func isWide(_ item: PrecisionItem) -> Bool {
    switch item {
    case .activations(let tensor): activations[tensor] == .int16
    case .weights(let layer): weights[layer] == .int16
    }
  }

  /// With the item in 16 bits.
  func raising(_ item: PrecisionItem) -> PrecisionPlan {
    var plan = self
    switch item {
    case .activations(let tensor): plan.activations[tensor] = .int16
    case .weights(let layer): plan.weights[layer] = .int16
    }
    return plan
  }
}
