import Foundation
import Testing

@testable import CommandLineInterface

@Suite struct InputFileTests {
  @Test(arguments: [0, 1, 65_535, 65_536, 200_001])
  func allBytesAreRead(count: Int) throws {
    let path = NSTemporaryDirectory() + "input-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    #expect(try InputFile.bytes(of: path) == bytes)
  }

  @Test(arguments: [("/missing/file", ENOENT), ("/", EISDIR)])
  func whatCannotBeReadIsNamedInThreeLines(path: String, code: Int32) {
    let error = #expect(throws: InputFile.Failure(path: path, code: code)) {
      try InputFile.bytes(of: path)
    }
    #expect(error?.description.split(separator: "\n").count == 3)
  }

  @Test func aDashIsStandardInput() {
    #expect(InputFile.name(of: "-") == "standard input")
    #expect(InputFile.name(of: "a.csv") == "a.csv")
  }
}
