import Testing

/// The outside oracle: outputs of TensorFlow Lite Micro.
@Suite("Kernels against TensorFlow Lite Micro")
struct KernelGoldenTests {
  @Test func everySmallNetworkComesOutBitForBit() throws {
    let goldens = try Golden.small()
    #expect(goldens.count == 72)
    for golden in goldens { try check(golden) { $0.output($1) } }
  }

  /// The definition is an oracle for the kernels, so it is held to the outside one itself.
  @Test func definitionsAgreeWithItToo() throws {
    for golden in try Golden.small() { try check(golden) { $0.definedOutput($1) } }
  }

  @Test(
    .enabled(
      if: !Golden.sharedNetworks().isEmpty, "needs the networks of ../shared/data/tflite-golden"))
  func wholeNetworksComeOutBitForBit() throws {
    for golden in Golden.sharedNetworks() { try check(golden) { $0.output($1) } }
  }

  private func check(
    _ golden: Golden, _ compute: (OwnedLayer, [[Int]]) -> [Int]
  ) throws {
    let network = try golden.network
    let (inputs, outputs) = (try golden.inputs, try golden.outputs)
    #expect(inputs.count > 0 && inputs.count == outputs.count)
    for (sample, input) in inputs.enumerated() {
      #expect(
        network.run(input, compute) == outputs[sample], "\(golden.name), sample \(sample)")
    }
  }
}
