/// Score heads of prototypes.
extension ModelBytes {
  /// The head of a record that was checked.
  func prototypeHead(_ at: Int, _ section: Int) -> PrototypeHead {
    typealias Record = ModelFile.Head
    let count = index(at + Record.prototypeCount)
    let dimension = index(at + Record.dimension)
    let places = section + index(at + Record.places)
    let elements = Self.aligned(places + count * ModelFile.Place.byteCount)
    return PrototypeHead(
      count: count, dimension: dimension, places: array(places, of: PrototypePlace.self),
      elements: array(elements, of: Int16.self), idCount: index(at + Record.idCount),
      names: array(Self.aligned(elements + 2 * count * dimension), of: UInt8.self),
      scoreMultiplier: word(at + Record.scoreMultiplier), scoreShift: word(at + Record.scoreShift))
  }

  private static func aligned(_ offset: Int) -> Int { (offset + 7) & ~7 }

  /// Checks a head of prototypes against the network whose output it judges.
  func checkPrototypes(
    of network: IntegerNetwork, _ at: Int, _ cursor: inout ModelCursor
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
    try expect("shift of a score", at: at + Record.scoreShift, in: 1...62)
    try expectZeros(at + 28..<at + Record.byteCount)
    try cursor.take(
      Int64(widening: count * ModelFile.Place.byteCount), alignedTo: 8,
      pointedAtFrom: at + Record.places, "places of prototypes")
    _ = try cursor.take(
      2 * Int64(widening: count) * Int64(widening: dimension), alignedTo: 8,
      "elements of prototypes")
    _ = try cursor.take(
      Int64(widening: ids * ModelFile.Name.byteCount), alignedTo: 8, "names of ids")
    try checkPlaces(at, cursor.section.offset, blocks: blocks)
  }

  /// Each id has its prototypes, in the order of the ids; those of no id come last.
  private func checkPlaces(_ at: Int, _ section: Int, blocks: Int) throws(ModelError) {
    let head = prototypeHead(at, section)
    let first = section + index(at + ModelFile.Head.places)
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
        in: max(next - 1, 0)...min(next, max(Int64(widening: head.idCount) - 1, 0)))
      guard found < Int64(widening: head.idCount) else {
        throw ModelError(
          .invalid, "id of a prototype", offset: offset + 2, found: found, allowed: any...any)
      }
      next = found + 1
    }
    try expect(
      "ids that have a prototype", next, at: at + ModelFile.Head.idCount,
      in: Int64(widening: head.idCount)...Int64(widening: head.idCount))
  }

  /// Names are UTF-8, end in zeros, differ from one another, and are the same in every head that has
  /// some.
  func checkNames(_ model: Model, _ section: ModelSection) throws(ModelError) {
    var known: PrototypeHead?
    for index in 0..<model.networkCount {
      let at = section.offset + index * ModelFile.Head.byteCount
      guard headKind(at) == .nearestPrototype else { continue }
      let head = prototypeHead(at, section.offset)
      guard head.idCount > 0 else { continue }
      for id in 0..<head.idCount { try checkName(head, id) }
      if let known {
        let count = Int64(widening: known.idCount)
        try expect(
          "ids of another score head", Int64(widening: head.idCount),
          at: at + ModelFile.Head.idCount, in: count...count)
        for byte in 0..<head.idCount * ModelFile.Name.byteCount {
          let wanted = Int64(widening: Int32(known.names[byte]))
          try expect(
            "name of an id in another score head", Int64(widening: Int32(head.names[byte])),
            at: UnsafeRawPointer(head.names) - base + byte, in: wanted...wanted)
        }
      }
      known = head
    }
  }

  private func checkName(_ head: PrototypeHead, _ id: Int) throws(ModelError) {
    let start = UnsafeRawPointer(head.names) - base + id * ModelFile.Name.byteCount
    let name = head.name(ofID: id)
    try expect(
      "length of an id's name", Int64(widening: name.count), at: start,
      in: 1...Int64(widening: ModelFile.Name.byteCount))
    try expectText("name of an id (UTF-8)", at: start, length: name.count)
    try expectZeros(start + name.count..<start + ModelFile.Name.byteCount)
  }
}
