import CDeviceLibrary
import EdgeRuntime

/// Sees nothing, has anomalies name their bands, and lets each window be computed whole: programs in C
/// do not carry what streams them.
struct WholeWindows: LayerObserver {
  static var namesBands: Bool { true }
}

/// A detector of C's, at the start of its arena; behind it lies the detector's memory.
struct DetectorState: ~Copyable {
  /// Tells a detector from memory that never was one.
  private let mark: UInt32
  var detector: Detector<WholeWindows>
  var alarm: AlarmState

  private static let live: UInt32 = 0x4553_4431

  private init(_ detector: consuming Detector<WholeWindows>) {
    mark = Self.live
    alarm = AlarmState(detector.model)
    self.detector = detector
  }

  /// Bytes before the detector's memory.
  private static var byteCount: Int { (MemoryLayout<DetectorState>.size + 15) & ~15 }

  /// Bytes of arena that a detector of `model` needs.
  static func arenaBytes(_ model: Model) -> Int { byteCount + model.arenaBytes(namingBands: true) }

  /// Makes a detector in the caller's arena.
  static func make(
    _ model: Model, in arena: UnsafeMutableRawBufferPointer
  ) throws(Failure) -> OpaquePointer {
    guard let base = arena.baseAddress else { throw .missing("arena") }
    let needed = arenaBytes(model)
    guard arena.count >= needed else {
      throw .model(
        ModelError(
          .memory, "bytes of the arena", offset: 0, found: Int64(widening: arena.count),
          allowed: Int64(widening: needed)...Int64(widening: Int32.max)))
    }
    let memory = UnsafeMutableRawBufferPointer(rebasing: arena[byteCount...])
    do {
      let state = base.assumingMemoryBound(to: DetectorState.self)
      state.initialize(
        to: DetectorState(try Detector(model: model, arena: memory, observer: WholeWindows())))
    } catch {
      throw .model(error)
    }
    return OpaquePointer(base)
  }

  /// The detector that C means.
  static func find(
    _ handle: OpaquePointer?
  ) throws(Failure) -> UnsafeMutablePointer<DetectorState> {
    guard let handle else { throw .missing("detector") }
    let misalignment = Int(bitPattern: handle) & 15
    guard misalignment == 0 else {
      throw .argument(
        "misalignment of the detector", found: Int64(widening: misalignment), allowed: 0...0)
    }
    let state = UnsafeMutableRawPointer(handle).assumingMemoryBound(to: DetectorState.self)
    guard state.pointee.mark == live else {
      throw .argument(
        "mark of the detector (edgeasd_init makes one)",
        found: Int64(widening: state.pointee.mark),
        allowed: Int64(widening: live)...Int64(widening: live))
    }
    return state
  }
}

extension Failure {
  /// A NULL where none may be.
  static func missing(_ name: StaticString) -> Failure {
    .argument(name, found: 0, allowed: 1...Int64(widening: Int32.max))
  }
}
