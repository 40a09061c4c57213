import FloatModels

/// Builds a graph of an ONNX model, operator by operator in the file's order.
struct ONNXImporter {
  /// Elements of all constants together, stored and computed: a hostile file could make many of few.
  private let maximumConstants: Int

  let model: ONNXModel
  let opset: Int
  private let external: ExternalData
  /// Length of the batch axis in the file; 1 where it is left open.
  let batch: Int
  private let isBatchFixed: Bool
  private let inputName: String
  private let inputValue: ONNXActivation
  private var values: [String: ONNXArgument] = [:]
  /// Initializers that were not read yet.
  private var stored: [String: ONNXTensor] = [:]
  private var constants = 0

  var assembly: NetworkAssembly
  var factors = AxisFactorSource()
  /// Other types of floats than Float that weights had.
  private var convertedTypes = Set<String>()
  /// Operators that were taken over so far.
  private(set) var progress = 0

  /// - Parameter channelsLast: whether the input is `H × W × C` in memory where the file has
  ///   `C × H × W`. Which of the two a file means by its axes is known only from what reads them.
  init(
    _ model: ONNXModel, _ external: ExternalData, channelsLast: Bool
  ) throws(InterchangeError.Problem) {
    self.model = model
    self.external = external
    opset = model.opset
    for tensor in model.initializers { stored[tensor.name] = tensor }
    maximumConstants = min(
      model.initializers.reduce(1 << 22) { $0 + 3 * min($1.storedElements, 1 << 26) }, 1 << 27)
    let input = try ONNXInput(model)
    (batch, isBatchFixed) = (input.batch ?? 1, (input.batch ?? 1) != 1)
    inputName = input.name
    inputValue = input.activation(channelsLast: channelsLast, &factors)
    assembly = NetworkAssembly(input: input.shape(channelsLast: channelsLast))
    values[input.name] = .activation(inputValue)
  }

  /// The whole model.
  mutating func network() throws(InterchangeError.Problem) -> ImportedNetwork {
    guard model.outputs.count == 1 else {
      throw .unsupportedModel(
        found: "\(model.outputs.count) outputs: \(model.outputs.prefix(5).joined(separator: ", "))",
        remedy: "export it with one output, for an autoencoder its reconstruction")
    }
    let needed = try ONNXDependencies.nodes(of: model.outputs[0], model)
    let unknown = needed.filter { ONNXOperator(model.nodes[$0]) == nil }
    guard unknown.isEmpty else {
      throw .unsupportedOperators(
        unknown.map { place(of: $0) },
        remedy: ONNXOperator.remedy(for: unknown.map { model.nodes[$0] }))
    }
    for index in needed {
      let node = model.nodes[index]
      let call = ONNXCall(
        place: place(of: index), node: node, arguments: try arguments(of: node, index))
      let result = try self.result(of: call)
      try count(result)
      if let name = node.outputs.first { values[name] = result }
      progress += 1
    }
    guard case .activation(let output) = values[model.outputs[0]] else {
      throw .unsupportedModel(
        found: "its output does not depend on its input", remedy: "export the network itself")
    }
    return ImportedNetwork(
      graph: try assembly.graph(output: output.source), notes: notes(output),
      source: "ONNX opset \(opset)" + (model.producer.isEmpty ? "" : " of \(model.producer)"))
  }

  private func place(of index: Int) -> OperatorPlace {
    let node = model.nodes[index]
    return OperatorPlace(name: node.operatorType, index: index, label: node.name)
  }

  private mutating func arguments(
    of node: ONNXNode, _ index: Int
  ) throws(InterchangeError.Problem) -> [ONNXArgument?] {
    var arguments: [ONNXArgument?] = []
    for name in node.inputs {
      if name.isEmpty {
        arguments.append(nil)
      } else if let value = values[name] {
        arguments.append(value)
      } else if let tensor = stored[name] {
        let value = ONNXArgument.constant(try tensor.constant(external))
        if let type = ONNXElementType(rawValue: tensor.elementType), type.isFloating, type != .float
        {
          convertedTypes.insert("\(type)")
        }
        try count(value)
        values[name] = value
        arguments.append(value)
      } else {
        throw .invalidOperator(
          place(of: index), found: "it reads \(name), which no operator before it makes")
      }
    }
    return arguments
  }

  private mutating func count(_ value: ONNXArgument) throws(InterchangeError.Problem) {
    guard case .constant(let constant) = value else { return }
    constants += constant.count
    guard constants <= maximumConstants else {
      throw .unsupportedModel(
        found: "constants of more than \(maximumConstants) elements",
        remedy: "a network for a small board has far fewer: export a smaller one")
    }
  }

  private func notes(_ output: ONNXActivation) -> [String] {
    var notes: [String] = []
    if !inputValue.isInFileOrder {
      notes.append("the input is given with its channels last (NHWC); in the file they come first")
    }
    if !output.isInFileOrder {
      notes.append("the output has its channels last (NHWC); in the file they come first")
    }
    if isBatchFixed {
      notes.append("the file is for batches of \(batch); here each sample is computed by itself")
    }
    for type in convertedTypes.sorted() {
      notes.append("weights of the type \(type) were converted to 32-bit floats")
    }
    return notes
  }
}

/// What an operator reads.
enum ONNXArgument {
  case constant(ONNXConstant)
  case activation(ONNXActivation)
}
