import Foundation

/// Lists the files below a folder in an order that does not depend on the disk.
struct DirectoryWalk {
  /// A file, or an entry that cannot be followed.
  struct File: Equatable {
    /// Below the root.
    var path: String
    /// Why it cannot be read, as one clause; nil for a file.
    var problem: String?
  }

  private enum Kind { case file, folder, link, other }

  private struct Identity: Hashable {
    var device: UInt64
    var number: UInt64
  }

  private var files: [File] = []
  private var visited: Set<Identity> = []
  /// Linked folders come last, so that a folder has the name it was made with where it has several.
  private var links: [(path: String, relative: String)] = []

  /// All files below `root` that are not hidden. Links are followed; each folder is visited once.
  static func files(below root: String) throws(DatasetError) -> [File] {
    var walk = DirectoryWalk()
    var status = stat()
    guard stat(root, &status) == 0 else {
      throw errno == EACCES ? .folderForbidden(root) : .folderMissing(root)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(root) }
    guard walk.visit(root, relative: "", status) else { throw .folderForbidden(root) }
    while !walk.links.isEmpty {
      let link = walk.links.removeFirst()
      walk.follow(link.path, relative: link.relative)
    }
    return walk.files.sorted { $0.path < $1.path }
  }

  /// Without links resolved: a link's own name may be the machine's.
  static func absolute(_ path: String) -> String {
    let start = path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath
    var parts: [Substring] = []
    for part in (start + "/" + path).split(separator: "/") {
      switch part {
      case ".": break
      case "..": _ = parts.popLast()
      default: parts.append(part)
      }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// False where the folder cannot be listed.
  private mutating func visit(_ path: String, relative: String, _ status: stat) -> Bool {
    let identity = Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    guard visited.insert(identity).inserted else { return true }
    guard let entries = Self.entries(of: path) else { return false }
    for (name, kind) in entries {
      let below = relative.isEmpty ? name : relative + "/" + name
      let child = path + "/" + name
      switch kind {
      case .file: files.append(File(path: below))
      case .link: links.append((child, below))
      case .other: files.append(File(path: below, problem: "it is neither a file nor a folder"))
      case .folder:
        var status = stat()
        if stat(child, &status) != 0 || !visit(child, relative: below, status) {
          files.append(File(path: below, problem: "this folder cannot be listed"))
        }
      }
    }
    return true
  }

  private mutating func follow(_ path: String, relative: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      files.append(File(path: relative, problem: "this link leads nowhere"))
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: files.append(File(path: relative))
    case S_IFDIR:
      if !visit(path, relative: relative, status) {
        files.append(File(path: relative, problem: "this folder cannot be listed"))
      }
    default: files.append(File(path: relative, problem: "it is neither a file nor a folder"))
    }
  }

  private static func entries(of path: String) -> [(name: String, kind: Kind)]? {
    guard let directory = opendir(path) else { return nil }
    defer { closedir(directory) }
    var entries: [(name: String, kind: Kind)] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      // Hidden, the folder itself and its parent, and what macOS leaves in archives.
      if name.hasPrefix(".") || name == "__MACOSX" { continue }
      entries.append((name, kind(of: entry.pointee.d_type, path + "/" + name)))
    }
    return entries.sorted { $0.name < $1.name }
  }

  private static func kind(of type: UInt8, _ path: String) -> Kind {
    switch Int(type) {
    case Int(DT_REG): return .file
    case Int(DT_DIR): return .folder
    case Int(DT_LNK): return .link
    case Int(DT_UNKNOWN): break
    default: return .other
    }
    // Some file systems do not say.
    var status = stat()
    guard lstat(path, &status) == 0 else { return .other }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    case S_IFLNK: return .link
    default: return .other
    }
  }
}
