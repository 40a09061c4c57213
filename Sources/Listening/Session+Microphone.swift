extension Session {
  #if ALSA
    /// Listens to a microphone, by its ALSA name.
    mutating func hear(_ device: ListenOptions.Text, _ log: inout Log) -> ExitStatus {
      warnOfNumber(device, &log)
      let driver = ALSADriver(device, channel: options.channel ?? 1, modelRate: model.rate)
      var microphone = Microphone(
        driver, SystemClock(), retryAfter: options.retryAfterMilliseconds,
        duration: options.durationMilliseconds)
      return hear(&microphone, &log)
    }

    private func warnOfNumber(_ device: ListenOptions.Text, _ log: inout Log) {
      guard Word(device).namesCardByNumber else { return }
      log.message(
        """
        % names a card by its number, which changes when others are plugged in; --list shows \
        names that stay
        """, .text(device))
    }
  #else
    /// Says that there is no microphone in this build.
    mutating func hear(_ device: ListenOptions.Text, _ log: inout Log) -> ExitStatus {
      log.message(
        """
        no microphone can be heard
          %: this program was built without ALSA
          take the one built with it, or pipe the sound in and say -
        """, .text(device))
      return .audioDevice
    }
  #endif
}
