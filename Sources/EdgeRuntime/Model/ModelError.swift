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

#if !hasFeature(Embedded)
  extension ModelError: CustomStringConvertible {
    /// Three lines: what happened, where with value and allowed range, what to do.
    public var description: String {
      """
      \(headline): \(what)
        offset 0x\(String(offset, radix: 16)), found \(found), allowed \(allowedText)
        \(advice)
      """
    }

    private var headline: String {
      switch kind {
      case .damaged: "the model is damaged"
      case .unsupported: "the model needs a newer edgeasd"
      case .invalid: "the model cannot be run"
      case .memory: "the memory given to the detector does not fit the model"
      }
    }

    private var allowedText: String {
      allowed.lowerBound == allowed.upperBound
        ? "\(allowed.lowerBound)" : "\(allowed.lowerBound)…\(allowed.upperBound)"
    }

    private var advice: String {
      switch kind {
      case .damaged: "copy the file again from where it was made and compare its sha256sum"
      case .unsupported: "update edgeasd, or quantize the model again with this version"
      case .invalid:
        "quantize the model again; if that does not help, the tool that wrote it is wrong"
      case .memory: "give the detector the bytes that `Model.memory` asks for, aligned to 64"
      }
    }
  }
#endif
