import FloatModels
import Testing

@Suite("SafetensorsFile")
struct SafetensorsFileTests {
  static let sample = SafetensorsFile(
    metadata: ["b": "two \"quoted\" / ünï", "a": "1"],
    tensors: [
      "z": Tensor(shape: [2, 3], values: [1, -2, 3.5, .leastNonzeroMagnitude, -0.0, 1e30]),
      "a": Tensor(shape: [1], values: [0.1]), "empty": Tensor(shape: [0, 4]),
      "scalar": Tensor(shape: [], values: [7]),
    ])

  @Test("what is written is read back, and the same contents give the same bytes")
  func roundTrip() throws {
    let bytes = try Self.sample.serialized()
    #expect(try SafetensorsFile(bytes: bytes) == Self.sample)
    #expect(try SafetensorsFile(bytes: bytes).serialized() == bytes)
  }

  @Test("the data begin at a multiple of eight bytes")
  func dataAreAligned() throws {
    let bytes = try Self.sample.serialized()
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
    #expect(bytes.count == 8 + length + 4 * (6 + 1 + 0 + 1))
  }

  @Test("every truncation is refused with three lines")
  func truncationsAreRefused() throws {
    let bytes = try Self.sample.serialized()
    for length in 0..<bytes.count {
      let error = #expect(throws: SafetensorsError.self) {
        try SafetensorsFile(bytes: Array(bytes[..<length]), source: "x.safetensors")
      }
      #expect(error?.description.split(separator: "\n").count == 3)
      #expect(error?.description.hasPrefix("x.safetensors ") == true)
    }
  }

  static func file(_ header: String, data: Int = 8, length: UInt64? = nil) -> [UInt8] {
    let value = length ?? UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    return prefix + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  static let good = #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#

  static let hostileHeaders: [String] = [
    "",
    "{",
    "[]",
    "null",
    "{}",
    #" {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#,
    #"{"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":7,"shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2]}}"#,
    #"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0.5,8.5]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[1e300,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[9223372036854775807,9223372036854775807]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-9223372036854775808,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,18446744073709551615]}}"#,
    #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
    #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":{"x":1},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":[],"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"__metadata__":null,"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    #"{"a":"F32"}"#,
    String(repeating: #"{"a":"#, count: 100_000),
    "{\"a\":" + String(repeating: "[", count: 100_000),
  ]

  @Test("a hostile header is refused with three lines", arguments: hostileHeaders.indices)
  func hostileHeadersAreRefused(_ index: Int) throws {
    #expect(try SafetensorsFile(bytes: Self.file(Self.good)).tensors["a"]?.values == [0, 0])
    let bytes = Self.file(Self.hostileHeaders[index])
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes) }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test(
    "a header longer than the file is refused before it is looked at",
    arguments: [0, 1, 1000, 100_000_001, UInt64(Int.max), UInt64(Int.max) + 1, .max])
  func headerLengthsAreChecked(_ length: UInt64) throws {
    let bytes = Self.file(Self.good, length: length)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(bytes: bytes) }
    #expect(error?.description.contains("\(length)") == true)
  }

  @Test("every byte of the header, set to anything, gives a file or a refusal, never a trap")
  func flippedHeaders() throws {
    let bytes = Self.file(Self.good)
    for index in 0..<bytes.count - 8 {
      for value in [0, 9, 45, 48, 57, 91, 93, 123, 125, 255] as [UInt8] {
        var changed = bytes
        changed[index] = value
        _ = try? SafetensorsFile(bytes: changed)
      }
    }
  }

  @Test("a missing file is named")
  func missingFile() {
    let error = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(contentsOf: "/nowhere/at/all.safetensors")
    }
    #expect(error?.description.contains("/nowhere/at/all.safetensors") == true)
  }
}
