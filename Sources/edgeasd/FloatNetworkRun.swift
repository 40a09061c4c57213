import CommandLineInterface
import EdgeRuntime
import FloatModels
import Foundation

/// The network of a float model.
struct FloatNetworkRun: RawNetwork {
  let input: RawTensor
  let output: RawTensor
  let sha256: String
  private let network: Network

  /// Samples between two looks at what the user wants.
  private static let chunk = 64

  /// - Throws: `CommandFailure` with the code for bad models.
  init(_ path: String) throws {
    let model = try FloatModelPage.read(path)
    do {
      network = try Network(model.graph)
    } catch {
      throw CommandFailure(.badModelFile, "\(error)")
    }
    input = RawTensor(model.graph.input)
    output = RawTensor(network.outputShape)
    var hash = SHA256()
    try InputFile.bytes(of: path).withUnsafeBytes { hash.update($0) }
    sha256 = hash.hexadecimal()
  }

  func run(_ samples: RawSamples) throws -> InferenceOutcome {
    guard case .float32(let values) = samples.elements else {
      throw CommandFailure(
        .failure,
        """
        \(samples.path) holds \(samples.elements.typeName), and a float network takes float32
          a sample is \(input.text)
          save it as numpy.save(file, array.astype('float32'))
        """)
    }
    let line = ProgressLine("computing", total: samples.count, unit: "samples")
    defer { line.finish() }
    var outputs: [Float] = []
    outputs.reserveCapacity(samples.count * output.count)
    for first in stride(from: 0, to: samples.count, by: Self.chunk) {
      if Interrupt.isRequested { throw CancellationError() }
      let batch = min(Self.chunk, samples.count - first)
      let part = values[first * input.count..<(first + batch) * input.count]
      outputs += network.forward(Array(part), batch: batch)
      line.update(first + batch)
    }
    return InferenceOutcome(elements: .float32(outputs), target: nil)
  }
}
