import FloatModels
import Testing

@Suite("Architectures")
struct ArchitecturesTests {
  @Test("the dense autoencoder is the DCASE 2020 baseline: 267,928 trainable parameters")
  func denseParameterCount() throws {
    let graph = Architectures.denseAutoencoder()
    #expect(graph.trainableParameterCount == 267_928)
    // Keras counts 269,992 with the running means and variances.
    let all = graph.nodes.flatMap { $0.parameters.values }.map(\.values.count).reduce(0, +)
    #expect(all == 269_992)
    #expect(try graph.shapes().last == Shape(vector: 640))
  }

  @Test("the convolutional autoencoder has 259,971 trainable parameters and 17.1 M multiplications")
  func convolutionalParameterCount() throws {
    let graph = Architectures.convolutionalAutoencoder()
    #expect(graph.trainableParameterCount == 259_971)
    let shapes = try graph.shapes()
    #expect(shapes.last == graph.input)
    var multiplications = 0
    for (index, node) in graph.nodes.enumerated() {
      guard let weight = node.parameters["weight"] else { continue }
      let input = index == 0 ? graph.input : shapes[index - 1]
      let isTransposed = shapes[index].height > input.height
      let positions = isTransposed ? input : shapes[index]
      multiplications += positions.height * positions.width * weight.values.count
    }
    #expect((17_000_000..<17_200_000).contains(multiplications))
  }

  @Test(
    "the classifier of ids has 165 thousand parameters and 17.2 M multiplications for 200 frames")
  func classifierSize() throws {
    let graph = Architectures.idClassifier(ids: 4).taking(frames: 200)
    #expect(graph.trainableParameterCount == 3 * (3 * 128 * 128 + 3 * 128) + 129 * 128 + 129 * 4)
    let shapes = try graph.shapes()
    #expect(shapes.last == Shape(vector: 4))
    var multiplications = 0
    for (node, shape) in zip(graph.nodes, shapes) {
      let weights = node.parameters["weight"]?.values.count ?? 0
      multiplications += shape.height * shape.width * weights
    }
    #expect(multiplications == 3 * 128 * 128 * (200 + 100 + 50) + 128 * 132)
  }

  @Test("the pooling autoencoder gives an image of the input's size")
  func poolingAutoencoder() throws {
    let graph = Architectures.poolingAutoencoder()
    let shapes = try graph.shapes()
    #expect(shapes.last == graph.input)
    #expect(shapes.contains(Shape(height: 8, width: 8, channels: 64)))
    let weights =
      9 * (16 + 16 * 32 + 32 * 64 + 16) + 4 * (64 * 32 + 32 * 16 + 16 * 16)
    let biases = 3 * (16 + 32 + 64 + 32 + 16 + 16) + 1
    #expect(graph.trainableParameterCount == weights + biases)
  }

  @Test("the same seed draws the same weights, another seed others")
  func weightsFollowTheSeed() {
    let first = Architectures.convolutionalAutoencoder(seed: 7)
    #expect(first == Architectures.convolutionalAutoencoder(seed: 7))
    #expect(first != Architectures.convolutionalAutoencoder(seed: 8))
  }

  @Test("fresh networks keep a standardised signal's size within a factor of ten")
  func signalsKeepTheirSize() throws {
    for graph in [
      Architectures.denseAutoencoder(), Architectures.convolutionalAutoencoder(),
      Architectures.poolingAutoencoder(),
    ] {
      let input = (0..<graph.input.count).map { Float($0 % 7 - 3) / 2 }
      let output = try Network(graph).forward(input, batch: 1)
      let power = output.reduce(0) { $0 + $1 * $1 } / Float(output.count)
      #expect(power > 0.01 && power < 100)
    }
  }
}
