import FloatModels

/// Another order of a vector's elements, brought about by the order of the rows of the dense layer
/// that makes it.
///
/// A decoder begins with a dense layer whose output is reshaped to an image, in the file's order of
/// axes. The layer is repeated with its rows in the order of memory; if nothing else reads the first
/// one, it is left out of the graph.
struct UnitPermutation {
  /// For each place of the new order, the place in the old one.
  let places: [Int]
  private var done: [Int: Int] = [:]
  /// Layers between an image and its dense layer; more are a file made to exhaust the stack.
  private static let maximumDepth = 64

  init(places: [Int]) { self.places = places }

  /// A node with the elements of node `source` in the new order; nil where there is none.
  mutating func applied(
    to source: Int, in assembly: inout NetworkAssembly, depth: Int = 0
  ) throws(InterchangeError.Problem) -> Int? {
    if let index = done[source] { return index }
    guard source != Node.graphInput, depth < Self.maximumDepth else { return nil }
    var node = assembly.nodes[source]
    switch node.operation {
    case .dense:
      break
    case .reshape:
      return try applied(to: node.inputs[0], in: &assembly, depth: depth + 1)
    case .batchNorm where assembly.shape(of: source).channels != places.count:
      return nil
    case .relu, .relu6, .logistic, .tanh, .add, .batchNorm:
      var inputs: [Int] = []
      for input in node.inputs {
        guard let index = try applied(to: input, in: &assembly, depth: depth + 1) else {
          return nil
        }
        inputs.append(index)
      }
      node.inputs = inputs
    default:
      return nil
    }
    let parameters = node.parameters.mapValues { permuted($0) }
    let index = try assembly.append(node.name, node.operation, node.inputs, parameters)
    done[source] = index
    return index
  }

  /// With its rows (of a vector, its elements) in the new order.
  private func permuted(_ tensor: Tensor) -> Tensor {
    let row = tensor.values.count / places.count
    return Tensor(
      shape: tensor.shape, values: places.flatMap { tensor.values[$0 * row..<($0 + 1) * row] })
  }
}
