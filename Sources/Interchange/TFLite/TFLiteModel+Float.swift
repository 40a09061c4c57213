import FloatModels

extension TFLiteModel {
  /// What a network computes with.
  public enum Arithmetic: Sendable {
    /// 32-bit floats.
    case float
    /// int8 or int16 activations.
    case integer
  }

  /// What the network computes with, whatever its input and output are.
  ///
  /// - Throws: `InterchangeError` where it is neither, such as the quantization of before 2019
  ///   (UINT8).
  public func arithmetic() throws(InterchangeError) -> Arithmetic {
    do {
      return try arithmetic(of: TFLiteTrace.steps(of: self))
    } catch {
      throw InterchangeError(tflite: source, error)
    }
  }

  func arithmetic(of steps: TFLiteSteps) throws -> Arithmetic {
    switch tensors[steps.input].element {
    case .float32: return .float
    case .int8, .int16: return .integer
    case .uint8:
      throw TFLiteProblem.refusal(
        "input of the network", "UINT8", allowed: "FLOAT32, INT8, INT16",
        "convert the float model again with inference_input_type=tf.int8: UINT8 is the form of 2018"
      )
    default:
      throw TFLiteProblem.refusal(
        "input of the network", tensors[steps.input].typeName, allowed: "FLOAT32, INT8, INT16",
        "convert the model for floats, int8 or int16 as input")
    }
  }

  /// The network of a float model. Weights of 16 bits become floats of 32.
  ///
  /// - Parameter dequantizingWeights: whether int8 weights of operators that compute with floats
  ///   (“dynamic range” models) are taken as the floats that they stand for. TensorFlow Lite rounds
  ///   the activations of such models while they run, which a float network does not; a note says so.
  ///   Otherwise they are refused.
  /// - Throws: `InterchangeError` where the network computes with integers, or something that
  ///   `Graph` has no counterpart for; it names the operator and its index.
  public func floatNetwork(
    dequantizingWeights: Bool = false
  ) throws(InterchangeError) -> ImportedNetwork {
    do {
      let steps = try TFLiteTrace.steps(of: self)
      guard try arithmetic(of: steps) == .float else {
        throw TFLiteProblem.refusal(
          "input of the network", tensors[steps.input].typeName, allowed: "FLOAT32",
          "take it over as an integer network")
      }
      var builder = TFLiteFloatGraph(self, steps, dequantizingWeights: dequantizingWeights)
      return ImportedNetwork(
        graph: try builder.graph(), notes: notes(builder.dequantizedCount),
        source: "TensorFlow Lite")
    } catch {
      throw InterchangeError(tflite: source, error)
    }
  }

  private func notes(_ dequantized: Int) -> [String] {
    guard dequantized > 0 else { return [] }
    return [
      "\(dequantized) constants are integers in the file and floats here; TensorFlow Lite would also "
        + "round the activations that meet them"
    ]
  }
}
