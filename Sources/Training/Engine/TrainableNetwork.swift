import CFloatKernels
import FloatModels

/// A graph with the memory that training it needs: parameters, activations and their gradients.
///
/// The nodes form a directed acyclic graph in execution order; a node that several others read
/// gets the sum of their gradients.
final class TrainableNetwork {
  let store: ParameterStore
  let inputCount: Int
  let outputCount: Int
  /// Most samples in a batch.
  let capacity: Int
  private let nodes: [Node]
  private let layers: [any DifferentiableLayer]
  private let activations: [FloatBuffer]
  private let gradients: [FloatBuffer]
  private let shapes: [Shape]

  init(_ graph: Graph, capacity: Int, workers: Workers) throws(TrainingError) {
    let network: Network
    do { network = try Network(graph) } catch { throw .graph(error) }
    let store = ParameterStore(graph)
    var layers: [any DifferentiableLayer] = []
    for (index, node) in graph.nodes.enumerated() {
      let source = node.inputs[0]
      let input = source == Node.graphInput ? graph.input : network.shapes[source]
      layers.append(
        try node.trainable(
          index, from: input, to: network.shapes[index], store: store, batch: capacity,
          workers: workers))
    }
    self.store = store
    self.layers = layers
    self.capacity = capacity
    nodes = graph.nodes
    shapes = network.shapes
    inputCount = graph.input.count
    outputCount = network.outputShape.count
    activations = network.shapes.map { FloatBuffer(count: capacity * $0.count) }
    gradients = network.shapes.map { FloatBuffer(count: capacity * $0.count) }
  }

  /// The last forward pass's output.
  var output: UnsafeMutablePointer<Float> { activations[nodes.count - 1].pointer }
  /// Where the gradient of the loss with respect to `output` goes before `backward`.
  var outputGradient: UnsafeMutablePointer<Float> { gradients[nodes.count - 1].pointer }

  func forward(_ input: UnsafePointer<Float>, batch: Int, isTraining: Bool) {
    precondition(batch <= capacity)
    for index in nodes.indices {
      layers[index].forward(memory(index, input, batch), isTraining: isTraining)
    }
  }

  /// Fills the gradients of all parameters from `outputGradient`; `input` and `batch` are those of
  /// the forward pass before it.
  func backward(_ input: UnsafePointer<Float>, batch: Int) {
    for index in nodes.indices.dropLast() {
      gradients[index].pointer.update(repeating: 0, count: batch * shapes[index].count)
    }
    for index in nodes.indices.reversed() {
      layers[index].backward(memory(index, input, batch))
    }
  }

  private func memory(_ index: Int, _ input: UnsafePointer<Float>, _ batch: Int) -> LayerMemory {
    LayerMemory(
      batch: batch,
      inputs: nodes[index].inputs.map {
        $0 == Node.graphInput ? input : UnsafePointer(activations[$0].pointer)
      },
      output: activations[index].pointer, outputGradient: gradients[index].pointer,
      inputGradients: nodes[index].inputs.map {
        $0 == Node.graphInput ? nil : gradients[$0].pointer
      })
  }
}

extension Node {
  /// The node as a layer, for batches of at most `batch` samples.
  ///
  /// - Throws: `TrainingError.untrainable` for an operation whose gradient is not at hand.
  func trainable(
    _ index: Int, from input: Shape, to output: Shape, store: ParameterStore, batch: Int,
    workers: Workers
  ) throws(TrainingError) -> any DifferentiableLayer {
    func parameter(_ role: String) -> Parameter { store.parameter(node: index, role: role) }
    switch operation {
    case .dense(let units):
      return DenseLayer(
        inputs: input.count, units: units, weight: parameter("weight"), bias: parameter("bias"),
        workers: workers)
    case .convolution(_, let window):
      return ConvolutionLayer(
        geometry: .init(image: input, grid: output, window: window),
        weight: parameter("weight"), bias: parameter("bias"), batch: batch, workers: workers)
    case .transposedConvolution(_, let window):
      return TransposedConvolutionLayer(
        geometry: .init(image: output, grid: input, window: window),
        weight: parameter("weight"), bias: parameter("bias"), batch: batch, workers: workers)
    case .batchNorm(let epsilon):
      return BatchNormLayer(
        shape: input, epsilon: epsilon, node: index, store: store, workers: workers)
    case .relu:
      return ReLULayer(count: input.count, workers: workers)
    case .depthwiseConvolution, .averagePool, .maximumPool, .mean, .add, .concatenate, .reshape,
      .pad, .relu6, .logistic, .tanh, .softmax:
      throw .untrainable(layer: name, operation: operation.kind)
    }
  }
}
