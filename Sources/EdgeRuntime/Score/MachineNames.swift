/// Names of the machines that a score head tells apart.
public struct MachineNames {
  /// How many there are.
  public let count: Int
  /// `count` names of `ModelFile.Name.byteCount` bytes, padded with zeros.
  let bytes: UnsafePointer<UInt8>

  /// The name of a machine below `count`, UTF-8.
  public subscript(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    let start = bytes + id &* ModelFile.Name.byteCount
    var length = 0
    while length < ModelFile.Name.byteCount, start[length] != 0 { length &+= 1 }
    return UnsafeBufferPointer(start: start, count: length)
  }

  /// An index that there is a name for; nil for any other.
  func known(_ id: Int?) -> Int? {
    guard let id, id >= 0, id < count else { return nil }
    return id
  }
}
