/// What to do about a clip that cannot be used.
public enum BadFilePolicy: Sendable {
  /// Go on without it, and list it.
  case list
  /// Stop at the first, in the clips' order.
  case stop
}

/// A clip that was left out.
public struct BadFile: Sendable, Equatable {
  /// The clip.
  public var clip: Clip
  /// Why; its description is three lines and names the file.
  public var error: DatasetError

  /// A clip that was left out, and why.
  public init(clip: Clip, error: DatasetError) {
    self.clip = clip
    self.error = error
  }
}

extension BadFile {
  /// Lines that name every one of these files: the first with place and remedy, the others with
  /// what is wrong.
  public static func list(_ files: [BadFile], inFull count: Int = 10) -> [String] {
    let brief = files.dropFirst(count).map { file in
      file.error.description.split(separator: "\n").first.map(String.init) ?? file.clip.path
    }
    return files.prefix(count).map(\.error.description) + brief
  }
}
