extension TFLiteModelReader {
  /// All operators, or an error that names those that have no counterpart here.
  func operators(tensorCount: Int) throws -> [TFLiteOperator] {
    let codes = try codes()
    let tables = try subgraph.tables(
      TFLiteSchema.Subgraph.operators, called: "operator", atMost: Limit.operators, "operators")
    let unsupported = try (0..<tables.count).compactMap { index in
      let code = try code(of: tables.table(index), codes)
      return code.builtin == nil
        ? OperatorPlace(name: code.name, index: index) : nil
    }
    guard unsupported.isEmpty else {
      throw TFLiteProblem.unsupportedOperators(
        unsupported, remedy: "build the network from \(TFLiteBuiltin.words)")
    }
    return try (0..<tables.count).compactMap { index in
      let table = try tables.table(index)
      guard let builtin = try code(of: table, codes).builtin else { return nil }
      return try self.operator(table, index, builtin, tensorCount)
    }
  }

  private func code(
    of table: FlatTable, _ codes: [OperatorCode]
  ) throws -> OperatorCode {
    let index = Int(try table.integer(TFLiteSchema.Operator.code, default: UInt32(0), "code"))
    guard index < codes.count else {
      throw TFLiteProblem.contradiction(
        table.place, "operator code \(index)", expected: "0…\(codes.count - 1)")
    }
    return codes[index]
  }

  private func `operator`(
    _ table: FlatTable, _ index: Int, _ builtin: TFLiteBuiltin, _ tensorCount: Int
  ) throws -> TFLiteOperator {
    typealias Field = TFLiteSchema.Operator
    let options = TFLiteOptions(
      builtin: builtin, index: index,
      type: try table.integer(Field.optionsType, default: 0, "type of options"),
      table: try table.table(
        Field.options, FlatPlace("options of operator", index), "options"))
    let inputs = try operands(table, Field.inputs, "inputs", from: -1, tensorCount)
    let outputs = try operands(table, Field.outputs, "outputs", from: 0, tensorCount)
    return TFLiteOperator(
      index: index, builtin: builtin, operation: try options.operation(), inputs: inputs,
      outputs: outputs)
  }

  private func operands(
    _ table: FlatTable, _ field: Int, _ name: StaticString, from lowest: Int, _ tensorCount: Int
  ) throws -> [Int] {
    let vector = try table.vector(field, of: Int32.self, atMost: TFLiteModel.maximumOperands, name)
    return try vector.array.map { number in
      let tensor = Int(number)
      guard tensor >= lowest, tensor < tensorCount else {
        throw TFLiteProblem.contradiction(
          "\(name) of \(table.place)", "tensor \(tensor)",
          expected: "\(lowest)…\(tensorCount - 1)")
      }
      return tensor
    }
  }

  /// An entry of the list of operators that the file uses.
  private struct OperatorCode {
    let name: String
    /// Nil where it has no counterpart here.
    let builtin: TFLiteBuiltin?
  }

  private func codes() throws -> [OperatorCode] {
    typealias Field = TFLiteSchema.OperatorCode
    let tables = try model.tables(
      TFLiteSchema.Model.operatorCodes, called: "operator code", atMost: Limit.codes,
      "operator codes")
    return try (0..<tables.count).map { index in
      let table = try tables.table(index)
      // Files from before 2020 hold the old field alone, later ones both: the larger one counts.
      let old = Int(try table.integer(Field.deprecatedCode, default: Int8(0), "deprecated code"))
      let code = max(old, Int(try table.integer(Field.code, default: Int32(0), "builtin code")))
      guard code == TFLiteOperatorName.custom else {
        return OperatorCode(
          name: TFLiteOperatorName.name(of: code), builtin: TFLiteBuiltin(rawValue: code))
      }
      let custom = try table.text(Field.customCode, upTo: Limit.nameBytes, "custom code")
      // What a terminal would take for a command stays out of messages.
      let printable = custom.unicodeScalars.filter { (" "..."~").contains($0) }
      return OperatorCode(
        name: "CUSTOM \(String(String.UnicodeScalarView(printable)))", builtin: nil)
    }
  }
}
