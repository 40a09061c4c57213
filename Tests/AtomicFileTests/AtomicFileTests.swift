import Foundation
import Testing

@testable import AtomicFile

@Suite struct AtomicFileTests {
  /// A folder of the test's own, removed when the test ends.
  private final class Folder {
    let path = NSTemporaryDirectory() + "atomic-file-\(UUID().uuidString)"

    init() throws {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
      try? FileManager.default.removeItem(atPath: path)
    }

    var names: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
  }

  private func bytes(of path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { Array($0) }
  }

  @Test(arguments: [0, 1, 4_096, 3_000_001])
  func bytesArriveUnchangedAndNothingElseIsLeft(count: Int) throws {
    let folder = try Folder()
    let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try AtomicFile.write(content, to: folder.path + "/model.easd")
    #expect(bytes(of: folder.path + "/model.easd") == content)
    #expect(folder.names == ["model.easd"])
  }

  @Test func anExistingFileIsReplacedAndKeepsItsRights() throws {
    let folder = try Folder()
    let path = folder.path + "/a.txt"
    try AtomicFile.write("old and longer", to: path)
    chmod(path, 0o640)
    try AtomicFile.write("new", to: path)
    #expect(bytes(of: path) == Array("new".utf8))
    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o640)
  }

  @Test func aFailingBodyLeavesTheOldFileAndNoTemporaryOne() throws {
    struct Refused: Error {}
    let folder = try Folder()
    let path = folder.path + "/a.wav"
    try AtomicFile.write("old", to: path)
    #expect(throws: Refused.self) {
      try AtomicFile.write(to: path) { temporary in
        #expect(temporary.hasSuffix(".wav"))
        try Data("half".utf8).write(to: URL(fileURLWithPath: temporary))
        throw Refused()
      }
    }
    #expect(bytes(of: path) == Array("old".utf8))
    #expect(folder.names == ["a.wav"])
  }

  @Test func theBodysBytesTakeTheName() throws {
    let folder = try Folder()
    let path = folder.path + "/a.npy"
    try AtomicFile.write(to: path) { temporary in
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: temporary))
      try handle.write(contentsOf: Data("whole".utf8))
      try handle.close()
    }
    #expect(bytes(of: path) == Array("whole".utf8))
    #expect(folder.names == ["a.npy"])
  }

  @Test func aPendingFileIsUnseenUntilItIsCommitted() throws {
    let folder = try Folder()
    let path = folder.path + "/a.bin"
    let file = try PendingFile(path: path)
    try file.append([1, 2])
    #expect(bytes(of: path) == nil)
    try file.append([3])
    try file.commit()
    #expect(bytes(of: path) == [1, 2, 3])
    #expect(folder.names == ["a.bin"])
  }

  @Test func aDroppedPendingFileLeavesNothing() throws {
    let folder = try Folder()
    do {
      let file = try PendingFile(path: folder.path + "/a.bin")
      try file.append([1, 2])
    }
    #expect(folder.names.isEmpty)
  }

  @Test func aDeviceIsWrittenToAndNotReplaced() throws {
    try AtomicFile.write("gone", to: "/dev/null")
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test func aSymbolicLinkStaysOneAndItsTargetIsReplaced() throws {
    let folder = try Folder()
    try AtomicFile.write("old", to: folder.path + "/target")
    #expect(symlink("target", folder.path + "/link") == 0)
    try AtomicFile.write("new", to: folder.path + "/link")
    #expect(bytes(of: folder.path + "/target") == Array("new".utf8))
    #expect(folder.names == ["link", "target"])
    var status = stat()
    #expect(lstat(folder.path + "/link", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aNameOfTheGreatestLengthIsWritten() throws {
    let folder = try Folder()
    let name = String(repeating: "ü", count: 125) + ".easd"
    try AtomicFile.write("x", to: folder.path + "/" + name)
    #expect(folder.names == [name])
  }

  @Test(arguments: [("/missing/a.easd", ENOENT), ("", EISDIR)])
  func refusalsNameTheFileTheReasonAndARemedy(suffix: String, code: Int32) throws {
    let folder = try Folder()
    let error = #expect(throws: AtomicFileError.self) {
      try AtomicFile.write("x", to: folder.path + suffix)
    }
    #expect(error?.code == code)
    let lines = error?.description.split(separator: "\n") ?? []
    #expect(lines.count == 3)
    #expect(lines.first?.hasPrefix(folder.path + suffix) == true)
    #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
  }
}
