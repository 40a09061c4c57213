/// Where sound comes from: something that is asked, again and again, what comes next.
protocol SampleSource: ~Copyable {
  /// Hz, from the first `.stretch` on until the next.
  var rate: Int { get }

  /// Waits for what comes next. Samples are of the one channel that is heard, Int16 at the source's
  /// rate, and stand at the start of `memory`. What a person should know goes to the log.
  mutating func next(
    into memory: UnsafeMutableRawBufferPointer, _ log: inout Log
  ) -> SourceEvent
}

/// What comes next from a source.
enum SourceEvent {
  /// So many samples, at least one, that follow the last ones without a gap.
  case samples(Int)
  /// Samples will follow that do not continue the last ones.
  case stretch(ListeningState, StateReason)
  /// There is no microphone now.
  case noMicrophone(StateReason)
  /// The sound has ended, or somebody asked to stop.
  case end
  /// The sound cannot be had; the reason was told.
  case failure(ExitStatus)
}
