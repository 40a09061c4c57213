import CFloatKernels

/// The executable form of a `Graph`: checked once, then applied to batches.
///
/// Inference is a function of the sample alone: batch normalisation uses the running statistics.
/// The same call gives the same bits; the same sample in a batch of another size may differ in the
/// last bits, since OpenBLAS adds in another order (relative to the largest output, below 1e-5).
public struct Network: Sendable {
  /// What is computed.
  public let graph: Graph
  /// Shape of each node's output, in the order of `graph.nodes`.
  public let shapes: [Shape]
  /// For each node, the last node that reads it.
  private let lastReader: [Int]

  /// Samples that are taken through the whole network at a time, which bounds the memory.
  private static let samplesPerPass = 64

  /// Checks the graph and its parameters.
  ///
  /// - Throws: `GraphError` naming the node and what about it is impossible.
  public init(_ graph: Graph) throws(GraphError) {
    shapes = try graph.shapes()
    try graph.checkParameterValues()
    self.graph = graph
    var lastReader = [Int](repeating: graph.nodes.count, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated() {
      for input in node.inputs where input != Node.graphInput { lastReader[input] = index }
    }
    self.lastReader = lastReader
  }

  /// Shape of one sample of the output.
  public var outputShape: Shape { shapes[shapes.count - 1] }

  /// Applies the network.
  ///
  /// - Parameters:
  ///   - input: `batch × graph.input.count` values, sample after sample, each NHWC.
  ///   - batch: number of samples, 0 or more.
  /// - Returns: `batch × outputShape.count` values.
  public func forward(_ input: [Float], batch: Int) -> [Float] {
    precondition(input.count == batch * graph.input.count, "input is batch × \(graph.input.count)")
    var output: [Float] = []
    output.reserveCapacity(batch * outputShape.count)
    for first in stride(from: 0, to: batch, by: Self.samplesPerPass) {
      let samples = min(Self.samplesPerPass, batch - first)
      let part = input[first * graph.input.count..<(first + samples) * graph.input.count]
      output += run(Array(part), batch: samples, keepingAll: false).last ?? []
    }
    return output
  }

  /// Every node's output for a batch: element `i` holds `batch × shapes[i].count` values.
  public func activations(of input: [Float], batch: Int) -> [[Float]] {
    precondition(input.count == batch * graph.input.count, "input is batch × \(graph.input.count)")
    return run(input, batch: batch, keepingAll: true)
  }

  private func run(_ input: [Float], batch: Int, keepingAll: Bool) -> [[Float]] {
    var values: [[Float]] = []
    for (index, node) in graph.nodes.enumerated() {
      let source = node.inputs[0]
      let inputShape = source == Node.graphInput ? graph.input : shapes[source]
      let x = source == Node.graphInput ? input : values[source]
      values.append(node.forward(x, batch: batch, from: inputShape, to: shapes[index]))
      if !keepingAll, source != Node.graphInput, lastReader[source] == index { values[source] = [] }
    }
    return values
  }
}

extension Node {
  func forward(_ x: [Float], batch: Int, from input: Shape, to output: Shape) -> [Float] {
    [Float](unsafeUninitializedCapacity: batch * output.count) { buffer, count in
      count = batch * output.count
      guard let y = buffer.baseAddress, count > 0 else { return }
      switch operation {
      case .dense(let units):
        ForwardPass.dense(
          x, weight: values("weight"), bias: values("bias"), into: y, batch: batch,
          inputs: input.count, units: units)
      case .convolution(_, let kernel, let stride):
        convolve(
          x, batch: batch, into: y, transposed: false,
          ConvolutionGeometry(image: input, grid: output, kernel: kernel, stride: stride))
      case .transposedConvolution(_, let kernel, let stride):
        convolve(
          x, batch: batch, into: y, transposed: true,
          ConvolutionGeometry(image: output, grid: input, kernel: kernel, stride: stride))
      case .batchNorm(let epsilon):
        ForwardPass.batchNorm(
          x, gamma: values("gamma"), beta: values("beta"), mean: values("mean"),
          variance: values("variance"), epsilon: epsilon, into: y,
          rows: batch * input.height * input.width)
      case .relu:
        ForwardPass.relu(x, into: y, count: count)
      }
    }
  }

  private func convolve(
    _ x: [Float], batch: Int, into y: UnsafeMutablePointer<Float>, transposed: Bool,
    _ geometry: ConvolutionGeometry
  ) {
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: geometry.columnCount(batch: batch)
    ) { buffer in
      guard let columns = buffer.baseAddress else { return }
      guard transposed else {
        return ForwardPass.convolution(
          x, weight: values("weight"), bias: values("bias"), into: y, batch: batch,
          geometry: geometry, columns: columns)
      }
      var arranged = [Float](repeating: 0, count: values("weight").count)
      TransposedWeights.arranged(
        values("weight"), into: &arranged, filters: geometry.image.channels,
        taps: geometry.kernel * geometry.kernel, channels: geometry.grid.channels)
      ForwardPass.transposedConvolution(
        x, weight: arranged, bias: values("bias"), into: y, batch: batch, geometry: geometry,
        columns: columns)
    }
  }

  /// A parameter of a checked node.
  private func values(_ role: String) -> [Float] { parameters[role]?.values ?? [] }
}
