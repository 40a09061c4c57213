import EdgeRuntime

/// A layer, and how well its integers follow the float network.
public struct LayerReport: Sendable, Equatable {
  /// What it is and costs.
  public var summary: LayerSummary
  /// The range that its output was calibrated to.
  public var observed: ActivationRange
  /// How that range was found; nil where the layer has none of its own.
  public var method: CalibrationMethod?
  /// Integer network's output against the float network's, in dB, with the errors of all layers
  /// before it; the last layer at accumulator precision where its sums are scored. nil for an output
  /// that is zero throughout.
  public var signalToNoise: Double?
  /// The same where only this layer's weights and output are rounded.
  public var ownSignalToNoise: Double?
  /// Relative error of a window's score (root mean square) where only this layer's output is
  /// rounded; nil where it has no steps of its own.
  public var activationCost: Double?
  /// The same where only its weights are rounded; nil where it has none.
  public var weightCost: Double?
  /// Outputs at the end of their range on the measured windows: values that were cut, or nearly.
  public var saturated: Int
  /// Outputs measured.
  public var measured: Int
  /// Largest by smallest of the output channels' largest weights; nil without weights.
  public var weightSpread: Double?

  /// Everything that rounding the layer costs, as the score has it.
  public var cost: Double {
    let (one, other) = (activationCost ?? 0, weightCost ?? 0)
    return (one * one + other * other).squareRoot()
  }
}

extension FusedLayer {
  /// Largest by smallest of the output channels' largest weights, dead channels left out; nil
  /// without weights.
  var weightSpread: Double? {
    guard isLinear else { return nil }
    let maxima = (0..<outputs).map { channel in
      row(channel).reduce(Float(0)) { max($0, abs($1)) }
    }.filter { $0 > 0 }
    guard let least = maxima.min(), let most = maxima.max() else { return nil }
    return Double(most / least)
  }
}
