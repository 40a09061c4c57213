import FloatModels
import Interchange

/// Any bytes as what is said of a Keras file, and as the configuration of a model whose arrays are
/// there: refused in words, or a network that can be executed. libhdf5 is not part of it: it runs in
/// a process of its own because it does not stand this.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  check(bytes)
  check(described(by: bytes))
  return 0
}

private func check(_ records: [UInt8]) {
  do {
    let network = try KerasFile.network(records: records)
    _ = try Network(network.graph)
  } catch let error as InterchangeError {
    precondition(error.description.split(separator: "\n").count >= 3)
  } catch {
    preconditionFailure("an accepted network cannot be executed: \(error)")
  }
}

/// Arrays by the names that the seeds give their layers.
private let arrays: [(path: String, shape: [Int])] = [
  ("dense/dense/kernel:0", [4, 3]), ("dense/dense/bias:0", [3]),
  ("conv/conv/kernel:0", [3, 3, 2, 3]), ("conv/conv/bias:0", [3]),
  ("deconv/kernel", [2, 2, 3, 3]), ("deconv/bias", [3]), ("norm/gamma", [3]),
  ("norm/beta", [3]), ("norm/moving_mean", [3]), ("norm/moving_variance", [3]),
  ("depth/depthwise_kernel:0", [3, 3, 3, 1]), ("depth/bias:0", [3]),
  ("sep/depthwise_kernel", [2, 2, 3, 1]), ("sep/pointwise_kernel", [1, 1, 3, 3]),
  ("sep/bias", [3]), ("steps/kernel", [2, 3, 3]), ("steps/bias", [3]),
  ("inner/dense/kernel", [3, 3]), ("inner/dense/bias", [3]),
]

/// Records of `hdf5_contents.h` under construction.
private struct Records {
  var bytes: [UInt8] = []

  mutating func put<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number) { bytes += $0 }
  }

  mutating func put(counted text: [UInt8]) {
    put(UInt32(text.count))
    bytes += text
  }
}

private let arrayRecords: [UInt8] = {
  var records = Records()
  for (path, shape) in arrays {
    records.put(UInt8(ascii: "A"))
    records.put(counted: Array(path.utf8))
    records.put(UInt32(shape.count))
    for size in shape { records.put(UInt64(size)) }
    for _ in 0..<shape.reduce(1, *) { records.put(Float(0.5).bitPattern) }
  }
  records.put(UInt8(ascii: "E"))
  return records.bytes
}()

private func described(by config: [UInt8]) -> [UInt8] {
  var records = Records()
  records.put(UInt8(ascii: "T"))
  records.put(counted: Array("model_config".utf8))
  records.put(counted: config)
  return records.bytes + arrayRecords
}
