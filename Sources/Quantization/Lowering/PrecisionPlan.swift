import EdgeRuntime

/// Bits of a weight: symmetric integers of so many bits without the most negative one.
public enum WeightWidth: Int, Sendable, Hashable, CaseIterable, Comparable {
  case bits4 = 4
  case bits8 = 8
  case bits16 = 16

  /// Largest integer: 7, 127 or 32,767.
  public var largest: Int { 1 << (rawValue - 1) - 1 }

  /// Fewer bits are less.
  public static func < (left: WeightWidth, right: WeightWidth) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Number formats of a network: of every tensor, and of every layer's weights.
public struct PrecisionPlan: Sendable, Hashable {
  /// One a tensor of the `FusedGraph`: the input's, then each layer's result.
  public var activations: [ModelFile.ElementType]
  /// One a layer; those without weights ignore it.
  public var weights: [WeightWidth]

  /// The same format everywhere.
  public init(
    _ fused: FusedGraph, activations: ModelFile.ElementType = .int8, weights: WeightWidth = .bits8
  ) {
    self.activations = Array(repeating: activations, count: fused.layers.count + 1)
    self.weights = Array(repeating: weights, count: fused.layers.count)
  }

  /// What can be said of the whole: `int8`, `q15` or `mixed`.
  public var activationName: String {
    let wide = activations.count { $0 == .int16 }
    return wide == 0 ? "int8" : wide == activations.count ? "q15" : "mixed"
  }
}
