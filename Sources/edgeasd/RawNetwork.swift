import Datasets
import DeviceSimulation
import EdgeRuntime
import FloatModels
import Quantization

/// A network that can be applied to raw inputs.
protocol RawNetwork {
  /// One sample of its input.
  var input: RawTensor { get }
  /// One sample of its output.
  var output: RawTensor { get }
  /// SHA-256 of the model's file.
  var sha256: String { get }

  /// The outputs for all samples.
  func run(_ samples: RawSamples) throws -> InferenceOutcome
}

/// What came out of a network.
struct InferenceOutcome {
  /// Outputs of all samples.
  let elements: NumpyArray.Elements
  /// nil where the host alone computed them.
  let target: TargetOutcome?
}

/// What a target did.
struct TargetOutcome {
  let machine: TargetMachine
  /// QEMU's program and its version.
  let emulator: String
  let instructions: InferenceInstructions
  /// nil where all bits are the host's.
  let difference: InferenceDifference?
}

/// One sample of a network's input or output.
struct RawTensor {
  /// Height, width and channels.
  let shape: [Int]
  /// What its integers stand for; nil in a float network.
  let quantization: TensorQuantization?

  init(_ tensor: IntegerTensor) {
    shape = [tensor.height, tensor.width, tensor.channels]
    quantization = TensorQuantization(tensor)
  }

  init(_ shape: Shape) {
    self.shape = [shape.height, shape.width, shape.channels]
    quantization = nil
  }

  /// Elements of a sample.
  var count: Int { shape.reduce(1, *) }

  /// The axes of a sample in an array: of a vector one.
  var axes: [Int] { shape.dropLast().allSatisfy { $0 == 1 } ? Array(shape.suffix(1)) : shape }

  /// As NumPy calls the network's own elements.
  var elementType: String { quantization?.typeName ?? "float32" }

  /// `int8 49×10×1, scale 0.58, zero point 83`
  var text: String {
    "\(elementType) \(LayerTable.shape(shape))" + (quantization.map { ", \($0.text)" } ?? "")
  }
}

extension TensorQuantization {
  init(_ tensor: IntegerTensor) {
    self.init(
      elementType: tensor.elementType, scale: tensor.scale, zeroPoint: tensor.zeroPoint)
  }

  /// As NumPy calls it.
  var typeName: String { elementType == .int8 ? "int8" : "int16" }

  /// `scale 0.58, zero point 83`
  var text: String { "scale \(scale), zero point \(zeroPoint)" }
}
