import CSystemCalls

extension PCMStream {
  /// What a person calls the source.
  static func name(of source: ListenOptions.Source) -> ListenOptions.Text {
    switch source {
    case .file(let path): path
    default: system_standard_input_name()
    }
  }

  /// The file or the standard input that the options name, standing at its first sample.
  init(_ options: ListenOptions, modelRate: Int) throws(WaveError) {
    guard case .file(let path) = options.source else {
      let channel = try Self.choose(options.channel, of: options.channels)
      let rate = options.rate ?? modelRate
      guard RateConverter.supports(rate: rate, model: modelRate) else {
        throw .wrongStreamRate(rate, model: modelRate)
      }
      self.init(
        descriptor: 0, name: Self.name(of: .standardInput),
        layout: SampleLayout(bytes: 2, channels: options.channels, channel: channel), rate: rate,
        promised: nil)
      return
    }
    try self.init(waveFile: path, channel: options.channel, modelRate: modelRate)
  }

  private init(
    waveFile path: ListenOptions.Text, channel: Int?, modelRate: Int
  ) throws(WaveError) {
    let descriptor = system_open_for_reading(path)
    guard descriptor >= 0 else {
      throw descriptor == system_interrupted() ? .stopped : .unreadable(descriptor)
    }
    do throws(WaveError) {
      var bytes = HeaderBytes(descriptor)
      let header = try WaveHeader(&bytes)
      if header.dataBytes == 0, bytes.hasMore() { throw .unfinished }
      let chosen = try Self.choose(channel, of: header.channels)
      guard RateConverter.supports(rate: header.rate, model: modelRate) else {
        throw .wrongRate(header.rate, model: modelRate)
      }
      self.init(
        descriptor: descriptor, name: path,
        layout: SampleLayout(
          bytes: header.sampleBytes, channels: header.channels, channel: chosen),
        rate: header.rate, promised: header.dataBytes)
    } catch {
      system_close(descriptor)
      throw error
    }
  }

  /// Index from 0 of the chosen channel.
  private static func choose(_ channel: Int?, of channels: Int) throws(WaveError) -> Int {
    guard let channel else {
      guard channels == 1 else { throw .channelNeeded(channels: channels) }
      return 0
    }
    guard channel >= 1, channel <= channels else {
      throw .noSuchChannel(channel, channels: channels)
    }
    return channel &- 1
  }
}
