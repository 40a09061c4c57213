import FloatModels
import SeededRandom
import Testing
import Training

/// Small graphs with drawn parameters.
enum TrainingGraphs {
  static func numbers(_ count: Int, _ generator: inout SeededGenerator) -> [Float] {
    (0..<count).map { _ in Float(generator.uniform(in: -1...1)) }
  }

  static func sequential(
    _ input: Shape, _ operations: [FloatModels.Operation], seed: UInt64
  ) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph(input: input, nodes: [])
    var shape = input
    for (index, operation) in operations.enumerated() {
      var node = Node(name: "node.\(index)", operation: operation, inputs: [index - 1])
      for (role, sizes) in node.parameterShapes(input: shape).sorted(by: { $0.key < $1.key }) {
        var values = numbers(sizes.reduce(1, *), &generator)
        if role == "variance" { values = values.map { abs($0) + 0.1 } }
        node.parameters[role] = Tensor(shape: sizes, values: values)
      }
      graph.nodes.append(node)
      shape = try #require(try graph.shapes().last)
    }
    return graph
  }

  /// A small autoencoder for windows of 2 frames of 4 bands.
  static func autoencoder(seed: UInt64 = 1) throws -> Graph {
    try sequential(
      Shape(vector: 8),
      [.dense(units: 6), .batchNorm(epsilon: 1e-3), .relu, .dense(units: 8)], seed: seed)
  }

  /// Clips of frames that lie near a line, of different lengths.
  static func windows(clips: Int = 12, seed: UInt64 = 5) throws -> WindowSource {
    var generator = SeededGenerator(seed: seed)
    let frames = (0..<clips).map { clip in
      (0..<12 + clip).flatMap { _ in
        let level = Float(generator.normal())
        return (0..<4).map { level * Float($0 - 2) + 0.05 * Float(generator.normal()) }
      }
    }
    return try WindowSource(
      clips: frames, bands: 4,
      windowing: Windowing(framesPerWindow: 2, framesPerStep: 1, windowsPerDecision: 1))
  }
}
