import Testing

/// The outside oracle: outputs of TensorFlow Lite Micro.
@Suite("Kernels against TensorFlow Lite Micro")
struct KernelGoldenTests {
  @Test func everySingleLayerComesOutBitForBit() throws {
    let goldens = try Golden.layers()
    #expect(goldens.count == 10)
    for golden in goldens { try check(golden) }
  }

  @Test(
    .enabled(
      if: !Golden.sharedNetworks().isEmpty, "needs the networks of ../shared/data/tflite-golden"))
  func wholeAutoencodersComeOutBitForBit() throws {
    for golden in Golden.sharedNetworks() { try check(golden) }
  }

  private func check(_ golden: Golden) throws {
    let layers = try golden.network.layers()
    let (inputs, expected) = (try golden.inputs, try golden.outputs)
    let (length, outputLength) = (layers[0].layer.input.count, layers.last!.layer.output.count)
    let samples = inputs.count / length
    #expect(samples > 0 && expected.count == samples * outputLength)
    for sample in 0..<samples {
      var values = Array(inputs[sample * length..<(sample + 1) * length])
      for layer in layers { values = layer.output(values) }
      let wanted = Array(expected[sample * outputLength..<(sample + 1) * outputLength])
      #expect(values == wanted, "\(golden.name), sample \(sample)")
    }
  }

  /// The definition is an oracle for the kernels, so it is held to the outside one itself.
  @Test func definitionsAgreeWithItToo() throws {
    for golden in try Golden.layers() {
      let layer = try golden.network.layers()[0]
      let input = Array(try golden.inputs.prefix(layer.layer.input.count))
      #expect(
        layer.definedOutput(input) == Array(try golden.outputs.prefix(layer.layer.output.count)),
        "\(golden.name)")
    }
  }
}
