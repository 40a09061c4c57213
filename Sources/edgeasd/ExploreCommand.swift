import AtomicFile
import ClipOptions
import CommandLineInterface
import Datasets
import Exploration
import Features
import Foundation

/// `edgeasd explore`: clips to look at, normal beside anomalous.
struct ExploreCommand: Command {
  private static let places = Parameter<[String]>.arguments(
    "file", .path, help: "Data set, or recordings (.wav, .flac) and log-mel features (.npy).")
  private static let output = Parameter.requiredOption(
    "output", short: "o", .path, valueName: "file", help: "Where the page goes (.html).")
  private static let clips = Parameter.option(
    "clips", .integer(in: 1...20), valueName: "number", default: 1,
    help: "Of a data set: normal clips of each machine, and as many anomalous ones.")
  private static let seed = Parameter.option(
    "seed", .seed, default: 1, help: "Of the choice of clips.")

  let specification = CommandSpecification(
    name: "explore", abstract: "Look at clips, normal beside anomalous.",
    discussion: """
      Writes one page of HTML that needs nothing else: of each clip waveform, power spectral density, \
      spectrogram, mel spectrogram, pitch classes and levels by band. Of a data set it shows normal \
      and anomalous test clips of each id, beside where its normal training clips lie, and names the \
      nearest one of these.
      """,
    parameters: [
      places, output, ClipParameters.machine, clips, seed, ClipParameters.channel,
      ClipParameters.strict,
    ],
    examples: [
      .init("edgeasd explore recordings --machine fan -o fan.html", "a machine of a data set"),
      .init("edgeasd explore before.wav after.wav -o change.html", "two recordings"),
    ])

  /// Training clips of an id that tell what is normal.
  private static let mostNormal = 100

  func run(_ arguments: ParsedArguments) throws -> ExitCode {
    Interrupt.install()
    let (places, output) = (arguments[Self.places], arguments[Self.output])
    try OutputFile.check(output, inputs: places)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: places[0], isDirectory: &isFolder)
    let page =
      exists && isFolder.boolValue && places.count == 1
      ? try page(of: places[0], arguments) : try page(ofFiles: places, arguments)
    try AtomicFile.write(page.html, to: output)
    print("\(output): a page to be opened in a browser")
    return .success
  }

  private func page(
    ofFiles paths: [String], _ arguments: ParsedArguments
  ) throws -> ExplorationPage {
    let reader = ClipReader(channel: arguments[ClipParameters.channel])
    let clips = try paths.map { path in
      let isFeatures = path.lowercased().hasSuffix(".npy")
      let clip = Clip(
        path: path, machine: "", id: "", split: .test, label: .normal,
        content: isFeatures ? .features : .audio)
      return try explored(clip, reader.read(clip), label: nil)
    }
    let title = paths.map { ($0 as NSString).lastPathComponent }.joined(separator: ", ")
    return ExplorationPage(
      title: title, groups: [ExplorationPage.Group(title: "Clips", clips: clips, normal: nil)])
  }

  private func page(of folder: String, _ arguments: ParsedArguments) throws -> ExplorationPage {
    let dataset = try DatasetLayout.scan(folder)
    let machines =
      try arguments[ClipParameters.machine].map { try dataset.selecting(machine: $0).machines }
      ?? dataset.machines
    var groups: [ExplorationPage.Group] = []
    for machine in machines {
      let own = try dataset.selecting(machine: machine)
      for id in own.ids(of: machine) {
        if let group = try group(own, machine: machine, id: id, arguments) { groups.append(group) }
      }
    }
    guard !groups.isEmpty else {
      throw CommandFailure(
        .failure,
        """
        there is nothing to look at
          \(folder): none of its clips can be used, for the reasons above
          mend the clips, or give the folder of others
        """)
    }
    return ExplorationPage(
      title: machines.count == 1 ? machines[0] : "\(machines.count) machines", groups: groups)
  }

  private func group(
    _ dataset: Dataset, machine: String, id: String, _ arguments: ParsedArguments
  ) throws -> ExplorationPage.Group? {
    func some(_ split: Clip.Split, _ label: Clip.Label, _ count: Int) -> [Clip] {
      Self.some(
        dataset.clips(split, label).filter { $0.id == id }, count, seed: arguments[Self.seed])
    }
    let count = arguments[Self.clips]
    let test = some(.test, .normal, count)
    let training = some(.train, .normal, Self.mostNormal)
    let shown = (test.isEmpty ? Array(training.prefix(count)) : test) + some(.test, .anomaly, count)
    let clips = try read(shown, arguments).map(\.1)
    guard !clips.isEmpty else { return nil }
    let normal = try read(training, arguments)
    return ExplorationPage.Group(
      title: "\(machine), \(id)", clips: clips,
      normal: normal.isEmpty
        ? nil : NormalRange(normal.map { (name: $0.1.name, bandMeans: $0.1.bandMeans) }))
  }

  private func read(
    _ clips: [Clip], _ arguments: ParsedArguments
  ) throws -> [(Clip, ExploredClip)] {
    let results = try ClipReader(channel: arguments[ClipParameters.channel]).map(
      clips, policy: ClipParameters.policy(arguments), shouldStop: { Interrupt.isRequested }
    ) { clip, contents in
      try explored(clip, contents, label: clip.label.rawValue)
    }
    ClipParameters.report(results.bad, of: clips.count)
    return results.values.map { ($0.clip, $0.value) }
  }

  private func explored(
    _ clip: Clip, _ contents: ClipReader.Contents, label: String?
  ) throws -> ExploredClip {
    let name = (clip.path as NSString).lastPathComponent
    switch contents {
    case .sound(let pcm):
      guard
        let explored = ExploredClip(
          name: name, label: label, samples: pcm.samples, sampleRate: pcm.rate)
      else {
        throw DatasetError.tooFewFrames(clip.path, found: 0, minimum: 1)
      }
      return explored
    case .logMel(let frames):
      return ExploredClip(
        name: name, label: label, decibels: frames.values.map(LogMelQ9.toDecibels),
        bands: frames.bands)
    }
  }

  /// Evenly spread over the clips, from a place that the seed tells.
  private static func some(_ clips: [Clip], _ count: Int, seed: UInt64) -> [Clip] {
    guard clips.count > count else { return clips }
    let offset = Int(seed % UInt64(clips.count))
    return (0..<count).map { clips[($0 * clips.count / count + offset) % clips.count] }
  }
}
