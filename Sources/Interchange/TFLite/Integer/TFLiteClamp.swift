import EdgeRuntime
import Quantization

extension TFLiteActivation {
  /// The smallest and the largest integer that an output may be.
  ///
  /// 0, 6, -1 and 1 in the output's steps, rounded in Float as TensorFlow Lite does, and stopped at
  /// the ends of its type.
  func clamp(_ tensor: TensorContents) -> (low: Int32, high: Int32) {
    let range = tensor.elementType.range
    func steps(_ real: Float) -> Int32 {
      let steps = (real / tensor.scale).rounded(.toNearestOrAwayFromZero)
      let limited = Int64(min(max(steps, -0x1p30), 0x1p30)) + Int64(tensor.zeroPoint)
      return Int32(min(max(limited, range.lowerBound), range.upperBound))
    }
    let (least, most) = (Int32(range.lowerBound), Int32(range.upperBound))
    return switch self {
    case .none: (least, most)
    case .relu: (steps(0), most)
    case .relu6: (steps(0), steps(6))
    case .reluMinusOneToOne: (steps(-1), steps(1))
    }
  }
}
