import CFloatKernels

/// A convolution between an image and the coarser grid of kernel positions on it.
///
/// For `Operation.convolution` the image is the input and the grid the output; for
/// `Operation.transposedConvolution`, its adjoint, the image is the output and the grid the input.
/// Pools and depthwise convolutions see an image through the same window.
package struct ConvolutionGeometry: Sendable, Hashable {
  package var image: Shape
  package var grid: Shape
  package var window: KernelWindow

  package init(image: Shape, grid: Shape, window: KernelWindow) {
    self.image = image
    self.grid = grid
    self.window = window
  }

  /// Kernel positions on one sample.
  package var positions: Int { grid.height * grid.width }
  /// Image values under the kernel: the length of a column.
  package var taps: Int { window.taps * image.channels }

  /// Samples whose columns are made at once: enough for efficient products, few enough that the
  /// columns (about 1 MB) stay in the processor's cache.
  package var samplesPerBlock: Int { max(1, (1 << 18) / (positions * taps)) }

  /// Floats of the columns of one block, for batches of at most `batch` samples.
  package func columnCount(batch: Int) -> Int {
    min(batch, samplesPerBlock) * positions * taps
  }

  var c: CFKGeometry {
    let edges = window.edges(image: image, grid: grid)
    return CFKGeometry(
      imageHeight: Int32(image.height), imageWidth: Int32(image.width),
      imageChannels: Int32(image.channels), gridHeight: Int32(grid.height),
      gridWidth: Int32(grid.width), kernelHeight: Int32(window.height),
      kernelWidth: Int32(window.width), strideHeight: Int32(window.strideHeight),
      strideWidth: Int32(window.strideWidth), dilationHeight: Int32(window.dilationHeight),
      dilationWidth: Int32(window.dilationWidth), padTop: Int32(edges.top),
      padLeft: Int32(edges.left))
  }

  /// `columns[sample, position, ky, kx, channel]` = the image there, 0 outside of it.
  package func gather(
    _ image: UnsafePointer<Float>, into columns: UnsafeMutablePointer<Float>, samples: Int
  ) {
    cfk_image_to_columns(image, columns, Int32(samples), c)
  }

  /// The adjoint of `gather`: adds each column's values to the pixels they belong to.
  package func scatter(
    _ columns: UnsafePointer<Float>, into image: UnsafeMutablePointer<Float>, samples: Int
  ) {
    cfk_columns_to_image(columns, image, Int32(samples), c)
  }

  /// Adds each position's gradient to the first pixel of its window that is its maximum.
  package func routeMaxima(
    of image: UnsafePointer<Float>, maxima: UnsafePointer<Float>, gradient: UnsafePointer<Float>,
    into imageGradient: UnsafeMutablePointer<Float>, samples: Int
  ) {
    cfk_maximum_pool_backward(image, maxima, gradient, imageGradient, Int32(samples), c)
  }

  /// Calls `body(firstSample, samples)` for each block of `batch` samples.
  package func forEachBlock(of batch: Int, _ body: (Int, Int) -> Void) {
    for first in Swift.stride(from: 0, to: batch, by: samplesPerBlock) {
      body(first, min(samplesPerBlock, batch - first))
    }
  }
}
