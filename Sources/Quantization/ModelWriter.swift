import EdgeRuntime

/// Lays a model out as the bytes of an `.easd` file. Same contents → same bytes, and there is only
/// one way to write given contents, so that writing what was read gives the file back.
public enum ModelWriter {
  /// The file's bytes.
  ///
  /// - Throws: `ModelWriterError` where the contents' arrays do not fit together, `ModelError` where
  ///   the device would refuse the result. What comes back has passed the device's own reader.
  public static func write(_ contents: ModelContents) throws -> [UInt8] {
    try ModelWriterError.check(contents)
    let (networks, weights) = NetworkLayout.sections(contents.networks)
    let sections: [ByteWriter] = [
      SectionLayout.frontEnd(contents.frontEnd), SectionLayout.windowing(contents.windowing),
      networks, weights, SectionLayout.heads(contents.heads),
      SectionLayout.calibration(contents.calibration), ByteWriter(Array(contents.metadata.utf8)),
    ]
    let file = assemble(sections.map(\.bytes))
    _ = try ModelImage(file).model()
    return file
  }

  /// Header, section table and sections, with their checksums.
  private static func assemble(_ sections: [[UInt8]]) -> [UInt8] {
    typealias Header = ModelFile.Header
    typealias Entry = ModelFile.SectionEntry
    var file = ByteWriter()
    file.zeros(Header.byteCount + sections.count * Entry.byteCount)
    for (index, section) in sections.enumerated() {
      file.pad(to: ModelFile.alignment)
      let entry = Header.byteCount + index * Entry.byteCount
      file.set(UInt32(index + 1), at: entry + Entry.kind)
      file.set(UInt32(file.count), at: entry + Entry.offset)
      file.set(UInt32(section.count), at: entry + Entry.length)
      file.set(section.withUnsafeBytes(Checksums.section), at: entry + Entry.checksum)
      file.append(section)
    }
    file.set(UInt32(truncatingIfNeeded: ModelFile.magic), at: Header.magic)
    file.set(UInt32(truncatingIfNeeded: ModelFile.magic >> 32), at: Header.magic + 4)
    file.set(ModelFile.majorVersion | ModelFile.minorVersion << 16, at: Header.version)
    file.set(UInt32(file.count), at: Header.fileLength)
    file.set(UInt32(sections.count), at: Header.sectionCount)
    return sealed(file.bytes)
  }

  /// The same file with digest and header checksum that fit the rest.
  static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var file = ByteWriter(bytes)
    let digest = file.bytes.withUnsafeBytes(Checksums.digest)
    for word in 0..<8 {
      file.set(digest[word].byteSwapped, at: ModelFile.Header.digest + 4 * word)
    }
    file.set(file.bytes.withUnsafeBytes(Checksums.prefix), at: ModelFile.Header.checksum)
    return file.bytes
  }
}

/// Why contents cannot be laid out: an array has another length than the layout gives it.
public struct ModelWriterError: Error, Equatable, CustomStringConvertible {
  /// Which array.
  public let what: String
  /// Its length.
  public let found: Int
  /// The length it must have.
  public let expected: Int

  /// Three lines.
  public var description: String {
    """
    the model's parts do not fit together
      \(what): found \(found), expected \(expected)
      this is an error of the program that made the model; please report it
    """
  }

  static func check(_ contents: ModelContents) throws(ModelWriterError) {
    try check("score heads", contents.heads.count, contents.networks.count)
    let calibration = contents.calibration
    try check(
      "probabilities", calibration.probabilitiesQ15.count, calibration.knotsQ24.count)
    if let bands = calibration.bands {
      try check("normal deviations of bands", bands.normalQ26.count, contents.frontEnd.bands)
    }
    for head in contents.heads {
      if case .nearestPrototype(let head) = head {
        try check(
          "elements of prototypes", head.elements.count, head.places.count * head.dimension)
      }
      for id in head.ids {
        let length = id.utf8.count
        try check(
          "bytes of the name of machine \(id)", length, min(length, ModelFile.Name.byteCount))
      }
    }
    for network in contents.networks {
      try check("tensors", network.tensors.count, network.layers.count + 1)
      for layer in network.layers { try check(layer, in: network) }
    }
  }

  private static func check(
    _ layer: LayerContents, in network: NetworkContents
  ) throws(ModelWriterError) {
    try check("index of the output of \(layer.name)", layer.output, layer.output.clamped(network))
    for input in layer.inputs {
      try check("index of an input of \(layer.name)", input, input.clamped(network))
    }
    let capacity = ModelFile.Layer.inputCapacity
    try check(
      "inputs of \(layer.name)", layer.inputs.count, min(max(layer.inputs.count, 1), capacity))
    let output = network.tensors[layer.output]
    let channels = layer.operation.isLinear ? output.channels : 0
    try check("biases of \(layer.name)", layer.bias.count, channels)
    try check("weight scales of \(layer.name)", layer.weightScales.count, channels)
    try check(
      "requantizers of \(layer.name)", layer.requantizers.count,
      layer.operation.requantizerCount(channels: output.channels, output.elementType))
  }

  private static func check(
    _ what: String, _ found: Int, _ expected: Int
  ) throws(ModelWriterError) {
    guard found == expected else {
      throw ModelWriterError(what: what, found: found, expected: expected)
    }
  }
}

extension Int {
  /// The nearest index of a tensor of the network.
  fileprivate func clamped(_ network: NetworkContents) -> Int {
    Swift.min(Swift.max(self, 0), network.tensors.count - 1)
  }
}
