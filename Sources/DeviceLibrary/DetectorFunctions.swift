import CDeviceLibrary
import EdgeRuntime

// The functions of edgeasd.h about detectors; the compiler compares each with its declaration
// there.

/// See edgeasd.h.
@c @implementation
public func edgeasd_init(
  _ model: UnsafeRawPointer?, _ modelBytes: Int, _ arena: UnsafeMutableRawPointer?,
  _ arenaBytes: Int, _ detector: UnsafeMutablePointer<OpaquePointer?>?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    guard let detector else { throw .missing("detector") }
    detector.pointee = nil
    guard let arena else { throw .missing("arena") }
    // A size_t beyond Int is more than any processor here can have.
    let memory = UnsafeMutableRawBufferPointer(start: arena, count: max(arenaBytes, 0))
    detector.pointee = try DetectorState.make(try read(model, modelBytes), in: memory)
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_set_machine(
  _ detector: OpaquePointer?, _ name: UnsafePointer<CChar>?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    guard let name else {
      state.pointee.detector.id = nil
      return
    }
    let model = state.pointee.detector.model
    var length = 0
    while length <= ModelFile.Name.byteCount, name[length] != 0 { length += 1 }
    let bytes = UnsafeRawPointer(name).assumingMemoryBound(to: UInt8.self)
    guard let id = model.id(named: UnsafeBufferPointer(start: bytes, count: length)) else {
      throw .argument(
        "name (that of a machine of the model), characters", found: Int64(widening: length),
        allowed: 0...0)
    }
    state.pointee.detector.id = id
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_set_calibration(
  _ detector: OpaquePointer?, _ site: UnsafeRawPointer?, _ siteBytes: Int,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    guard let site else { throw .missing("site") }
    try checkCount(siteBytes)
    let file = UnsafeRawBufferPointer(start: site, count: siteBytes)
    let calibration: Calibration
    do throws(ModelError) {
      calibration = try Calibration(site: file, of: state.pointee.detector.model)
    } catch {
      throw .model(error)
    }
    state.pointee.detector.decide(by: calibration)
    state.pointee.alarm.restart(thresholdQ24: calibration.thresholdQ24)
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_set_alarm(
  _ detector: OpaquePointer?, _ rule: UnsafePointer<edgeasd_alarm_rule>?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    try state.pointee.alarm.set(
      rule?.pointee, thresholdQ24: state.pointee.detector.thresholdQ24)
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_process(
  _ detector: OpaquePointer?, _ samples: UnsafePointer<Int16>?, _ count: Int,
  _ listener: edgeasd_listener?, _ context: UnsafeMutableRawPointer?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    let listener = try Listener(listener, context, state.pointee.detector.model)
    guard case .logMel = state.pointee.detector.model.frontEnd else {
      throw .argument(
        "detector (its model takes frames: edgeasd_process_frame)", found: 0, allowed: 1...1)
    }
    try checkCount(count)
    guard count > 0 else { return }
    guard let samples else { throw .missing("samples") }
    // (A copy: nothing else of the detector may be touched while it hears.)
    var alarm = state.pointee.alarm
    state.pointee.detector.process(Span(_unsafeStart: samples, count: count)) {
      listener.hear($0, &alarm)
    }
    state.pointee.alarm = alarm
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_process_frame(
  _ detector: OpaquePointer?, _ levelsQ9: UnsafePointer<Int16>?, _ bands: Int,
  _ listener: edgeasd_listener?, _ context: UnsafeMutableRawPointer?,
  _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    let listener = try Listener(listener, context, state.pointee.detector.model)
    let wanted = state.pointee.detector.model.bands
    guard bands == wanted else {
      throw .argument(
        "bands", found: Int64(widening: bands),
        allowed: Int64(widening: wanted)...Int64(widening: wanted))
    }
    guard let levelsQ9 else { throw .missing("levels_q9") }
    var alarm = state.pointee.alarm
    state.pointee.detector.processFrame(Span(_unsafeStart: levelsQ9, count: bands)) {
      listener.hear($0, &alarm)
    }
    state.pointee.alarm = alarm
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_finish(
  _ detector: OpaquePointer?, _ listener: edgeasd_listener?,
  _ context: UnsafeMutableRawPointer?, _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in
    let state = try DetectorState.find(detector)
    let listener = try Listener(listener, context, state.pointee.detector.model)
    var alarm = state.pointee.alarm
    state.pointee.detector.finish { listener.hear($0, &alarm) }
    state.pointee.alarm = alarm
  }
}

/// See edgeasd.h.
@c @implementation
public func edgeasd_reset(
  _ detector: OpaquePointer?, _ error: UnsafeMutablePointer<edgeasd_error>?
) -> Int32 {
  attempt(error) { () throws(Failure) in try DetectorState.find(detector).pointee.detector.reset() }
}

private func checkCount(_ count: Int) throws(Failure) {
  guard count >= 0, count <= Int(Int32.max) else {
    throw .argument(
      "count", found: Int64(widening: count), allowed: 0...Int64(widening: Int32.max))
  }
}
