/// One operator of the file.
struct TFLiteOperator: Sendable {
  /// Its place in the file's order of execution, from 0.
  let index: Int
  let builtin: TFLiteBuiltin
  let operation: TFLiteOperation
  /// Indexes of tensors; -1 for an optional input that is not there.
  let inputs: [Int]
  /// Indexes of tensors.
  let outputs: [Int]

  /// What messages call it.
  var place: OperatorPlace { OperatorPlace(name: builtin.name, index: index) }
}
