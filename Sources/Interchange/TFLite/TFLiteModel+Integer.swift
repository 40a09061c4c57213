import Quantization

extension TFLiteModel {
  /// The network of an integer model: int8 activations, or int16 with int8 weights, bit for bit as
  /// TensorFlow Lite Micro computes it.
  ///
  /// Where the file takes or gives floats and quantizes them itself, the network takes and gives the
  /// integers; a note says so.
  ///
  /// - Throws: `InterchangeError` where the network computes with floats, or something that the
  ///   device has no counterpart for; it names the operator and its index.
  public func integerNetwork() throws(InterchangeError) -> ImportedIntegerNetwork {
    do {
      let steps = try TFLiteTrace.steps(of: self)
      guard try arithmetic(of: steps) == .integer else {
        throw TFLiteProblem.refusal(
          "input of the network", "FLOAT32", allowed: "INT8, INT16",
          "take it over as a float network, and quantize that")
      }
      var network = TFLiteIntegerNetwork(self, steps)
      return ImportedIntegerNetwork(
        network: try network.network(), notes: notes(steps), source: "TensorFlow Lite")
    } catch {
      throw InterchangeError(tflite: source, error)
    }
  }

  private func notes(_ steps: TFLiteSteps) -> [String] {
    var notes: [String] = []
    if steps.input != input {
      notes.append(
        "the file takes floats and quantizes them; here the input is \(words(steps.input))")
    }
    if steps.output != output {
      notes.append("the file gives floats; here the output is \(words(steps.output))")
    }
    return notes
  }

  /// `INT8, value = 0.04 · (integer - -26)`
  private func words(_ index: Int) -> String {
    let tensor = tensors[index]
    guard let quantization = tensor.quantization else { return tensor.typeName }
    return "\(tensor.typeName), value = \(quantization.scale(0)) · "
      + "(integer - \(quantization.zeroPoint(0)))"
  }
}
