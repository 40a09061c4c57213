import Foundation

/// The header of a safetensors file, read and checked against the file's length.
struct SafetensorsHeader {
  static let metadataKey = "__metadata__"
  /// The limit of the reference implementation.
  static let maximumLength = 100_000_000

  /// A problem without the name of the file, which the caller knows.
  struct Refusal: Error {
    let problem: SafetensorsError.Problem
  }

  /// A tensor's place in the file.
  struct Entry {
    let name: String
    let shape: [Int]
    /// Byte offsets from the start of the file.
    let begin: Int
    let end: Int
  }

  let metadata: [String: String]
  /// In the order of their bytes.
  let entries: [Entry]

  init(_ data: Data) throws(Refusal) {
    guard !data.starts(with: "EASD".utf8) else { throw Refusal(problem: .deviceModel) }
    guard data.count >= 8 else { throw Refusal(problem: .tooShort(bytes: data.count)) }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let allowed = min(data.count - 8, Self.maximumLength)
    guard length >= 2, length <= UInt64(allowed) else {
      throw Refusal(problem: .headerLength(length, allowed: allowed))
    }
    let dataStart = 8 + Int(length)
    let items = try Self.items(data.subdata(in: 8..<dataStart))

    var metadata: [String: String] = [:]
    var entries: [Entry] = []
    for (name, item) in items.sorted(by: { $0.key < $1.key }) {
      switch item {
      case .metadata(let map):
        guard name == Self.metadataKey else {
          throw Refusal(problem: .header("tensor \(name) lacks dtype, shape or data_offsets"))
        }
        metadata = map
      case .tensor(let dtype, let shape, let offsets):
        entries.append(
          try Self.entry(name, dtype, shape, offsets, dataStart: dataStart, fileLength: data.count))
      }
    }
    entries.sort { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    try Self.checkLayout(entries, from: dataStart, to: data.count)
    self.metadata = metadata
    self.entries = entries
  }

  private static func items(_ json: Data) throws(Refusal) -> [String: Item] {
    guard json.first == UInt8(ascii: "{") else {
      throw Refusal(problem: .header("does not begin with {"))
    }
    do {
      return try JSONDecoder().decode([String: Item].self, from: json)
    } catch DecodingError.dataCorrupted {
      throw Refusal(problem: .header("not valid JSON"))
    } catch let DecodingError.typeMismatch(_, context), let DecodingError.keyNotFound(_, context),
      let DecodingError.valueNotFound(_, context)
    {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      throw Refusal(problem: .header("\(path.isEmpty ? "it" : path) is not of the expected kind"))
    } catch {
      throw Refusal(problem: .header("not valid JSON"))
    }
  }

  private static func entry(
    _ name: String, _ dtype: String, _ shape: [Int], _ offsets: [Int], dataStart: Int,
    fileLength: Int
  ) throws(Refusal) -> Entry {
    guard dtype == "F32" else { throw Refusal(problem: .dtype(tensor: name, found: dtype)) }
    var count = 1
    for dimension in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow, product < 1 << 40 else {
        throw Refusal(problem: .shape(tensor: name, found: shape))
      }
      count = product
    }
    let dataBytes = fileLength - dataStart
    // In 0…dataBytes the difference cannot overflow, nor can 4 times a count below 2⁴⁰.
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= dataBytes,
      offsets[1] - offsets[0] == 4 * count
    else {
      throw Refusal(problem: .offsets(tensor: name, found: offsets, dataBytes: dataBytes))
    }
    return Entry(
      name: name, shape: shape, begin: dataStart + offsets[0], end: dataStart + offsets[1])
  }

  private static func checkLayout(
    _ entries: [Entry], from start: Int, to end: Int
  ) throws(Refusal) {
    var position = start
    for entry in entries {
      guard entry.begin == position else {
        throw Refusal(
          problem: .layout(offset: min(entry.begin, position) - start, tensor: entry.name))
      }
      position = entry.end
    }
    guard position == end else {
      throw Refusal(problem: .layout(offset: position - start, tensor: "end of file"))
    }
  }
}
