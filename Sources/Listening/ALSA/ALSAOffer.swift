#if ALSA
  import CALSA
  import EdgeRuntime

  extension ALSAAgreement {
    /// Tells what was needed, what the device offers instead, and what helps.
    func explain(_ pcm: OpaquePointer, name: ListenOptions.Text, _ log: inout Log) {
      log.message { text in
        text.append("% gives nothing that the model can hear\n  needed: ", .text(name))
        writeNeeds(to: &text)
        text.append("; offered: ")
        Self.writeOffer(of: pcm, to: &text)
        text.append("\n  ")
        Self.writeRemedy(to: &text, name)
      }
    }

    private func writeNeeds(to text: inout TextBuffer) {
      var factor = 0
      while let next = RateConverter.factor(after: factor) {
        if factor > 0 { text.append(" or ") }
        factor = next
        text.append(decimal: Int64(modelRate &* factor))
      }
      text.append(
        " Hz, S16_LE, S32_LE or S24_3LE, channel %", .number(layout.channel &+ 1))
    }

    private static func writeOffer(of pcm: OpaquePointer, to text: inout TextBuffer) {
      var parameters: OpaquePointer?
      guard snd_pcm_hw_params_malloc(&parameters) >= 0, let parameters else { return }
      defer { snd_pcm_hw_params_free(parameters) }
      guard snd_pcm_hw_params_any(pcm, parameters) >= 0 else { return }
      var (least, most): (UInt32, UInt32) = (0, 0)
      snd_pcm_hw_params_get_rate_min(parameters, &least, nil)
      snd_pcm_hw_params_get_rate_max(parameters, &most, nil)
      writeRange(least, most, to: &text)
      text.append(" Hz")
      // libasound numbers its formats from 0.
      for number in 0...SND_PCM_FORMAT_LAST.rawValue {
        let format = snd_pcm_format_t(rawValue: number)
        if snd_pcm_hw_params_test_format(pcm, parameters, format) >= 0,
          let formatName = snd_pcm_format_name(format)
        {
          text.append(", %", .text(formatName))
        }
      }
      snd_pcm_hw_params_get_channels_min(parameters, &least)
      snd_pcm_hw_params_get_channels_max(parameters, &most)
      text.append(", ")
      writeRange(least, most, to: &text)
      text.append(" channels")
    }

    private static func writeRange(_ least: UInt32, _ most: UInt32, to text: inout TextBuffer) {
      let isOne = least == most
      text.append(isOne ? "%" : "% to %", .number(Int64(least)), .number(Int64(most)))
    }

    private static func writeRemedy(to text: inout TextBuffer, _ name: ListenOptions.Text) {
      guard Word(name).hasPrefix("hw:") else {
        text.append("choose another device; --list shows them")
        return
      }
      text.append(
        "let ALSA convert the sound: --alsa plug%, or choose another device; --list shows them",
        .text(name))
    }
  }
#endif
