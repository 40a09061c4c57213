import FloatModels

/// Graphs whose nodes have several readers and several inputs.
extension RandomGraphs {
  /// A graph of small random nodes, each on one or two of the last few before it, all ends joined.
  ///
  /// - Parameter norms: whether batch norms are among them.
  mutating func branched(nodes count: Int, norms: Bool = true) -> Graph {
    var graph = Graph(input: Shape(height: 6, width: 5, channels: 3), nodes: [])
    while graph.nodes.count < count {
      let source = max(graph.nodes.count - 1 - number(0...2), -1)
      let shape = shape(source, graph)
      guard let (operation, others) = draw(shape, source, graph, norms: norms) else { continue }
      append(operation, [source] + others, to: &graph)
    }
    joinEnds(of: &graph)
    return graph
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + random.integer(below: range.count)
  }

  private func shape(_ node: Int, _ graph: Graph) -> Shape {
    node == Node.graphInput ? graph.input : ReferenceNetwork.shapes(graph)[node]
  }

  /// An operation that `source` can be given to, with further inputs; nil where the one drawn cannot.
  private mutating func draw(
    _ shape: Shape, _ source: Int, _ graph: Graph, norms: Bool
  ) -> (Operation, [Int])? {
    let isImage = shape.height >= 3 && shape.width >= 3
    let isSmall = shape.count <= 120
    switch number(0...16) {
    case 0: return (.dense(units: number(3...12)), [])
    case 1, 2: return isImage ? (.convolution(filters: number(2...5), window()), []) : nil
    case 3: return isImage ? (.depthwiseConvolution(multiplier: number(1...2), window()), []) : nil
    case 4:
      let kernel = KernelWindow.square(number(1...3), stride: number(1...2))
      return isSmall ? (.transposedConvolution(filters: number(1...4), kernel), []) : nil
    case 5: return isImage ? (.averagePool(.square(number(2...3), stride: number(1...2))), []) : nil
    case 6: return isImage ? (.maximumPool(.square(number(2...3), stride: number(1...2))), []) : nil
    case 7: return shape.count > 8 ? (.mean(ReducedAxes(rawValue: number(1...7))), []) : nil
    case 8, 9: return nodes(of: shape, graph).last.map { (.add, [$0]) }
    case 10:
      let same = nodes(of: shape, graph)
      guard isSmall, let other = same.first else { return nil }
      return (.concatenate(Axis.allCases[number(0...2)]), [other])
    case 11: return (.reshape(Shape(vector: shape.count)), [])
    case 12:
      let edges = Edges(top: number(0...1), bottom: number(0...2), left: number(0...2), right: 1)
      return isSmall ? (.pad(edges, value: Float(number(-1...1))), []) : nil
    case 13: return norms ? (.batchNorm(epsilon: 1e-3), []) : (.relu6, [])
    case 14, 15: return ([.relu, .relu6][number(0...1)], [])
    default: return ([.logistic, .tanh, .softmax][number(0...2)], [])
    }
  }

  private mutating func window() -> KernelWindow {
    var window = KernelWindow(
      height: number(1...3), width: number(1...3), strideHeight: number(1...2),
      strideWidth: number(1...2), dilationHeight: 1, dilationWidth: number(1...2))
    if number(0...3) == 0 {
      window.padding = .explicit(
        top: window.height - 1, bottom: 0, left: window.width - 1,
        right: window.width - 1)
    }
    return window
  }

  /// Nodes of a shape, and the graph's input where it has it.
  private func nodes(of shape: Shape, _ graph: Graph) -> [Int] {
    let shapes = graph.nodes.isEmpty ? [] : ReferenceNetwork.shapes(graph)
    return (graph.input == shape ? [Node.graphInput] : [])
      + shapes.indices.filter { shapes[$0] == shape }
  }

  /// The last four nodes that nobody reads, as vectors one after the other.
  private mutating func joinEnds(of graph: inout Graph) {
    let read = Set(graph.nodes.flatMap(\.inputs))
    let ends = graph.nodes.indices.filter { !read.contains($0) }.suffix(4)
    let shapes = ReferenceNetwork.shapes(graph)
    var vectors: [Int] = []
    for end in ends {
      append(.reshape(Shape(vector: shapes[end].count)), [end], to: &graph)
      vectors.append(graph.nodes.count - 1)
    }
    if vectors.count > 1 { append(.concatenate(.channels), vectors, to: &graph) }
  }
}
