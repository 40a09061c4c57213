import FloatModels
import Interchange

/// Any bytes as an ONNX file: refused in words, or a network that can be executed.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let network = try ONNXFile.network(bytes: bytes)
    _ = try Network(network.graph)
  } catch let error as InterchangeError {
    precondition(error.description.split(separator: "\n").count >= 3)
  } catch {
    preconditionFailure("an accepted network cannot be executed: \(error)")
  }
  return 0
}
