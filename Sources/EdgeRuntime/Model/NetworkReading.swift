/// Checks the networks and the weights section together, in the order of the layout.
struct NetworkReader {
  private let bytes: ModelBytes
  private let section: ModelSection
  private let weightSection: ModelSection
  private var records: ModelCursor
  private var weights: ModelCursor
  private let firstRecord: Int
  private let count: Int

  init(_ bytes: ModelBytes, _ sections: ModelSections) throws(ModelError) {
    typealias Record = ModelFile.Networks
    self.bytes = bytes
    section = sections[.networks]
    weightSection = sections[.weights]
    records = ModelCursor(bytes, section)
    weights = ModelCursor(bytes, weightSection)
    let at = try records.take(Int64(widening: Record.byteCount), "length of the networks section")
    let networks = 1...Int64(widening: ModelLimits.networks)
    count = try bytes.expect("networks", at: at + Record.count, in: networks)
    try bytes.expectZeros(at + 4..<at + Record.byteCount)
    let size = Int64(widening: count * ModelFile.Network.byteCount)
    firstRecord = try records.take(size, "network records")
  }

  /// Checks every network.
  mutating func check() throws(ModelError) {
    for index in 0..<count { try checkRecords(network(index)) }
    for index in 0..<count {
      let network = network(index)
      for layer in 0..<network.layerCount { try checkBlocks(network, layer) }
      try network.checkArena()
    }
    try records.finish()
    try weights.finish(alignedTo: ModelFile.alignment)
  }

  private func network(_ index: Int) -> IntegerNetwork {
    IntegerNetwork(
      bytes: bytes, record: firstRecord + index * ModelFile.Network.byteCount,
      section: section.offset, weights: weightSection.offset)
  }

  /// Checks a network's own record and those of its tensors and layers.
  private mutating func checkRecords(_ network: IntegerNetwork) throws(ModelError) {
    typealias Record = ModelFile.Network
    let at = network.record
    let layers = try bytes.expect(
      "layers", at: at + Record.layerCount, in: 1...Int64(widening: ModelLimits.layers))
    try bytes.expect("tensors", at: at + Record.tensorCount, equals: layers + 1)
    let limit = ModelLimits.meanQ9
    try bytes.expectSigned("input mean", at: at + Record.inputMean, in: -limit...limit)
    try bytes.expectRequantizer(at: at + Record.inputRequantizer)
    try bytes.expectZeros(at + 28..<at + Record.byteCount)
    try records.take(
      Int64(widening: (layers + 1) * ModelFile.Tensor.byteCount),
      pointedAtFrom: at + Record.tensors,
      "tensor records")
    try records.take(
      Int64(widening: layers * ModelFile.Layer.byteCount), pointedAtFrom: at + Record.layers,
      "layer records")
    for index in 0...layers { try network.checkTensor(index) }
    for index in 0..<layers { try network.checkLayer(index) }
  }

  /// Checks a layer's name, and its arrays with what is in them.
  private mutating func checkBlocks(
    _ network: IntegerNetwork, _ index: Int
  ) throws(ModelError) {
    typealias Record = ModelFile.Layer
    let at = network.layerRecord(index)
    let length = try bytes.expect(
      "length of a layer's name", at: at + Record.nameLength,
      in: 0...Int64(widening: ModelLimits.nameLength))
    let name = try records.take(Int64(widening: length), alignedTo: 1, "name of a layer")
    try bytes.expect("name of a layer", at: at + Record.name, equals: name - section.offset)
    try bytes.expectText("name of a layer (UTF-8)", at: name, length: length)
    let output = network.tensor(bytes.index(at + Record.output))
    let kind = network.kind(at)
    let channels = kind.isLinear ? Int64(widening: output.channels) : 0
    let weights = Int64(widening: bytes.index(at + Record.weightCount))
    try take(
      network.arrayType(at + Record.weightType).byteCount(weights), at + Record.weights, "weights")
    try take(
      network.arrayType(at + Record.biasType).byteCount(channels), at + Record.bias, "biases")
    let requantizers = network.operation(at).requantizerCount(
      channels: output.channels, output.elementType)
    try take(8 * Int64(widening: requantizers), at + Record.requantizers, "requantizers")
    try take(4 * channels, at + Record.weightScales, "weight scales")
    let summed = network.layer(index).hasWeightSums ? channels : 0
    try take(4 * summed, at + Record.weightSums, "sums of weights")
    try network.checkArithmetic(index)
  }

  private mutating func take(
    _ size: Int64, _ pointer: Int, _ what: StaticString
  ) throws(ModelError) {
    try weights.take(size, alignedTo: ModelFile.alignment, pointedAtFrom: pointer, what)
  }
}
