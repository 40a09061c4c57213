#if ALSA
  import CALSA
  import EdgeRuntime

  /// A capture device of libasound. It is never asked to wait by libasound itself, so that a device
  /// that delivers nothing cannot hold the program.
  struct ALSADriver: CaptureDriver, ~Copyable {
    let name: ListenOptions.Text
    /// The channel that is heard, counted from 0.
    private let channel: Int
    private let modelRate: Int
    private var pcm: OpaquePointer?
    private var layout = SampleLayout(bytes: 2, channels: 1, channel: 0)
    private(set) var rate = 0
    private(set) var period = 1

    /// - Parameters:
    ///   - channel: counted from 1.
    ///   - modelRate: Hz that the model hears.
    init(_ name: ListenOptions.Text, channel: Int, modelRate: Int) {
      self.name = name
      self.channel = channel &- 1
      self.modelRate = modelRate
      alsa_be_quiet()
    }

    deinit { if let pcm { snd_pcm_close(pcm) } }

    mutating func open(explainsRefusal: Bool, _ log: inout Log) -> CaptureOpening {
      close()
      var opened: OpaquePointer?
      let error = snd_pcm_open(&opened, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK)
      guard error >= 0, let opened else { return .unavailable(Self.reason(of: error), error) }
      pcm = opened
      var agreement = ALSAAgreement(channel: channel, modelRate: modelRate)
      let result = agreement.reach(opened)
      guard result == 0 else {
        // A device in a state that will pass is asked again; what it cannot do, it will not be able
        // to do next time either.
        let isRefusal = agreement.isRefused
        if isRefusal, explainsRefusal { agreement.explain(opened, name: name, &log) }
        close()
        return isRefusal ? .unsuitable : .unavailable(Self.reason(of: result), result)
      }
      layout = agreement.layout
      rate = agreement.rate
      period = agreement.period
      let started = snd_pcm_start(opened)
      guard started >= 0 else {
        close()
        return .unavailable(Self.reason(of: started), started)
      }
      agreement.announce(name: name, &log)
      return .opened
    }

    mutating func close() {
      if let pcm { snd_pcm_close(pcm) }
      pcm = nil
    }

    mutating func restart() -> CaptureFault? {
      let prepared = snd_pcm_prepare(pcm)
      return Self.fault(prepared < 0 ? prepared : snd_pcm_start(pcm))
    }

    mutating func resume() -> CaptureFault? { Self.fault(snd_pcm_resume(pcm)) }

    mutating func wait(milliseconds: Int32) -> CaptureFault? {
      let result = snd_pcm_wait(pcm, milliseconds)
      return result == 0 ? .again : Self.fault(result)
    }

    mutating func read(into memory: UnsafeMutableRawBufferPointer) -> CaptureReading {
      guard let base = memory.baseAddress else { return .samples(0) }
      let frames = min(period, memory.count / layout.frameBytes)
      let got = snd_pcm_readi(pcm, base, snd_pcm_uframes_t(frames))
      if let fault = Self.fault(Int32(truncatingIfNeeded: got)) { return .fault(fault) }
      layout.extract(base, frames: Int(got))
      return .samples(Int(got))
    }

    /// What a result means for a device that was open; nil for success.
    private static func fault(_ result: Int32) -> CaptureFault? {
      switch Int(result) {
      case 0...: nil
      case ALSA_AGAIN: .again
      case ALSA_INTERRUPTED: .interrupted
      case ALSA_OVERRUN: .overrun
      case ALSA_SUSPENDED: .suspended
      case ALSA_NO_DEVICE, ALSA_NO_ADDRESS, ALSA_BAD_STATE, ALSA_INPUT_OUTPUT:
        .gone(.unplugged, result)
      default: .gone(.failed, result)
      }
    }

    /// Why a device cannot be had.
    private static func reason(of error: Int32) -> StateReason {
      switch Int(error) {
      case ALSA_NO_DEVICE, ALSA_NO_ENTRY, ALSA_NO_ADDRESS: .absent
      case ALSA_BUSY: .busy
      case ALSA_DENIED, ALSA_NOT_PERMITTED: .denied
      default: .failed
      }
    }
  }
#endif
