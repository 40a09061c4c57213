#if !hasFeature(Embedded)
  extension SHA256 {
    /// The digest as `sha256sum` prints it: 64 hexadecimal digits, lower case.
    public consuming func hexadecimal() -> String {
      let words = finish()
      return (0..<8).map { index in
        let digits = String(words[index], radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
      }.joined()
    }
  }
#endif
