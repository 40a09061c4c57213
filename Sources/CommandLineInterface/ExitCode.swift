/// How a command ends, as scripts and service managers see it. One table for every command.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// The command did what it was asked.
  case success = 0
  /// It could not: a file, the data or the system stood in the way.
  case failure = 1
  /// It worked and found an anomaly, where the caller asked to be told so.
  case anomalyFound = 2
  /// A limit that the caller set (`--max-auc-loss`) was not kept.
  case qualityGateMissed = 3
  /// The model file is damaged, of another version, or no model at all.
  case badModelFile = 4
  /// The microphone or sound card does not deliver.
  case audioDevice = 5
  /// The command line was not understood (`EX_USAGE`).
  case usage = 64

  /// A few words for the EXIT CODES section of a help page.
  public var meaning: String {
    switch self {
    case .success: "success"
    case .failure: "failure; the reason is on standard error"
    case .anomalyFound: "an anomaly was found"
    case .qualityGateMissed: "a quality limit was missed"
    case .badModelFile: "the model file cannot be used"
    case .audioDevice: "the audio device does not deliver"
    case .usage: "the command line was not understood"
    }
  }
}
