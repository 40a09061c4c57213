import Datasets
import DeviceTrace
import EdgeRuntime
import Quantization

/// Runs the traced detector on this workstation: the reference of every target.
public struct HostTrace: Sendable {
  private let image: ModelImage

  /// Traces of a model that `ModelImage.model()` accepts.
  public init(_ image: ModelImage) { self.image = image }

  /// The trace of a clip.
  public func trace(_ clip: ClipReader.Contents) throws -> RecordedTrace {
    try RecordedTrace(bytes(clip, nil))
  }

  /// The elements behind a record of it, as they lie in memory.
  public func elements(_ selection: TraceSelection, of clip: ClipReader.Contents) throws -> [UInt8]
  {
    try bytes(clip, selection)
  }

  /// Bytes of memory that a traced detector and its input need.
  static func memoryBytes(_ model: Model) -> Int { TraceRun<MemorySink>.memoryBytes(model) }

  private func bytes(
    _ clip: ClipReader.Contents, _ selection: TraceSelection?
  ) throws(ModelError) -> [UInt8] {
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.memoryBytes(try image.model()), alignment: 16)
    defer { memory.deallocate() }
    let sink = MemorySink()
    let source = MemorySource(clip.values)
    _ = try TraceRun(sink, selection: selection).run(
      model: image.bytes, memory: memory, source: source, isFrames: clip.isFrames)
    return sink.bytes
  }
}

extension ClipReader.Contents {
  /// Samples, or log-mel in Q9.
  var values: [Int16] {
    switch self {
    case .sound(let pcm): pcm.samples
    case .logMel(let frames): frames.values
    }
  }

  var isFrames: Bool {
    if case .logMel = self { true } else { false }
  }
}

private final class MemorySink: TraceSink {
  private(set) var bytes: [UInt8] = []

  func mark() {}
  func write(_ more: UnsafeRawBufferPointer) { bytes += more }
}

private final class MemorySource: TraceSource {
  private let values: [Int16]
  private var position = 0

  init(_ values: [Int16]) { self.values = values }

  func read(into memory: UnsafeMutableRawBufferPointer) -> Int {
    values.withUnsafeBytes { bytes in
      let count = min(memory.count, bytes.count - position)
      memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + count]))
      position += count
      return count
    }
  }
}
