import CSystemCalls
import EdgeRuntime

/// All memory that listening needs, taken from the system once.
struct Workspace {
  /// The detector's.
  let arena: UnsafeMutableRawBufferPointer
  /// For `SpanMeter`.
  let windowStarts: UnsafeMutablePointer<UInt64>
  /// Where a source puts what comes next.
  let input: UnsafeMutableRawBufferPointer
  /// For `RateConverter`.
  let conversion: UnsafeMutablePointer<Int16>

  /// Bytes of sound that are fetched at once: a period of most devices (100 ms at 48 kHz, two
  /// channels, 32 bits), and a frame of any layout many times.
  static let inputBytes = 38_400

  /// Memory for this model; nil after the log was told that the system has none.
  ///
  /// - Parameter reusing: whether the detector is to keep what windows share.
  init?(_ model: ListeningModel, reusing: Bool, _ log: inout Log) {
    let detectorBytes = model.model.arenaBytes(reusing: reusing, namingBands: true)
    let arenaBytes = Self.aligned(detectorBytes)
    let startsBytes = Self.aligned(8 &* Int(SpanMeter.capacity(step: model.step, span: model.span)))
    let conversionBytes = 2 &* RateConverter.memoryCount(for: Self.inputBytes / 2)
    let bytes = arenaBytes &+ startsBytes &+ Self.inputBytes &+ conversionBytes
    guard let memory = system_memory(bytes) else {
      log.message(
        """
        there is no memory to listen with
          the model needs % bytes
          end other programs, or take a smaller model
        """, .number(bytes))
      return nil
    }
    arena = UnsafeMutableRawBufferPointer(start: memory, count: detectorBytes)
    windowStarts = (memory + arenaBytes).assumingMemoryBound(to: UInt64.self)
    input = UnsafeMutableRawBufferPointer(
      start: memory + arenaBytes + startsBytes, count: Self.inputBytes)
    conversion = (memory + arenaBytes + startsBytes + Self.inputBytes)
      .assumingMemoryBound(to: Int16.self)
  }

  private static func aligned(_ bytes: Int) -> Int { (bytes &+ 63) & ~63 }
}
