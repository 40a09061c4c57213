import EdgeRuntime

extension Int {
  /// Whether the device's transform has this length.
  var isSupportedTransform: Bool { RealFFT.supports(length: self) }
}
