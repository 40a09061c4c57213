/// The shapes that a moving window gives, and what it must not do.
extension Node {
  /// Most taps in one direction, and longest stride and dilation.
  private static let windowSizes = 1...1024

  /// One element for each position of the window on an image.
  func gridShape(
    of window: KernelWindow, on image: Shape, channels: Int
  ) throws(GraphError) -> Shape {
    try check(window, farSides: 0)
    let grid = window.positions(on: image)
    guard grid.rows > 0, grid.columns > 0 else {
      let edges = window.edges(image: image, grid: image)
      throw .attribute(
        node: name, name: "kernel", found: "\(window.spanHeight) × \(window.spanWidth)",
        allowed: "at most the padded input, \(image.height + edges.top + edges.bottom) × "
          + "\(image.width + edges.left + edges.right)")
    }
    return Shape(height: grid.rows, width: grid.columns, channels: channels)
  }

  /// The image on which each element of the input is a position.
  func transposedShape(
    of window: KernelWindow, from grid: Shape, filters: Int
  ) throws(GraphError) -> Shape {
    try check("filters", filters, 1...Graph.maximumDimension)
    try check("dilation height", window.dilationHeight, 1...1)
    try check("dilation width", window.dilationWidth, 1...1)
    try check(window, farSides: 1)
    try checkColumns(grid, taps: window.taps * filters)
    let image = window.image(under: grid)
    return Shape(height: image.rows, width: image.columns, channels: filters)
  }

  /// - Parameter farSides: how far below zero the padding at the bottom and right may reach, in
  ///   strides, of which one row or column always remains.
  private func check(_ window: KernelWindow, farSides: Int) throws(GraphError) {
    try check("kernel height", window.height, Self.windowSizes)
    try check("kernel width", window.width, Self.windowSizes)
    try check("stride height", window.strideHeight, Self.windowSizes)
    try check("stride width", window.strideWidth, Self.windowSizes)
    try check("dilation height", window.dilationHeight, Self.windowSizes)
    try check("dilation width", window.dilationWidth, Self.windowSizes)
    guard case .explicit(let top, let bottom, let left, let right) = window.padding else { return }
    let most = Graph.maximumDimension
    try check("padding top", top, 0...most)
    try check("padding bottom", bottom, farSides * (1 - window.strideHeight)...most)
    try check("padding left", left, 0...most)
    try check("padding right", right, farSides * (1 - window.strideWidth)...most)
  }

  /// Convolutions lay the taps of a whole sample out in memory.
  func checkColumns(_ grid: Shape, taps: Int) throws(GraphError) {
    // Positions of at most 2³³ and taps of at most 2³⁶ cannot be multiplied without care.
    let positions = grid.height * grid.width
    guard taps <= Graph.maximumColumns, positions <= Graph.maximumColumns / taps else {
      throw .attribute(
        node: name, name: "taps of all positions", found: "\(positions) × \(taps)",
        allowed: "at most \(Graph.maximumColumns)")
    }
  }

  /// There is no mean and no maximum of nothing.
  func checkThatEveryPositionSeesTheImage(
    _ window: KernelWindow, image: Shape, grid: Shape
  ) throws(GraphError) {
    let edges = window.edges(image: image, grid: grid)
    let seen =
      Self.everyPosition(
        grid.height, each: window.strideHeight, from: -edges.top, taps: window.height,
        apart: window.dilationHeight, sees: image.height)
      && Self.everyPosition(
        grid.width, each: window.strideWidth, from: -edges.left, taps: window.width,
        apart: window.dilationWidth, sees: image.width)
    guard seen else {
      throw .attribute(
        node: name, name: "padding", found: "\(edges.words)",
        allowed: "such that each window covers part of the input")
    }
  }

  private static func everyPosition(
    _ positions: Int, each stride: Int, from first: Int, taps: Int, apart dilation: Int,
    sees size: Int
  ) -> Bool {
    (0..<positions).allSatisfy { position in
      let origin = first + position * stride
      let tap = origin < 0 ? (dilation - 1 - origin) / dilation : 0
      return tap < taps && origin + tap * dilation < size
    }
  }
}

extension Edges {
  /// The sides by their names.
  var named: [(String, Int)] {
    [("top", top), ("bottom", bottom), ("left", left), ("right", right)]
  }

  var words: String { named.map { "\($0) \($1)" }.joined(separator: ", ") }
}
