/// Names of the machines that score heads tell apart.
extension ModelBytes {
  /// Names are UTF-8, end in zeros, differ from one another, and are the same in every head that has
  /// some.
  func checkNames(_ model: Model, _ section: ModelSection) throws(ModelError) {
    var known: MachineNames?
    for index in 0..<model.networkCount {
      let at = section.offset + index * ModelFile.Head.byteCount
      guard let names = model.head(index)?.ids, names.count > 0 else { continue }
      for id in 0..<names.count { try checkName(names, id) }
      if let known {
        let count = Int64(widening: known.count)
        try expect(
          "ids of another score head", Int64(widening: names.count),
          at: at + ModelFile.Head.idCount, in: count...count)
        for byte in 0..<names.count * ModelFile.Name.byteCount {
          let wanted = Int64(widening: Int32(known.bytes[byte]))
          try expect(
            "name of an id in another score head", Int64(widening: Int32(names.bytes[byte])),
            at: UnsafeRawPointer(names.bytes) - base + byte, in: wanted...wanted)
        }
      }
      known = names
    }
  }

  private func checkName(_ names: MachineNames, _ id: Int) throws(ModelError) {
    let start = UnsafeRawPointer(names.bytes) - base + id * ModelFile.Name.byteCount
    let name = names[id]
    try expect(
      "length of an id's name", Int64(widening: name.count), at: start,
      in: 1...Int64(widening: ModelFile.Name.byteCount))
    try expectText("name of an id (UTF-8)", at: start, length: name.count)
    try expectZeros(start + name.count..<start + ModelFile.Name.byteCount)
  }
}
