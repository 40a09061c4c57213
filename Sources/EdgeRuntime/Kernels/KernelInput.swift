/// The tensor that a kernel moves over, and where it lies.
///
/// Kernels keep this of their layer and not the layer, which is many times as large.
struct KernelInput {
  let memory: UnsafeRawPointer
  let height: Int
  let width: Int
  let channels: Int
  let elementType: ModelFile.ElementType
  let zeroPoint: Int32

  init(_ tensor: IntegerTensor, at memory: UnsafeRawPointer) {
    self.memory = memory
    height = tensor.height
    width = tensor.width
    channels = tensor.channels
    elementType = tensor.elementType
    zeroPoint = tensor.zeroPoint
  }

  /// Element `index`.
  func value(at index: Int) -> Int32 {
    elementType == .int8
      ? Int32(memory.load(fromByteOffset: index, as: Int8.self))
      : Int32(memory.load(fromByteOffset: 2 &* index, as: Int16.self))
  }

  /// Bytes of a pixel.
  var pixelBytes: Int { channels &* elementType.byteCount }
}
