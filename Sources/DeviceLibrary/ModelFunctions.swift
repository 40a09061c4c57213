import CDeviceLibrary
import EdgeRuntime

// The functions of edgeasd.h about models; the compiler compares each with its declaration there.

/// See edgeasd.h.
@c @implementation
public func edgeasd_version() -> UnsafePointer<CChar>? {
  let version: StaticString = "0.1.0"
  return UnsafeRawPointer(version.utf8Start).assumingMemoryBound(to: CChar.self)
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_memory_size(
  _ model: UnsafeRawPointer?, _ modelBytes: Int, _ arenaBytes: UnsafeMutablePointer<Int>?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    guard let arenaBytes else { throw .missing("arena_bytes") }
    arenaBytes.pointee = DetectorState.arenaBytes(try read(model, modelBytes))
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_model_facts(
  _ model: UnsafeRawPointer?, _ modelBytes: Int,
  _ info: UnsafeMutablePointer<edgeasd_model_info>?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    guard let info else { throw .missing("info") }
    let model = try read(model, modelBytes)
    var facts = edgeasd_model_info()
    facts.arena_bytes = DetectorState.arenaBytes(model)
    facts.bands = UInt32(truncatingIfNeeded: model.bands)
    if case .logMel(let tables) = model.frontEnd {
      facts.sample_rate = UInt32(truncatingIfNeeded: tables.sampleRate)
      facts.frame_length = UInt32(truncatingIfNeeded: tables.frameLength)
      facts.hop = UInt32(truncatingIfNeeded: tables.hop)
    }
    let windowing = model.windowing
    facts.frames_per_window = UInt32(truncatingIfNeeded: windowing.framesPerWindow)
    facts.frames_per_step = UInt32(truncatingIfNeeded: windowing.framesPerStep)
    facts.windows_per_decision = UInt32(truncatingIfNeeded: windowing.windowsPerDecision)
    facts.threshold_q24 = model.calibration.thresholdQ24
    info.pointee = facts
  }
}

/// Runs what may fail; returns the status and fills in the caller's error.
func attempt(
  _ error: UnsafeMutablePointer<edgeasd_error>?, _ body: () throws(Failure) -> Void
) -> Int32 {
  do {
    try body()
    return 0
  } catch let failure {
    failure.fill(error)
    return failure.status
  }
}

/// Checks a model file.
func read(_ model: UnsafeRawPointer?, _ count: Int) throws(Failure) -> Model {
  guard let model else { throw .missing("model") }
  guard count >= 0 else {
    throw .argument(
      "model_bytes", found: Int64(widening: count), allowed: 0...Int64(widening: Int32.max))
  }
  do {
    return try Model(bytes: UnsafeRawBufferPointer(start: model, count: count))
  } catch {
    throw .model(error)
  }
}
