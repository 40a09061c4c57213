import EdgeRuntime

/// SHA-256 of arrays, each with its length, so that no two sequences of arrays run together.
public struct DigestedBytes: Sendable {
  private var digest = SHA256()

  /// Starts with what the digest is for, so that digests of different kinds never agree.
  public init(purpose: String) { add(Array(purpose.utf8)) }

  /// Adds an array: its length, then its elements, little-endian.
  public mutating func add<Integer: FixedWidthInteger>(_ values: [Integer]) {
    update([UInt64(values.count).littleEndian])
    update(values.map(\.littleEndian))
  }

  private mutating func update<Integer: FixedWidthInteger>(_ values: [Integer]) {
    values.withUnsafeBytes { digest.update($0) }
  }

  /// 64 hexadecimal digits, lower case.
  public func digits() -> String { digest.hexadecimal() }
}
