import FloatModels
import Foundation
import Testing

@Suite("MatrixKernels")
struct MatrixKernelsTests {
  @Test("the kernels in use have a name")
  func kernelsHaveAName() {
    #expect(!MatrixKernels.inUse.isEmpty && MatrixKernels.inUse != "unknown")
  }
}
