/// What is said of a Keras file, so that tests can say what no Keras would: the records of
/// `hdf5_contents.h`.
struct KerasRecords {
  private(set) var bytes: [UInt8] = []

  /// The records of a whole model.
  static func model(_ config: String, arrays: [(String, [Int])] = []) -> [UInt8] {
    var records = KerasRecords()
    records.text("keras_version", "2.4.0")
    records.text("model_config", config)
    for (path, shape) in arrays { records.array(path, shape) }
    records.end()
    return records.bytes
  }

  /// The records of a Sequential model of one layer after its input.
  static func sequential(
    input: String, _ kind: String, _ config: String = "", arrays: [(String, [Int])] = []
  ) -> [UInt8] {
    let comma = config.isEmpty ? "" : ", "
    return model(
      """
      {"class_name": "Sequential", "config": {"name": "s", "layers": [
        {"class_name": "InputLayer", "config": {"name": "i", "batch_input_shape": [null, \(input)]}},
        {"class_name": "\(kind)", "config": {"name": "the_layer"\(comma)\(config)}}]}}
      """, arrays: arrays)
  }

  mutating func text(_ name: String, _ text: String) {
    bytes.append(UInt8(ascii: "T"))
    counted(name)
    counted(text)
  }

  /// An array of small numbers.
  mutating func array(_ path: String, _ shape: [Int]) {
    bytes.append(UInt8(ascii: "A"))
    counted(path)
    number(UInt32(shape.count))
    for size in shape { number(UInt64(size)) }
    for index in 0..<shape.reduce(1, *) { number((Float(index % 7) / 8).bitPattern) }
  }

  mutating func end() { bytes.append(UInt8(ascii: "E")) }

  private mutating func counted(_ text: String) {
    number(UInt32(text.utf8.count))
    bytes += Array(text.utf8)
  }

  private mutating func number<Number: FixedWidthInteger>(_ value: Number) {
    withUnsafeBytes(of: value) { bytes += $0 }
  }
}
