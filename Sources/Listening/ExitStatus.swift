/// How listening ends, as scripts and service managers see it: the codes of every program here.
public enum ExitStatus: Int32, Sendable {
  /// It was asked to stop, or the sound ended.
  case success = 0
  /// A file, a stream or the system stood in the way.
  case failure = 1
  /// A decision was an anomaly, where the caller asked to be told so.
  case anomalyFound = 2
  /// The model file is damaged, of another version, or no model at all.
  case badModelFile = 4
  /// The microphone does not deliver.
  case audioDevice = 5
  /// The command line was not understood (`EX_USAGE`).
  case usage = 64
}
