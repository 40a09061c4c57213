/// What a command line asks for.
enum ListenRequest {
  case listen(ListenOptions)
  case list
  case help
  case version
  /// Nothing was said at all.
  case nothing
  case refuse(UsageFault)
}

/// Why a command line was not understood.
enum UsageFault {
  case unknownOption(ListenOptions.Text)
  case valueMissing(ListenParameter)
  case valueUnexpected(ListenParameter)
  case valueRefused(ListenParameter, ListenOptions.Text)
  case modelMissing
  case sourceMissing
  case severalSources
  /// An option that only says something of samples on standard input.
  case notOfThisSource(ListenParameter)
}

extension ListenRequest {
  /// Reads the words after the program's name.
  init(program: StaticString, _ words: UnsafePointer<UnsafeMutablePointer<CChar>?>, count: Int) {
    var reader = ListenArguments()
    guard count > 0 else {
      self = .nothing
      return
    }
    for index in 0..<count {
      guard let word = words[index] else { continue }
      if Word(word).isEqual(to: "--help") || Word(word).isEqual(to: "-h") {
        self = .help
        return
      }
    }
    for index in 0..<count {
      guard let word = words[index] else { continue }
      reader.take(word)
    }
    self = reader.request(program: program)
  }
}
