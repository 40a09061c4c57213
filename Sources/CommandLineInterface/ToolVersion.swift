/// The version that both programs print and write into the files they make.
public enum ToolVersion {
  /// Semantic version of this source tree.
  public static let current = "0.1.0"
}
