import FloatModels
import Interchange
import Quantization

/// Any bytes as a `.tflite` file: refused in words, or a network that can be executed and, where it
/// is one of integers, written again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let model = try TFLiteModel(bytes: bytes)
    switch try model.arithmetic() {
    case .float: try takeFloats(model)
    case .integer: try takeIntegers(model)
    }
  } catch let error as InterchangeError {
    precondition(error.description.split(separator: "\n").count >= 3)
  } catch {
    preconditionFailure("an accepted network cannot be executed: \(error)")
  }
  return 0
}

private func takeFloats(_ model: TFLiteModel) throws {
  _ = try Network(model.floatNetwork(dequantizingWeights: true).graph)
}

private func takeIntegers(_ model: TFLiteModel) throws {
  let network = try model.integerNetwork().network
  checkWriting(network)
  // The device looks at what takes the whole network, such as the size of sums; it may refuse.
  if let image = try? ModelWriter.write(ModelContents(bare: network, metadata: "{}")) {
    precondition(!image.isEmpty)
  }
}

/// What can be written is read again.
private func checkWriting(_ network: NetworkContents) {
  guard let file = try? TFLiteFile.bytes(of: network) else { return }
  do {
    let again = try TFLiteModel(bytes: file).integerNetwork().network
    precondition(again.tensors.first?.scale == network.tensors.first?.scale)
    precondition(again.tensors.last?.scale == network.tensors.last?.scale)
  } catch {
    preconditionFailure("a written network is not read: \(error)")
  }
}
