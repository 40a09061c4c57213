import AudioFile
import WordSuggestion

/// Why a folder or a clip was refused.
public enum DatasetError: Error, Sendable, Equatable {
  case folderMissing(String)
  case notAFolder(String)
  case folderForbidden(String)
  /// Nothing in the folder could be placed.
  case noClips(String, unplaced: Int, example: Dataset.UnplacedFile?)
  /// Two layouts, with a clip of each.
  case mixedLayouts(String, DatasetLayout, String, DatasetLayout, String)
  /// Sound and features, with a clip of each.
  case mixedContent(String, String, String)
  /// The same machine and id in two folders.
  case machineFoundTwice(String, id: String, String, String)
  case unknownMachine(String, String, machines: [String])
  /// Several machines, none chosen.
  case machineNeeded(String, machines: [String])
  case audio(AudioFileError)
  case numpy(NumpyFileError)
  /// Features of another kind than wanted; found and wanted numbers of bands.
  case wrongBands(String, found: Int, expected: Int)
  /// Features whose array is not frames × bands.
  case notFrames(String, shape: [Int])
  case featuresNotFinite(String, frame: Int, band: Int)
  case featuresTooLoud(String, frame: Int, band: Int, found: Double)
  case tooFewFrames(String, found: Int, minimum: Int)
  /// A clip of the other kind of content than the caller can use.
  case soundNeeded(String)
  case featuresNeeded(String)
}

extension DatasetError: CustomStringConvertible {
  /// Three lines: what happened, what was found, what to do.
  public var description: String {
    switch self {
    case .audio(let error): return error.description
    case .numpy(let error): return error.description
    default:
      let (what, found, remedy) = folderLines ?? clipLines
      return "\(what)\n  \(found)\n  \(remedy)"
    }
  }

  private typealias Lines = (what: String, found: String, remedy: String)

  private var folderLines: Lines? {
    switch self {
    case .folderMissing(let path):
      ("\(path) cannot be read", "there is no such folder", "check the name")
    case .notAFolder(let path):
      ("\(path) is no folder", "a data set is a folder of recordings", "name the folder it is in")
    case .folderForbidden(let path):
      ("\(path) cannot be read", "listing it is not permitted", "change its permissions")
    case .noClips(let path, let unplaced, let example):
      (
        "\(path) holds no clips of a known layout",
        example.map { "\(unplaced) files, for example \($0.path): \($0.reason)" }
          ?? "it holds no files",
        "name them as in MACHINE/train/normal_id_00_0.wav and MACHINE/test/anomaly_id_00_0.wav"
      )
    case .mixedLayouts(let path, let first, let firstClip, let second, let secondClip):
      (
        "\(path) mixes data sets of different layouts",
        "\(firstClip) follows \(first.name), \(secondClip) follows \(second.name)",
        "name the folder of one of them"
      )
    case .mixedContent(let path, let first, let second):
      (
        "\(path) mixes recordings with features", "for example \(first) and \(second)",
        "name the folder of one kind"
      )
    case .machineFoundTwice(let machine, let id, let first, let second):
      (
        "\(machine) \(id) is there twice", "in \(first) and in \(second)",
        "name one of the folders, so that they are not mixed"
      )
    case .unknownMachine(let machine, let path, let machines):
      (
        "\(path) has no clips of the machine '\(machine)'",
        "it has \(machines.joined(separator: ", "))",
        Suggestion.nearest(to: machine, in: machines).map { "did you mean --machine \($0)?" }
          ?? "choose one of them with --machine NAME"
      )
    case .machineNeeded(let path, let machines):
      (
        "\(path) holds several machines", "it has \(machines.joined(separator: ", "))",
        "choose one of them with --machine NAME"
      )
    default: nil
    }
  }

  private var clipLines: Lines {
    switch self {
    case .wrongBands(let path, let found, let expected):
      (
        "\(path) has another number of bands", "found \(found), expected \(expected)",
        "use features computed as those that the model was trained on"
      )
    case .notFrames(let path, let shape):
      (
        "\(path) is no log-mel spectrogram",
        "its shape is (\(shape.map(String.init).joined(separator: ", "))), not (frames, bands)",
        "save one clip a file, frames first, bands second"
      )
    case .featuresNotFinite(let path, let frame, let band):
      (
        "\(path) holds a value that is no number", "in frame \(frame), band \(band)",
        "compute the decibels with a floor, for example 10·log10(max(power, 1e-10))"
      )
    case .featuresTooLoud(let path, let frame, let band, let found):
      (
        "\(path) holds a value that is no level in dB",
        "\(found) in frame \(frame), band \(band), allowed are at most 192",
        "save 10·log10(power), not the power itself"
      )
    case .tooFewFrames(let path, let found, let minimum):
      (
        "\(path) is too short", "found \(found) frames, needed are \(minimum)",
        "compute it from a longer recording, or leave it out"
      )
    case .soundNeeded(let path):
      (
        "\(path) holds features, no sound", "what was asked for needs the recordings",
        "name a folder of .wav or .flac files"
      )
    case .featuresNeeded(let path):
      (
        "\(path) is a recording, no features", "the model takes features only",
        "name a folder of .npy files"
      )
    default: ("a clip was refused", "no more is known", "look at the file")
    }
  }
}
