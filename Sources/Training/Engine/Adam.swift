import CFloatKernels
import Foundation

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1).
struct Adam: Sendable {
  var learningRate: Float
  var beta1: Float = 0.9
  var beta2: Float = 0.999
  var epsilon: Float = 1e-8

  /// Step `number` (from 1) on `count` parameters; `decay · parameter` is added to the gradient.
  func step(
    number: Int, parameter: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
    moment1: UnsafeMutablePointer<Float>, moment2: UnsafeMutablePointer<Float>, decay: Float,
    count: Int
  ) {
    let correction1 = 1 / (1 - pow(Double(beta1), Double(number)))
    let correction2 = 1 / (1 - pow(Double(beta2), Double(number)))
    cfk_adam(
      parameter, gradient, moment1, moment2, learningRate, beta1, beta2, epsilon,
      Float(correction1), Float(correction2), decay, count)
  }
}
