import AudioFile
import ClipFeatures
import CommandLineInterface
import Datasets
import DeviceSimulation
import EdgeRuntime
import Features
import FloatModels
import Quantization

/// Scores files by a model: `.easd` as the device does, `.safetensors` in float.
struct ClipScorer {
  /// Of a model that hears sound; nil where it is given frames, whose rate nobody knows.
  let timing: WindowTiming?
  private let reader: ClipReader
  private let bands: Int
  private let score: (ClipReader.Contents) throws -> [ScoreLine]
  /// Of a float model that is given frames: scores them as they are, in dB, unrounded.
  private var scoreDecibels: (([Double]) throws -> [ScoreLine])?

  /// - Throws: `CommandFailure` with the code for bad models.
  ///
  /// - Parameters:
  ///   - id: the machine that is heard; nil takes the one that it sounds most like.
  ///   - site: path of a calibration in place of the model's.
  init(_ path: String, channel: Int?, id: String? = nil, site: String? = nil) throws {
    let isFloat = path.lowercased().hasSuffix(".safetensors")
    if isFloat, site != nil {
      throw UsageError("A float model has no threshold to replace", about: SiteOption.parameter)
    }
    self = try isFloat ? Self.float(path, channel, id) : Self.device(path, channel, id, site)
  }

  private init(
    timing: WindowTiming?, reader: ClipReader, bands: Int,
    score: @escaping (ClipReader.Contents) throws -> [ScoreLine]
  ) {
    self.timing = timing
    self.reader = reader
    self.bands = bands
    self.score = score
  }

  /// Scores of a file.
  ///
  /// - Throws: `DatasetError` for one that cannot be used.
  func lines(_ path: String) throws -> [ScoreLine] {
    let isFeatures = path.lowercased().hasSuffix(".npy")
    let clip = Clip(
      path: path, machine: "", id: "", split: .test, label: .normal,
      content: isFeatures ? .features : .audio)
    switch (timing == nil, isFeatures) {
    case (true, false): throw DatasetError.featuresNeeded(path)
    case (false, true): throw DatasetError.soundNeeded(path)
    default: break
    }
    if isFeatures, let scoreDecibels {
      let (values, found) = try reader.decibels(clip)
      guard found.isMultiple(of: bands) else {
        throw DatasetError.wrongBands(path, found: found, expected: bands)
      }
      return try scoreDecibels(
        found == bands
          ? values : BandMerging.summedInPower(values, bands: found, target: bands))
    }
    guard case .logMel(let frames) = try reader.read(clip) else {
      return try score(.sound(try reader.sound(clip)))
    }
    guard frames.bands.isMultiple(of: bands) else {
      throw DatasetError.wrongBands(path, found: frames.bands, expected: bands)
    }
    let model = FrontEndDescription.features(sourceBands: frames.bands, bands: bands)
    return try score(.logMel(model.grouped(frames)))
  }

  private static func device(
    _ path: String, _ channel: Int?, _ id: String?, _ site: String?
  ) throws -> ClipScorer {
    let file = try DeviceModel(path)
    let (image, model) = (file.image, file.model)
    try MachineID.check(id, among: model.ids, of: path)
    let plan = model.windowing
    let site = try SiteOption.read(site, for: model)
    let threshold =
      Double(
        try site.map { try Calibration(site: $0.bytes, of: model).thresholdQ24 }
          ?? model.calibration.thresholdQ24) * scoreStep
    var timing: WindowTiming?
    var reader = ClipReader(channel: channel, minimumFrames: plan.framesPerWindow)
    if case .logMel(let tables) = model.frontEnd {
      timing = WindowTiming(
        framesPerWindow: plan.framesPerWindow, framesPerStep: plan.framesPerStep,
        sampleRate: tables.sampleRate, frameLength: tables.frameLength, hop: tables.hop)
      reader.expectedRate = tables.sampleRate
      reader.minimumSamples = tables.frameLength + (plan.framesPerWindow - 1) * tables.hop
    }
    return ClipScorer(timing: timing, reader: reader, bands: model.bands) { contents in
      var lines: [ScoreLine] = []
      var first = 0
      try DetectorRun(image).run(contents, id: id, observer: BandNaming(), calibration: site) {
        event in
        switch event {
        case .window(let index, let scoreQ24):
          lines.append(.window(Int(index), Score(q24: scoreQ24)))
        case .decision(let decision):
          let windows = first..<first + decision.windowCount
          first = windows.upperBound
          lines.append(.decision(DecisionLine(decision, windows, model, threshold: threshold)))
        }
      }
      return lines
    }
  }

  private static func float(
    _ path: String, _ channel: Int?, _ id: String?
  ) throws -> ClipScorer {
    let model: FloatModel
    do {
      model = try FloatModel(contentsOf: path)
      try model.checkIsDetector(path: path)
    } catch {
      throw CommandFailure(.badModelFile, "\(error)")
    }
    try MachineID.check(id, among: model.score.ids, of: path)
    let chain = try FloatChain(model)
    let windowing = model.windowing
    let frontEnd = try model.frontEnd.design.map { try FloatLogMel($0) }
    let timing = model.frontEnd.design.map {
      WindowTiming(
        framesPerWindow: windowing.framesPerWindow, framesPerStep: windowing.framesPerStep,
        sampleRate: $0.sampleRate, frameLength: $0.frameLength, hop: $0.hop)
    }
    let reader = ClipReader(
      model.frontEnd, channel: channel, minimumFrames: windowing.framesPerWindow)
    var scorer = ClipScorer(timing: timing, reader: reader, bands: model.frontEnd.bands) {
      contents in
      guard case .sound(let pcm) = contents, let frontEnd else { return [] }
      let scores = chain.windowScores(try frontEnd.decibels(of: pcm.samples), id: id)
      return lines(scores, span: windowing.windowsPerDecision)
    }
    scorer.scoreDecibels = { decibels in
      lines(chain.windowScores(decibels, id: id), span: windowing.windowsPerDecision)
    }
    return scorer
  }

  /// Windows with the decisions that they make, as the device's collector does it.
  private static func lines(_ scores: [Double], span: Int) -> [ScoreLine] {
    var lines: [ScoreLine] = []
    for first in stride(from: 0, to: scores.count, by: span) {
      let windows = first..<min(first + span, scores.count)
      for index in windows { lines.append(.window(index, Score(scores[index]))) }
      lines.append(
        .decision(
          DecisionLine(
            windows: windows, isComplete: windows.count == span,
            score: Score(scores[windows].reduce(0, +) / Double(windows.count)), verdict: nil)))
    }
    return lines
  }
}

/// One unit of a score.
private let scoreStep = 1 / Double(1 << 24)

extension DecisionLine {
  fileprivate init(
    _ decision: Decision, _ windows: Range<Int>, _ model: Model, threshold: Double
  ) {
    self.init(
      windows: windows, isComplete: decision.isComplete,
      score: Score(q24: decision.scoreQ24),
      verdict: Verdict(
        threshold: threshold, probability: Double(decision.probabilityQ15) / 32767,
        isAnomaly: decision.isAnomaly, bands: NamedBands.all(decision.bands, of: model)))
  }
}
