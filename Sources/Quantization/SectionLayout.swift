import EdgeRuntime
import Features

/// The sections without networks, as `ModelFile` describes them.
enum SectionLayout {
  static func frontEnd(_ frontEnd: FrontEndContents) -> ByteWriter {
    var section = ByteWriter()
    switch frontEnd {
    case .features(let bands):
      section.append(ModelFile.FrontEndKind.features.rawValue)
      section.word(bands)
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

  static func heads(_ heads: [ReconstructionHeadContents]) -> ByteWriter {
    var section = ByteWriter()
    var place = heads.count * ModelFile.Head.byteCount
    for head in heads {
      section.append(ModelFile.HeadKind.reconstructionError.rawValue)
      section.append(head.meanQ13)
      section.word(place)
      section.word(head.requantizers.count)
      place += head.requantizers.count * ModelFile.RequantizerRecord.byteCount
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
