extension ModelError {
  /// Appends three lines: what happened, where with value and allowed range, what to do. No line
  /// end after the last; 400 bytes always suffice.
  public func write(to text: inout TextBuffer) {
    text.append(headline)
    text.append(": ")
    text.append(what)
    text.append("\n  offset 0x")
    text.append(digits: UInt64(widening: offset), radix: 16, atLeast: 1)
    text.append(found: found, allowed: allowed)
    text.append("\n  ")
    text.append(advice)
  }

  private var headline: StaticString {
    switch kind {
    case .damaged: "the model is damaged"
    case .unsupported: "the model needs a newer edgeasd"
    case .invalid: "the model cannot be run"
    case .memory: "the memory given to the detector does not fit the model"
    case .bareNetwork: "the model is a bare network, which hears and scores nothing"
    case .calibration: "the calibration is not one of this model"
    }
  }

  private var advice: StaticString {
    switch kind {
    case .damaged: "copy the file again from where it was made and compare its sha256sum"
    case .unsupported: "update edgeasd, or quantize the model again with this version"
    case .invalid:
      "quantize the model again; if that does not help, the tool that wrote it is wrong"
    case .memory: "give the detector the bytes that the model asks for, aligned to 64"
    case .bareNetwork: "run it with edgeasd infer, or import it with --front-end and --score"
    case .calibration: "make it anew: edgeasd calibrate, with the model that it is used with"
    }
  }
}

#if !hasFeature(Embedded)
  extension ModelError: CustomStringConvertible {
    /// Three lines: what happened, where with value and allowed range, what to do.
    public var description: String {
      String(unsafeUninitializedCapacity: 400) { bytes in
        guard let memory = bytes.baseAddress else { return 0 }
        var text = TextBuffer(memory, capacity: bytes.count)
        write(to: &text)
        return text.count
      }
    }
  }
#endif
