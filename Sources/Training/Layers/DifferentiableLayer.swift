/// A node that can be trained: its forward pass, and from the gradient of the loss with respect to
/// its output the gradients with respect to its inputs and parameters.
protocol DifferentiableLayer: AnyObject {
  /// Computes `memory.output`. In training, batch norm uses the batch's statistics and moves its
  /// running ones.
  func forward(_ memory: LayerMemory, isTraining: Bool)

  /// *Adds* to `memory.inputGradients` and sets the gradients of the layer's parameters. Comes
  /// after a `forward` in training on the same memory.
  func backward(_ memory: LayerMemory)
}

/// What a layer reads and writes, for `batch` samples.
struct LayerMemory {
  let batch: Int
  let inputs: [UnsafePointer<Float>]
  let output: UnsafeMutablePointer<Float>
  let outputGradient: UnsafeMutablePointer<Float>
  /// nil where nobody needs the gradient: the input is the graph's.
  let inputGradients: [UnsafeMutablePointer<Float>?]
}
