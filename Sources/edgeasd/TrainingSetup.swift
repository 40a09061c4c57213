import AudioFile
import ClipFeatures
import CommandLineInterface
import Datasets
import Features
import FloatModels

/// What a training starts from: which clips, through which front end, in which windows.
struct TrainingSetup {
  let kind: DetectorKind
  let machine: String
  /// Normal training clips of the machine.
  let clips: [Clip]
  let frontEnd: FrontEndDescription

  /// Chooses the front end for the clips that most training clips are like: the rate at which most
  /// are heard, and the length of the shortest clip that is no stump.
  ///
  /// - Parameter rate: the model's, in Hz; nil leaves it to the recordings.
  init(_ dataset: Dataset, kind: DetectorKind, rate: Int?, channel: Int?) throws {
    self.kind = kind
    guard let machine = dataset.machines.first else {
      throw DatasetError.noClips(dataset.root, unplaced: dataset.unplaced.count, example: nil)
    }
    self.machine = machine
    clips = dataset.clips(.train, .normal)
    guard !clips.isEmpty else { throw Self.nothingNormal(machine, dataset) }
    frontEnd =
      switch dataset.content {
      case .audio: try Self.frontEnd(kind, rate: rate, of: clips)
      case .features where rate != nil: throw Self.rateOfFeatures(dataset)
      case .features: try Self.frontEnd(kind.family, ofFeatures: clips)
      }
  }

  var family: Family { kind.family }

  /// Frames that a clip must have at least. A modulation spectrum that was made elsewhere is one.
  var leastFrames: Int { kind.pooling == .modulation ? 1 : family.leastFrames }

  /// What a model's record says of the clips that it learned from.
  func record(of frames: [LogMelFrames]) -> [String: String] {
    [
      "machine": machine, "ids": Set(clips.map(\.id)).sorted().joined(separator: ","),
      "clips": "\(frames.count)", "features.sha256": FeatureDigest.sha256(of: frames),
      "tool.version": ToolVersion.current,
    ]
  }

  private static func nothingNormal(_ machine: String, _ dataset: Dataset) -> CommandFailure {
    CommandFailure(
      .failure,
      """
      there is no normal sound of \(machine) to learn from
        \(dataset.root): \(dataset.clips.count) clips, none of them normal training clips
        put recordings of the healthy machine into \(machine)/train, named normal_id_00_….wav
      """)
  }

  private static func rateOfFeatures(_ dataset: Dataset) -> CommandFailure {
    CommandFailure(
      .usage,
      """
      --rate is for recordings
        \(dataset.root) holds log-mel features, whose rate was settled when they were made
        leave it out
      """)
  }

  private static func frontEnd(
    _ kind: DetectorKind, rate: Int?, of clips: [Clip]
  ) throws -> FrontEndDescription {
    // What is wrong with a clip is said when it is read.
    let headers = clips.compactMap { try? AudioFile.header($0.path) }
    guard let rate = rate ?? ModelRate.commonest(headers.map(\.rate)) else {
      // Says what is wrong with it.
      return try frontEnd(kind, sampleRate: AudioFile.header(clips[0].path).rate, shortest: 0)
    }
    let heard = headers.compactMap { header in
      AudioFile.decimation(from: header.rate, to: rate).map { (header.frames, factor: $0) }
    }
    if heard.isEmpty, let found = headers.first?.rate {
      throw AudioFileError.wrongRate(clips[0].path, found: found, expected: rate)
    }
    let lengths = heard.compactMap { frames, factor in frames.map { $0 / factor } }.sorted()
    let median = lengths.isEmpty ? 0 : lengths[lengths.count / 2]
    let shortest = lengths.first { $0 * 2 >= median } ?? 0
    return try frontEnd(kind, sampleRate: rate, shortest: shortest)
  }

  private static func frontEnd(
    _ kind: DetectorKind, sampleRate rate: Int, shortest: Int
  ) throws -> FrontEndDescription {
    let family = kind.family
    guard
      let frontEnd = family.frontEnd(
        sampleRate: rate, shortestClip: shortest, pooling: kind.pooling)
    else {
      throw CommandFailure(
        .failure,
        """
        the clips are too short for \(family.rawValue)
          \(shortest) samples at \(rate) Hz, which does not fill a window of \
        \(family.leastFrames) frames
          record longer clips (10 s are usual), or choose --family dense-ae
        """)
    }
    return frontEnd
  }

  private static func frontEnd(
    _ family: Family, ofFeatures clips: [Clip]
  ) throws -> FrontEndDescription {
    // What is wrong with a clip is said when all are read; here the first good one decides.
    let reader = ClipReader()
    let good = clips.lazy.compactMap { clip in
      (try? reader.logMel(clip)).map { (clip: clip, bands: $0.bands) }
    }
    let bands: Int
    let clip: Clip
    if let first = good.first {
      (clip, bands) = first
    } else {
      // Says what is wrong with it.
      (clip, bands) = (clips[0], try reader.logMel(clips[0]).bands)
    }
    guard let frontEnd = family.frontEnd(sourceBands: bands) else {
      throw CommandFailure(
        .failure,
        """
        the features do not fit \(family.rawValue)
          \(clip.path): \(bands) bands, which do not sum to \(family.rawValue)'s 64
          make features of 64 or 128 bands, or choose --family dense-ae
        """)
    }
    return frontEnd
  }
}
