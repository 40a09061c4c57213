import Foundation
import Testing

@testable import Datasets

@Suite struct NumpyFileTests {
  private func file(_ dictionary: String, _ data: [UInt8], version: UInt8 = 1) -> [UInt8] {
    let text = Array((dictionary + "\n").utf8)
    let length = UInt32(text.count)
    let size = withUnsafeBytes(of: length.littleEndian) { Array($0.prefix(version == 1 ? 2 : 4)) }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + size + text + data
  }

  private func decode(_ bytes: [UInt8]) throws -> NumpyArray {
    try NumpyFile.decode(bytes, path: "a.npy")
  }

  private static let arrays: [NumpyArray] = [
    NumpyArray(shape: [2, 3], elements: .float32([1, -2.5, .infinity, 0, 1e-30, 3])),
    NumpyArray(shape: [3], elements: .float64([.pi, -0.0, 1e300])),
    NumpyArray(shape: [], elements: .int64([.min])),
    NumpyArray(shape: [2, 0, 4], elements: .int16([])),
    NumpyArray(shape: [4, 1], elements: .int8([.min, -1, 0, .max])),
    NumpyArray(shape: [1, 2], elements: .uint8([0, 255])),
    NumpyArray(shape: [2], elements: .int16([.min, .max])),
    NumpyArray(shape: [2], elements: .uint16([1, .max])),
    NumpyArray(shape: [2], elements: .int32([.min, .max])),
    NumpyArray(shape: [2], elements: .uint32([1, .max])),
  ]

  @Test(arguments: arrays)
  func writtenArrayIsReadBack(_ array: NumpyArray) throws {
    let folder = try DatasetFolder()
    let path = folder.path + "/a.npy"
    try NumpyFile.write(array, to: path)
    #expect(try NumpyFile.read(path) == array)
    let bytes = try #require(FileManager.default.contents(atPath: path))
    let header = try NumpyHeader(Array(bytes))
    #expect(header.dataOffset % 64 == 0)
  }

  @Test(arguments: arrays)
  func theFirstRowsAreTheFirstElements(_ array: NumpyArray) throws {
    guard let rows = array.shape.first else { return }
    let rest = array.shape.dropFirst().reduce(1, *)
    for count in 0...rows + 1 {
      let kept = min(count, rows)
      let part = array.prefix(count)
      #expect(part.shape == [kept] + array.shape.dropFirst())
      #expect(part.elements.typeName == array.elements.typeName)
      #expect(part.doubles.elementsEqual(array.doubles.prefix(kept * rest)))
    }
  }

  @Test func typesHaveNumPysNames() {
    #expect(
      Self.arrays.map(\.elements.typeName) == [
        "float32", "float64", "int64", "int16", "int8", "uint8", "int16", "uint16", "int32",
        "uint32",
      ])
  }

  /// The bytes that NumPy 2.4 writes for `numpy.arange(6, dtype='<f4').reshape(2, 3)`.
  @Test func bytesAreTheOnesThatNumPyWrites() {
    let text = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"
    let header = text + String(repeating: " ", count: 118 - text.count - 1) + "\n"
    let data = (0..<6).flatMap { number in
      withUnsafeBytes(of: Float(number).bitPattern.littleEndian) { Array($0) }
    }
    let expected = [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(header.utf8) + data
    let array = NumpyArray(shape: [2, 3], elements: .float32((0..<6).map(Float.init)))
    #expect(NumpyFile.encode(array) == expected)
  }

  @Test(arguments: [UInt8(1), 2, 3])
  func everyVersionIsRead(_ version: UInt8) throws {
    let bytes = file(
      "{'descr': '|u1', 'fortran_order': False, 'shape': (3,), }", [7, 8, 9], version: version)
    #expect(try decode(bytes) == NumpyArray(shape: [3], elements: .uint8([7, 8, 9])))
  }

  @Test func bigEndianElementsAreSwapped() throws {
    let bytes = file(
      "{'shape': (2L,), 'fortran_order': False, \"descr\": '>i2'}", [0x12, 0x34, 0xFF, 0xFE])
    #expect(try decode(bytes) == NumpyArray(shape: [2], elements: .int16([0x1234, -2])))
  }

  @Test func fortranOrderIsBroughtToCOrder() throws {
    // [[1, 2, 3], [4, 5, 6]] column by column.
    let plane = file(
      "{'descr': '|i1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6])
    #expect(try decode(plane).elements == .int8([1, 2, 3, 4, 5, 6]))
    let cube = (0..<24).map { UInt8($0) }
    let expected = (0..<24).map { index in  // C index (i, j, k) of shape (2, 3, 4)
      let (i, j, k) = (index / 12, index / 4 % 3, index % 4)
      return UInt8(i + 2 * j + 6 * k)
    }
    let solid = file("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3, 4), }", cube)
    #expect(try decode(solid).elements == .uint8(expected))
  }

  @Test(arguments: ["|O", "O", "<O8"])
  func pickledObjectsAreRefused(_ descr: String) {
    let bytes = file("{'descr': '\(descr)', 'fortran_order': False, 'shape': (1,), }", [0x80, 4])
    #expect(throws: NumpyFileError.pickled("a.npy")) { try decode(bytes) }
  }

  @Test(arguments: ["<f2", "<c8", "<U3", "|S5", "<M8[ns]", "f4", "", "<f16", "<i9"])
  func otherElementsAreRefusedByName(_ descr: String) {
    let bytes = file("{'descr': '\(descr)', 'fortran_order': False, 'shape': (1,), }", [0, 0])
    #expect(throws: NumpyFileError.unsupportedType("a.npy", found: "'\(descr)'")) {
      try decode(bytes)
    }
  }

  @Test(arguments: [
    "{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,, ), }",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,), }",
    "{'descr': '<f4', 'fortran_order': False, }", "{'descr': '<f4'", "", "[]", "{", "{'",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } and more",
    "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }",
    "{'descr': '<f4\\'', 'fortran_order': False, 'shape': (3,), }",
  ])
  func headerThatNumPyDoesNotWriteIsRefused(_ dictionary: String) {
    #expect(throws: NumpyFileError.self) {
      try decode(file(dictionary, [UInt8](repeating: 0, count: 12)))
    }
  }

  @Test func missingAndSurplusBytesAreRefused() throws {
    let array = NumpyArray(shape: [2, 3], elements: .int16([1, 2, 3, 4, 5, 6]))
    let bytes = NumpyFile.encode(array)
    for count in 0..<bytes.count {
      #expect(throws: NumpyFileError.self, "\(count) bytes") {
        try decode(Array(bytes.prefix(count)))
      }
    }
    #expect(throws: NumpyFileError.wrongLength("a.npy", expected: 12, found: 13)) {
      try decode(bytes + [0])
    }
  }

  @Test func mutatedFilesNeverCrash() {
    let good = NumpyFile.encode(
      NumpyArray(shape: [3, 4], elements: .float32((0..<12).map(Float.init))))
    var state: UInt64 = 3
    for _ in 0..<50_000 {
      var bytes = good
      for _ in 0..<2 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % 80] = UInt8(truncatingIfNeeded: state >> 24)
      }
      _ = try? decode(bytes)
    }
  }

  @Test func missingFileAndFolderAreRefused() {
    #expect(throws: NumpyFileError.self) { try NumpyFile.read("/nowhere/a.npy") }
    #expect(throws: NumpyFileError.self) { try NumpyFile.read("/tmp") }
  }
}
