import EdgeRuntime
import Features

/// The sections without networks, as `ModelFile` describes them.
enum SectionLayout {
  static func frontEnd(_ frontEnd: FrontEndContents) -> ByteWriter {
    var section = ByteWriter()
    switch frontEnd {
    case .features, .tensors:
      let kind: ModelFile.FrontEndKind =
        if case .tensors = frontEnd { .tensors } else { .features }
      section.append(kind.rawValue)
      section.word(frontEnd.bands)
      section.zeros(ModelFile.FrontEnd.byteCount - section.count)
    case .logMel(let tables):
      section.append(ModelFile.FrontEndKind.logMel.rawValue)
      for value in [tables.bands.count, tables.sampleRate, tables.frameLength, tables.hop] {
        section.word(value)
      }
      section.append(tables.offsetQ9)
      section.append(Int32(tables.floorQ9))
      section.word(tables.melWeights.count)
      section.append(tables.windowQ31)
      section.append(tables.twiddlesQ30)
      for band in tables.bands {
        section.append(band.firstBin)
        section.append(band.binCount)
        section.append(band.firstWeight)
        section.append(band.exponent)
      }
      section.append(tables.melWeights)
    }
    return section
  }

  static func windowing(_ windowing: WindowingContents) -> ByteWriter {
    var section = ByteWriter()
    section.word(windowing.framesPerWindow)
    section.word(windowing.framesPerStep)
    section.word(windowing.windowsPerDecision)
    section.zeros(ModelFile.Windowing.byteCount - section.count)
    return section
  }

  static func heads(_ heads: [ScoreHeadContents]) -> ByteWriter {
    var section = ByteWriter()
    var place = heads.count * ModelFile.Head.byteCount
    for (index, head) in heads.enumerated() {
      let requantizers = head.requantizers.count
      section.append(head.kind.rawValue)
      if case .reconstruction(let head) = head {
        section.append(head.meanQ13)
      } else {
        section.zeros(4)
      }
      section.word(place)
      section.word(requantizers)
      if case .reconstruction(let head) = head { section.word(head.accumulatorShift) }
      section.zeros((index + 1) * ModelFile.Head.byteCount - section.count)
      place += requantizers * ModelFile.RequantizerRecord.byteCount
    }
    for head in heads { section.append(head.requantizers) }
    return section
  }

  static func calibration(_ calibration: CalibrationContents) -> ByteWriter {
    var section = ByteWriter()
    section.append(calibration.thresholdQ24)
    section.word(calibration.knotsQ24.count)
    section.zeros(ModelFile.Calibration.byteCount - section.count)
    section.append(calibration.knotsQ24)
    section.append(calibration.probabilitiesQ15)
    return section
  }
}

extension ScoreHeadContents {
  fileprivate var kind: ModelFile.HeadKind {
    switch self {
    case .none: .none
    case .reconstruction(let head):
      head.input == .output ? .outputError : .reconstructionError
    }
  }

  fileprivate var requantizers: [Requantizer] {
    if case .reconstruction(let head) = self { head.requantizers } else { [] }
  }
}
