/// Why bytes are not a model that this runtime can run: what was looked at, where, what was found
/// and what would have been allowed.
public struct ModelError: Error, Sendable {
  /// What sort of refusal it is, hence what helps.
  public enum Kind: UInt8, Sendable {
    /// Not what was written: cut, altered, or no model at all.
    case damaged
    /// Made for a runtime that knows more than this one.
    case unsupported
    /// Intact, but says something that cannot be run.
    case invalid
    /// The caller's memory does not fit.
    case memory
    /// A network without front end and score head, which hears nothing.
    case bareNetwork
    /// A site's calibration that is damaged, or was made for another model.
    case calibration
  }

  /// What sort of refusal it is.
  public let kind: Kind
  /// The quantity that was refused, as a noun: `kernel height`, `format version`, …
  public let what: StaticString
  /// Where it stands, bytes from the start of the file; for `.memory` 0.
  public let offset: Int
  /// Its value.
  public let found: Int64
  /// The values that would have been accepted. For a checksum, both ends are the expected one.
  public let allowed: ClosedRange<Int64>

  /// A refusal.
  public init(
    _ kind: Kind, _ what: StaticString, offset: Int, found: Int64, allowed: ClosedRange<Int64>
  ) {
    self.kind = kind
    self.what = what
    self.offset = offset
    self.found = found
    self.allowed = allowed
  }
}
