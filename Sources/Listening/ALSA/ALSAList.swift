#if ALSA
  import CALSA
  import EdgeRuntime

  /// The microphones of this machine, by names that stay when others are plugged in.
  enum ALSAList {
    /// Writes a line a device; returns how many there are.
    static func write(to output: inout LineOutput) -> Int {
      alsa_be_quiet()
      var count = 0
      var card: Int32 = -1
      while snd_card_next(&card) >= 0, card >= 0 {
        var control: OpaquePointer?
        // Names are short, and there is no snprintf here: "hw:" and at most two digits.
        var memory = InlineArray<16, UInt8>(repeating: 0)
        var span = memory.mutableSpan
        span.withUnsafeMutableBufferPointer { bytes in
          guard let base = bytes.baseAddress else { return }
          var name = TextBuffer(base, capacity: 15)
          name.append("hw:%", .number(Int64(card)))
          let text = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
          if snd_ctl_open(&control, text, 0) < 0 { control = nil }
        }
        guard let control else { continue }
        count &+= devices(of: control, &output)
        snd_ctl_close(control)
      }
      return count
    }

    private static func devices(of control: OpaquePointer, _ output: inout LineOutput) -> Int {
      var card: OpaquePointer?
      var info: OpaquePointer?
      defer {
        if let card { snd_ctl_card_info_free(card) }
        if let info { snd_pcm_info_free(info) }
      }
      guard snd_ctl_card_info_malloc(&card) >= 0, let card, snd_ctl_card_info(control, card) >= 0,
        snd_pcm_info_malloc(&info) >= 0, let info
      else { return 0 }
      var count = 0
      var device: Int32 = -1
      while snd_ctl_pcm_next_device(control, &device) >= 0, device >= 0 {
        snd_pcm_info_set_device(info, UInt32(bitPattern: device))
        snd_pcm_info_set_subdevice(info, 0)
        snd_pcm_info_set_stream(info, SND_PCM_STREAM_CAPTURE)
        guard snd_ctl_pcm_info(control, info) >= 0 else { continue }
        count &+= 1
        output.text.append(
          "hw:CARD=%,DEV=%  ", .text(snd_ctl_card_info_get_id(card)), .number(Int64(device)))
        output.text.append(
          "%, %", .text(snd_ctl_card_info_get_name(card)), .text(snd_pcm_info_get_name(info)))
        output.endLine()
      }
      return count
    }
  }
#endif
