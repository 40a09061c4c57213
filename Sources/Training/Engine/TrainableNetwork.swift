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
  private let latent: SampledLatentLayer?

  /// - Parameters:
  ///   - rounding: what of the network is rounded in every forward pass.
  ///   - sampling: layers of the graph whose variables are drawn in training, by `seed`.
  init(
    _ graph: Graph, capacity: Int, workers: Workers, rounding: FakeQuantization? = nil,
    sampling: LatentSampling? = nil, seed: UInt64 = 0
  ) throws(TrainingError) {
    precondition(rounding.map { $0.nodes.count == graph.nodes.count } ?? true, "one for each node")
    let network: Network
    do { network = try Network(graph) } catch { throw .graph(error) }
    let store = ParameterStore(graph)
    var layers: [any DifferentiableLayer] = []
    for (index, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { $0 == Node.graphInput ? graph.input : network.shapes[$0] }
      let build = LayerBuilder(
        inputs: inputs, output: network.shapes[index], batch: capacity, workers: workers)
      layers.append(
        try build.layer(node, rounding?.nodes[index]) { store.parameter(node: index, role: $0) })
    }
    var nodes = graph.nodes
    var latent: SampledLatentLayer?
    if let sampling {
      let (mean, logVariance) = sampling.places(in: graph)
      precondition(logVariance < mean && network.shapes[mean] == network.shapes[logVariance])
      let layer = SampledLatentLayer(
        layers[mean], count: network.shapes[mean].count, weight: sampling.divergenceWeight,
        batch: capacity, seed: seed)
      layers[mean] = layer
      nodes[mean].inputs.append(logVariance)
      latent = layer
    }
    self.store = store
    self.layers = layers
    self.latent = latent
    self.capacity = capacity
    self.nodes = nodes
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

  /// What the last forward pass adds to the loss of its output, summed over the batch; `backward` minds
  /// it.
  var ownLoss: Double { latent?.divergenceLoss ?? 0 }

  func forward(_ input: UnsafePointer<Float>, batch: Int, isTraining: Bool) {
    precondition(batch <= capacity)
    for index in nodes.indices {
      layers[index].forward(memory(index, input, batch), isTraining: isTraining)
    }
  }

  /// Lets a step move weights by the learning rate's part of a step of their grid, and a bias by
  /// that of its weights on average: layers whose weights differ by orders of magnitude then learn
  /// alike. Weights that are not rounded move as those of 8 bits.
  func setRates(_ rounding: FakeQuantization) {
    for (index, node) in nodes.enumerated() {
      guard let weight = node.parameters["weight"], let bias = node.parameters["bias"] else {
        continue
      }
      let grid = rounding.nodes[index].weights ?? FakeQuantization.Weights(bits: 8)
      let scales = weight.values.withUnsafeBufferPointer {
        grid.scales(of: $0, rows: bias.values.count)
      }
      store.setRates(scales, node: index, role: "weight")
      store.setRates(
        [scales.reduce(0, +) / Float(scales.count)], node: index, role: "bias")
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

extension LatentSampling {
  /// Places of the layers, which the graph has.
  fileprivate func places(in graph: Graph) -> (mean: Int, logVariance: Int) {
    func place(_ name: String) -> Int {
      guard let index = graph.nodes.firstIndex(where: { $0.name == name }) else {
        preconditionFailure("the graph has no layer \(name)")
      }
      return index
    }
    return (place(mean), place(logVariance))
  }
}
