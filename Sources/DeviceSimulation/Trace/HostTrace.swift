import Datasets
import DeviceTrace
import EdgeRuntime
import Quantization

/// Runs the traced detector on this workstation: the reference of every target.
public struct HostTrace: Sendable {
  private let image: ModelImage

  /// Traces of a model that `ModelImage.model()` accepts.
  public init(_ image: ModelImage) { self.image = image }

  /// The trace of a clip of machine `id`.
  public func trace(_ clip: ClipReader.Contents, id: Int? = nil) throws -> RecordedTrace {
    try RecordedTrace(bytes(clip, nil, id))
  }

  /// The elements behind a record of it, as they lie in memory.
  public func elements(
    _ selection: TraceSelection, of clip: ClipReader.Contents, id: Int? = nil
  ) throws -> [UInt8] {
    try bytes(clip, selection, id)
  }

  /// Bytes of memory that a traced detector and its input need.
  static func memoryBytes(_ model: Model) -> Int { TraceRun<MemorySink>.memoryBytes(model) }

  private func bytes(
    _ clip: ClipReader.Contents, _ selection: TraceSelection?, _ id: Int?
  ) throws(ModelError) -> [UInt8] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.memoryBytes(try image.model()), alignment: 16)
    defer { memory.deallocate() }
    let sink = MemorySink()
    let source = MemorySource(clip.bytes)
    _ = try TraceRun(sink, selection: selection).run(
      model: image.bytes, memory: memory, source: source, isFrames: clip.isFrames, id: id)
    return sink.bytes
  }
}

extension ClipReader.Contents {
  /// Samples, or log-mel in Q9, as a device's program reads them.
  var bytes: [UInt8] {
    let values =
      switch self {
      case .sound(let pcm): pcm.samples
      case .logMel(let frames): frames.values
      }
    return values.map(\.littleEndian).withUnsafeBytes { Array($0) }
  }

  var isFrames: Bool {
    if case .logMel = self { true } else { false }
  }
}
