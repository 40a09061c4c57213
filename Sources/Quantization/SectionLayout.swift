import EdgeRuntime
import Features
import ThresholdFitting

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
    section.append(windowing.pooling.rawValue)
    return section
  }

  static func heads(_ heads: [ScoreHeadContents]) -> ByteWriter {
    var records = ByteWriter()
    var arrays = ByteWriter()
    let first = heads.count * ModelFile.Head.byteCount
    for (index, head) in heads.enumerated() {
      arrays.pad(to: 8)
      let place = first + arrays.count
      records.append(head.kind.rawValue)
      switch head {
      case .none:
        records.zeros(4)
        records.word(place)
      case .reconstruction(let head):
        records.append(head.meanQ13)
        records.word(place)
        records.word(head.requantizers.count)
        records.word(head.accumulatorShift)
        records.word(head.firstElement)
        arrays.append(head.requantizers)
      case .nearestPrototype(let head):
        records.word(head.ids.count)
        records.word(place)
        records.word(head.places.count)
        records.word(head.dimension)
        records.append(head.scoreMultiplier)
        records.append(head.scoreShift)
        arrays.append(places: head.places, elements: head.elements, names: head.ids)
      case .nearestCluster(let head):
        records.word(head.ids.count)
        records.word(place)
        records.word(head.places.count)
        records.word(head.dimension)
        records.append(head.octaveMultiplier)
        records.append(head.octaveShift)
        arrays.append(
          places: head.places, elements: head.centers + head.spreads, names: head.ids)
      case .crossEntropy(let head):
        records.word(head.ids.count)
        records.word(place)
        records.zeros(ModelFile.Head.scoreMultiplier - ModelFile.Head.prototypeCount)
        records.append(head.octaveMultiplier)
        records.append(head.octaveShift)
        arrays.append(names: head.ids)
      }
      records.zeros((index + 1) * ModelFile.Head.byteCount - records.count)
    }
    records.append(arrays.bytes)
    return records
  }

  static func calibration(_ calibration: CalibrationContents) -> ByteWriter {
    calibration.withCalibration { calibration in
      let count = ModelFile.Calibration.count(of: calibration)
      var section = [UInt8](repeating: 0, count: count)
      section.withUnsafeMutableBytes { ModelFile.Calibration.write(calibration, to: $0) }
      return ByteWriter(section)
    }
  }
}

extension ByteWriter {
  fileprivate mutating func append(
    places: [PrototypePlace], elements: [Int16], names ids: [String]
  ) {
    for place in places {
      append(place.block)
      append(place.id)
    }
    pad(to: 8)
    append(elements)
    pad(to: 8)
    append(names: ids)
  }

  fileprivate mutating func append(names ids: [String]) {
    for id in ids {
      // What is too long is cut here, and refused before.
      let name = Array(id.utf8.prefix(ModelFile.Name.byteCount))
      append(name)
      zeros(ModelFile.Name.byteCount - name.count)
    }
  }
}

extension ScoreHeadContents {
  fileprivate var kind: ModelFile.HeadKind {
    switch self {
    case .none: .none
    case .reconstruction(let head):
      head.input == .output ? .outputError : .reconstructionError
    case .nearestPrototype: .nearestPrototype
    case .crossEntropy: .crossEntropy
    case .nearestCluster: .nearestCluster
    }
  }
}
