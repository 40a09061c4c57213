#if ALSA
  import CALSA
  import EdgeRuntime

  /// What the program and a device agree on: a format of samples, channels, a rate, and how often
  /// the device wakes its reader.
  struct ALSAAgreement {
    /// How samples lie.
    private(set) var layout: SampleLayout
    /// Hz.
    private(set) var rate = 0
    /// Samples between two wakings.
    private(set) var period = 1
    /// Whether the device cannot give what is needed, as against a call that failed.
    private(set) var isRefused = false
    let modelRate: Int
    private var format = SND_PCM_FORMAT_S16_LE

    /// Time between two wakings, and what the device holds until it overruns, in µs. A window may
    /// be computed, and a slow reader of the lines may take its time, meanwhile.
    private static var periodTime: UInt32 { 100_000 }
    private static var bufferTime: UInt32 { 1_000_000 }

    /// - Parameters:
    ///   - channel: the one that is heard, counted from 0.
    ///   - modelRate: Hz; the device gives it or a multiple that can be decimated.
    init(channel: Int, modelRate: Int) {
      layout = SampleLayout(bytes: 2, channels: 1, channel: channel)
      self.modelRate = modelRate
    }

    /// Configures an open device; 0, or libasound's negative number.
    mutating func reach(_ pcm: OpaquePointer) -> Int32 {
      var parameters: OpaquePointer?
      var error = snd_pcm_hw_params_malloc(&parameters)
      guard error >= 0, let parameters else { return error }
      defer { snd_pcm_hw_params_free(parameters) }
      error = snd_pcm_hw_params_any(pcm, parameters)
      guard error >= 0 else { return error }
      guard chooseFormat(pcm, parameters), chooseChannels(pcm, parameters),
        chooseRate(pcm, parameters)
      else {
        isRefused = true
        return Int32(ALSA_INPUT_OUTPUT)
      }
      var (bufferTime, periodTime) = (Self.bufferTime, Self.periodTime)
      snd_pcm_hw_params_set_buffer_time_near(pcm, parameters, &bufferTime, nil)
      snd_pcm_hw_params_set_period_time_near(pcm, parameters, &periodTime, nil)
      error = snd_pcm_hw_params(pcm, parameters)
      guard error >= 0 else { return error }
      var frames: snd_pcm_uframes_t = 0
      snd_pcm_hw_params_get_period_size(parameters, &frames, nil)
      period = max(Int(frames), 1)
      return 0
    }

    private mutating func chooseFormat(
      _ pcm: OpaquePointer, _ parameters: OpaquePointer
    ) -> Bool {
      let access = SND_PCM_ACCESS_RW_INTERLEAVED
      guard snd_pcm_hw_params_set_access(pcm, parameters, access) >= 0 else { return false }
      for bytes in 2...4 {
        // 16 bits, else 32, else 24 packed ones.
        let candidate =
          bytes == 2
          ? SND_PCM_FORMAT_S16_LE : bytes == 3 ? SND_PCM_FORMAT_S32_LE : SND_PCM_FORMAT_S24_3LE
        if snd_pcm_hw_params_set_format(pcm, parameters, candidate) >= 0 {
          format = candidate
          let size = bytes == 2 ? 2 : bytes == 3 ? 4 : 3
          layout = SampleLayout(bytes: size, channels: 1, channel: layout.channel)
          return true
        }
      }
      return false
    }

    /// As few channels as hold the one that is heard.
    private mutating func chooseChannels(
      _ pcm: OpaquePointer, _ parameters: OpaquePointer
    ) -> Bool {
      var least = UInt32(truncatingIfNeeded: layout.channel &+ 1)
      var most = UInt32(truncatingIfNeeded: SampleLayout.mostChannels)
      var channels: UInt32 = 0
      guard snd_pcm_hw_params_set_channels_min(pcm, parameters, &least) >= 0,
        snd_pcm_hw_params_set_channels_max(pcm, parameters, &most) >= 0,
        snd_pcm_hw_params_set_channels_first(pcm, parameters, &channels) >= 0
      else { return false }
      layout = SampleLayout(
        bytes: layout.bytes, channels: Int(channels), channel: layout.channel)
      return true
    }

    private mutating func chooseRate(
      _ pcm: OpaquePointer, _ parameters: OpaquePointer
    ) -> Bool {
      var factor = 0
      while let next = RateConverter.factor(after: factor) {
        factor = next
        let wanted = UInt32(truncatingIfNeeded: modelRate &* factor)
        if snd_pcm_hw_params_set_rate(pcm, parameters, wanted, 0) >= 0 {
          rate = Int(wanted)
          return true
        }
      }
      return false
    }

    /// Tells what is heard.
    func announce(name: ListenOptions.Text, _ log: inout Log) {
      log.message { text in
        text.append("hearing %: % Hz, ", .text(name), .number(rate))
        text.append(terminated: snd_pcm_format_name(format))
        text.append(
          ", channel % of %", .number(layout.channel &+ 1), .number(layout.channels))
      }
    }
  }
#endif
