/// Score heads of prototypes and of clusters.
extension ModelBytes {
  /// The head of a record that was checked.
  func prototypeHead(_ at: Int, _ section: Int) -> PrototypeHead {
    typealias Record = ModelFile.Head
    let count = index(at + Record.prototypeCount)
    let dimension = index(at + Record.dimension)
    let places = section + index(at + Record.arrays)
    let elements = Self.aligned(places + count * ModelFile.Place.byteCount)
    return PrototypeHead(
      count: count, dimension: dimension, places: array(places, of: PrototypePlace.self),
      elements: array(elements, of: Int16.self),
      ids: MachineNames(
        count: index(at + Record.idCount),
        bytes: array(Self.aligned(elements + 2 * count * dimension), of: UInt8.self)),
      scoreMultiplier: word(at + Record.scoreMultiplier), scoreShift: word(at + Record.scoreShift))
  }

  /// The head of a record that was checked.
  func clusterHead(_ at: Int, _ section: Int) -> ClusterHead {
    typealias Record = ModelFile.Head
    let count = index(at + Record.prototypeCount)
    let dimension = index(at + Record.dimension)
    let places = section + index(at + Record.arrays)
    let centers = Self.aligned(places + count * ModelFile.Place.byteCount)
    let spreads = centers + 2 * count * dimension
    return ClusterHead(
      count: count, dimension: dimension, places: array(places, of: PrototypePlace.self),
      centers: array(centers, of: Int16.self), spreads: array(spreads, of: Int16.self),
      ids: MachineNames(
        count: index(at + Record.idCount),
        bytes: array(Self.aligned(spreads + 2 * count * dimension), of: UInt8.self)),
      octaveMultiplier: word(at + Record.scoreMultiplier),
      octaveShift: word(at + Record.scoreShift))
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 7) & ~7 }

  /// Checks a head of prototypes or clusters against the network whose output it judges.
  ///
  /// - Parameters:
  ///   - arrays: elements that it has of each of a prototype's.
  ///   - shifts: of its multiplier.
  func checkPrototypes(
    of network: IntegerNetwork, _ at: Int, arrays: Int, shifts: ClosedRange<Int64>,
    _ cursor: inout ModelCursor
  ) throws(ModelError) {
    typealias Record = ModelFile.Head
    let most = Int64(widening: ModelLimits.prototypes)
    let output = network.tensor(network.tensorCount - 1).count
    let ids = try expect("ids of a score head", at: at + Record.idCount, in: 0...most)
    let count = try expect("prototypes", at: at + Record.prototypeCount, in: 1...most)
    let dimension = try expect(
      "elements of a prototype", at: at + Record.dimension, in: 1...Int64(widening: output))
    let blocks = output / dimension
    guard blocks * dimension == output else {
      throw ModelError(
        .invalid, "elements of a prototype, which do not divide the output's",
        offset: at + Record.dimension, found: Int64(widening: dimension),
        allowed: 1...Int64(widening: output))
    }
    try expect(
      "multiplier of a score", at: at + Record.scoreMultiplier, in: 1 &<< 30...1 &<< 31 - 1)
    try expect("shift of a score", at: at + Record.scoreShift, in: shifts)
    try expectZeros(at + 28..<at + Record.byteCount)
    try cursor.take(
      Int64(widening: count * ModelFile.Place.byteCount), alignedTo: 8,
      pointedAtFrom: at + Record.arrays, "places of prototypes")
    _ = try cursor.take(
      2 * Int64(widening: arrays * count) * Int64(widening: dimension), alignedTo: 8,
      "elements of prototypes")
    _ = try cursor.take(
      Int64(widening: ids * ModelFile.Name.byteCount), alignedTo: 8, "names of ids")
    try checkPlaces(at, cursor.section.offset, blocks: blocks)
  }

  /// Each id has its prototypes, in the order of the ids; those of no id come last.
  private func checkPlaces(_ at: Int, _ section: Int, blocks: Int) throws(ModelError) {
    let head = prototypeHead(at, section)
    let names = Int64(widening: head.ids.count)
    let first = section + index(at + ModelFile.Head.arrays)
    let any = Int64(widening: Int32(PrototypePlace.anyID))
    // The id that the next prototype may have at most, if it has one.
    var next: Int64 = 0
    var isAny = false
    for number in 0..<head.count {
      let offset = first + number * ModelFile.Place.byteCount
      let (block, id) = (head.places[number].block, head.places[number].id)
      try expect(
        "block of a prototype", Int64(widening: Int32(block)), at: offset,
        in: 0...Int64(widening: blocks - 1))
      let found = Int64(widening: Int32(id))
      if found == any || isAny {
        try expect("id of a prototype", found, at: offset + 2, in: any...any)
        isAny = true
        continue
      }
      try expect(
        "id of a prototype (ascending)", found, at: offset + 2,
        in: max(next - 1, 0)...min(next, max(names - 1, 0)))
      guard found < names else {
        throw ModelError(
          .invalid, "id of a prototype", offset: offset + 2, found: found, allowed: any...any)
      }
      next = found + 1
    }
    try expect(
      "ids that have a prototype", next, at: at + ModelFile.Head.idCount, in: names...names)
  }
}
