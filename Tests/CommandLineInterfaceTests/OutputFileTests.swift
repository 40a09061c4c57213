import CommandLineInterface
import Foundation
import Testing

@Suite struct OutputFileTests {
  /// A folder that is gone after the test.
  private final class Folder {
    let path = NSTemporaryDirectory() + "edgeasd-output-\(UUID().uuidString)"

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
  }

  private let folder: Folder

  init() throws { folder = try Folder() }

  private func refusal(_ path: String, inputs: [String] = []) -> [Substring]? {
    do throws(OutputFile.Refusal) {
      try OutputFile.check(path, inputs: inputs)
      return nil
    } catch {
      return error.description.split(separator: "\n")
    }
  }

  @Test func aNewFileAnOldFileAndADeviceAreAllowed() throws {
    let old = folder.path + "/old"
    try Data().write(to: URL(fileURLWithPath: old))
    #expect(refusal(folder.path + "/new") == nil)
    #expect(refusal(old, inputs: [folder.path + "/other"]) == nil)
    #expect(refusal("/dev/null", inputs: [old]) == nil)
  }

  @Test func aFolderAMissingFolderAndStandardOutputAreRefusedInThreeLines() {
    #expect(refusal(folder.path)?.dropFirst().first == "  it is a folder")
    #expect(refusal(folder.path + "/no/new")?.last?.contains("create the folder") == true)
    for path in [folder.path, folder.path + "/no/new", "-"] {
      #expect(refusal(path)?.count == 3)
    }
  }

  @Test func anInputIsNeverReplacedUnderWhicheverName() throws {
    let input = folder.path + "/in"
    let link = folder.path + "/link"
    try Data([1]).write(to: URL(fileURLWithPath: input))
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: input)
    for name in [input, folder.path + "/./in", link] {
      #expect(refusal(name, inputs: [input])?.first?.contains("would replace") == true)
    }
  }
}
