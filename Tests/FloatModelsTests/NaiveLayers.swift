import FloatModels

/// Each operation by its definition, in Double, one output value at a time: the oracle.
enum NaiveLayers {
  static func forward(_ node: Node, _ x: [Double], from shape: Shape) -> [Double] {
    func parameter(_ role: String) -> [Double] { node.parameters[role]!.values.map(Double.init) }
    switch node.operation {
    case .dense(let units):
      let weight = parameter("weight")
      return (0..<units).map { unit in
        x.indices.reduce(parameter("bias")[unit]) { $0 + weight[unit * x.count + $1] * x[$1] }
      }
    case .convolution(let filters, let kernel, let stride):
      return convolution(
        x, shape, weight: parameter("weight"), bias: parameter("bias"), filters: filters,
        kernel: kernel, stride: stride)
    case .transposedConvolution(let filters, let kernel, let stride):
      return transposed(
        x, shape, weight: parameter("weight"), bias: parameter("bias"), filters: filters,
        kernel: kernel, stride: stride)
    case .batchNorm(let epsilon):
      return x.enumerated().map { index, value in
        let c = index % shape.channels
        let deviation = (parameter("variance")[c] + Double(epsilon)).squareRoot()
        return parameter("gamma")[c] * (value - parameter("mean")[c]) / deviation
          + parameter("beta")[c]
      }
    case .relu:
      return x.map { Swift.max($0, 0) }
    }
  }

  /// TensorFlow's SAME padding before the first element.
  static func padding(image: Int, grid: Int, kernel: Int, stride: Int) -> Int {
    Swift.max((grid - 1) * stride + kernel - image, 0) / 2
  }

  /// Output-centred: each output looks for its taps in the input.
  private static func convolution(
    _ x: [Double], _ shape: Shape, weight: [Double], bias: [Double], filters: Int, kernel: Int,
    stride: Int
  ) -> [Double] {
    let height = (shape.height + stride - 1) / stride
    let width = (shape.width + stride - 1) / stride
    let top = padding(image: shape.height, grid: height, kernel: kernel, stride: stride)
    let left = padding(image: shape.width, grid: width, kernel: kernel, stride: stride)
    var y: [Double] = []
    for row in 0..<height {
      for column in 0..<width {
        for filter in 0..<filters {
          var sum = bias[filter]
          for ky in 0..<kernel {
            for kx in 0..<kernel {
              let (iy, ix) = (row * stride + ky - top, column * stride + kx - left)
              guard (0..<shape.height).contains(iy), (0..<shape.width).contains(ix) else {
                continue
              }
              for c in 0..<shape.channels {
                sum +=
                  x[(iy * shape.width + ix) * shape.channels + c]
                  * weight[((filter * kernel + ky) * kernel + kx) * shape.channels + c]
              }
            }
          }
          y.append(sum)
        }
      }
    }
    return y
  }

  /// Output-centred too, unlike the code under test, which scatters from the input: an output gets
  /// the inputs i whose tap `o - i · stride + padding` lies within the kernel.
  private static func transposed(
    _ x: [Double], _ shape: Shape, weight: [Double], bias: [Double], filters: Int, kernel: Int,
    stride: Int
  ) -> [Double] {
    let (height, width) = (shape.height * stride, shape.width * stride)
    let top = padding(image: height, grid: shape.height, kernel: kernel, stride: stride)
    let left = padding(image: width, grid: shape.width, kernel: kernel, stride: stride)
    var y: [Double] = []
    for row in 0..<height {
      for column in 0..<width {
        for filter in 0..<filters {
          var sum = bias[filter]
          for iy in 0..<shape.height {
            for ix in 0..<shape.width {
              let (ky, kx) = (row - iy * stride + top, column - ix * stride + left)
              guard (0..<kernel).contains(ky), (0..<kernel).contains(kx) else { continue }
              for c in 0..<shape.channels {
                sum +=
                  x[(iy * shape.width + ix) * shape.channels + c]
                  * weight[((filter * kernel + ky) * kernel + kx) * shape.channels + c]
              }
            }
          }
          y.append(sum)
        }
      }
    }
    return y
  }
}
