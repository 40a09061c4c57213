import EdgeRuntime
import FloatModels
import Foundation

extension ModelContents {
  /// A device model around integers that another tool has made: they stay as they are, and the score is
  /// that of the integer output, dequantized, as those tools have it.
  ///
  /// Nobody has fitted a threshold: it lies above every score.
  ///
  /// - Parameter frame: front end, windows, standardisation and score; its graph is not looked at.
  /// - Throws: `QuantizationError` where steps are too coarse or too fine for the device's head,
  ///   `FeaturesError`.
  public init(_ network: NetworkContents, in frame: FloatModel) throws {
    let metadata = try Self.metadata(frame)
    guard frame.score == .meanSquaredError, let input = network.tensors.first,
      let output = network.tensors.last
    else {
      self.init(bare: network, metadata: metadata)
      return
    }
    var network = network
    let octave = NetworkLowering.decibelsPerOctave
    let (mean, deviation) = (Double(frame.inputMean), Double(frame.inputDeviation))
    network.inputMeanQ9 = Int32((mean * 512 / octave).rounded())
    let inputReal = octave / 512 / deviation / Double(input.scale)
    let outputReal = Double(output.scale) * deviation * NetworkLowering.q13PerDecibel
    network.inputRequantizer = try Self.fitting(Requantizer(real: inputReal), inputReal, "input")
    let head = ReconstructionHeadContents(
      input: .output,
      requantizers: [
        try Self.fitting(
          Requantizer(real: outputReal, rescaling: output.elementType), outputReal, "output")
      ],
      meanQ13: Int32((mean * NetworkLowering.q13PerDecibel).rounded()))
    self.init(
      frontEnd: try FrontEndContents(frame.frontEnd),
      windowing: WindowingContents(frame.windowing),
      networks: [network], heads: [.reconstruction(head)],
      calibration: CalibrationContents(
        thresholdQ24: ModelLimits.scoreQ24, knotsQ24: [0, 1], probabilitiesQ15: [0, 0]),
      metadata: metadata)
  }

  private static func fitting(
    _ requantizer: Requantizer?, _ real: Double, _ what: String
  ) throws(QuantizationError) -> Requantizer {
    guard let requantizer else {
      throw .unsupportedGraph(node: what, reason: "a step of it is \(real) of the device's")
    }
    return requantizer
  }

  private static func metadata(_ frame: FloatModel) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(frame.record), as: UTF8.self)
  }
}
