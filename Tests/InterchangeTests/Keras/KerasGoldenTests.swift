import FloatModels
import Foundation
import Interchange
import Testing

/// The oracle is Keras: `Tests/Vectors/make_keras_goldens.py`.
@Suite("KerasFile: the models of Tests/Vectors/keras")
struct KerasGoldenTests {
  static let goldens = FloatGolden.all(in: "keras", ".h5")

  @Test("every layer gives what Keras gives", arguments: goldens)
  func sameOutputs(_ golden: FloatGolden) throws {
    let imported = try KerasFile.network(golden.path)
    #expect(try golden.difference(imported) < 1e-5)
    #expect(imported.source.hasPrefix("Keras ") && imported.source.hasSuffix(" HDF5"))
  }

  @Test("there are goldens of both versions")
  func goldensAreThere() {
    for version in ["keras2_", "keras3_"] {
      #expect(Self.goldens.contains { $0.path.contains("/\(version)") })
    }
  }

  @Test("batch norms are nodes of their own, and names are those of the layers")
  func structure() throws {
    let golden = try #require(Self.goldens.first { $0.path.hasSuffix("/keras3_dense.h5") })
    let nodes = try KerasFile.network(golden.path).graph.nodes
    #expect(
      nodes.map(\.operation.kind) == [
        "dense", "batch_norm", "relu", "dense", "tanh", "batch_norm", "dense", "logistic", "dense",
        "softmax",
      ])
    #expect(nodes[0].name == "dense" && nodes[4].name == "dense_1.tanh")
  }
}

/// MLPerf Tiny's anomaly detector, with the scores that were published for its Keras form.
@Suite(
  "KerasFile: ad01.h5 of ../shared/data",
  .enabled(
    if: FloatGolden.shared("mlperf-tiny/ad01.h5") != nil, "needs ../shared/data/mlperf-tiny"))
struct KerasSharedModelTests {
  /// The mean over the windows of five frames of the mean squared error.
  static func score(_ network: Network, _ clip: String) throws -> Double {
    let frames = try FloatArray(contentsOf: clip)
    let bands = frames.shape[1]
    let windows = frames.shape[0] - 4
    let input = (0..<windows).flatMap { frames.values[$0 * bands..<($0 + 5) * bands] }
    let output = network.forward(input, batch: windows)
    let squares = zip(input, output).map { Double($0 - $1) * Double($0 - $1) }
    return squares.reduce(0, +) / Double(squares.count)
  }

  static func network() throws -> Network {
    try Network(
      KerasFile.network(try #require(FloatGolden.shared("mlperf-tiny/ad01.h5"))).graph)
  }

  @Test("its clip scores 9.491291: batch norms are folded with the dense layers' biases")
  func publishedScore() throws {
    let clip = try #require(
      FloatGolden.shared("toycar-logmel/ToyCar/train/normal_id_01_00000000.npy"))
    // (Sums of float32 depend on the processor's vectors in their last digit.)
    #expect(abs(try Self.score(Self.network(), clip) - 9.491291) < 1e-5)
  }

  @Test("all of its test clips score as published")
  func publishedScores() throws {
    let network = try Self.network()
    var compared = 0
    for machine in 1...4 {
      let table = try #require(FloatGolden.shared("mlperf-tiny/scores/keras_id_0\(machine).csv"))
      for line in try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n") {
        let fields = line.split(separator: ",")
        let name = fields[0].dropLast(".wav".count)
        guard let published = Double(fields[1].trimmingCharacters(in: .whitespaces)),
          let clip = FloatGolden.shared("toycar-logmel/ToyCar/test/\(name).npy")
        else { continue }
        let score = try Self.score(network, clip)
        #expect(abs(score - published) < 1e-4, "\(name)")
        compared += 1
      }
    }
    #expect(compared == 248)
  }
}
