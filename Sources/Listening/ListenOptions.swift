import ThresholdFitting

/// What to listen to, with which model, and what to say.
///
/// Texts are C's, as `main` and libasound have them; who makes them keeps them until `listen`
/// returns.
public struct ListenOptions {
  /// A text that ends with a zero byte.
  public typealias Text = UnsafePointer<CChar>

  /// Where sound comes from.
  public enum Source {
    /// An ALSA capture device, by the name that libasound knows it by.
    case microphone(Text)
    /// A WAV file, or a pipe that carries one.
    case file(Text)
    /// Samples without a header on standard input: signed, 16 bits, least significant byte first.
    case standardInput

    /// Whether the sound is live.
    var isMicrophone: Bool {
      if case .microphone = self { true } else { false }
    }
  }

  /// What messages start with.
  public var program: StaticString
  /// Path of the `.easd` file.
  public var model: Text
  /// Where sound comes from.
  public var source: Source
  /// The channel that is heard, counted from 1; nil accepts files and streams of one channel, and
  /// takes the first of a microphone.
  public var channel: Int?
  /// Channels on standard input.
  public var channels = 1
  /// Hz on standard input; nil is the model's.
  public var rate: Int?
  /// The machine that is heard, where the model tells machines apart; nil takes the one that it
  /// sounds most like.
  public var id: Text?
  /// Path of a site's calibration in place of the model's.
  public var calibration: Text?
  /// Path of the calibration that is to be made of what is heard; nil makes none.
  public var newCalibration: Text?
  /// Where the new calibration puts the threshold.
  public var thresholdRule = ThresholdRule.percentile(90)
  /// Whether each window gets a line too.
  public var withWindows = false
  /// Whether what consecutive windows share is kept, and only what is new computed, where the model
  /// allows it.
  public var reuses = false
  /// First wait before a microphone that went away is opened again, in ms.
  public var retryAfterMilliseconds: Int64 = 1000
  /// Decisions of the last `alarmDecisions` that raise an alarm, and of which as many have to be quiet to
  /// clear it; at most that number.
  ///
  /// Of a threshold that every tenth normal decision reaches, ten of sixteen do once in 2.2 million
  /// decisions, if they are independent: with one each 10 s, once in eight months.
  public var alarmCount = 10
  /// Decisions that an alarm rests on, 1…16.
  public var alarmDecisions = 16
  /// Share of the threshold below which a decision is quiet, in per cent: 1…100.
  public var alarmQuietPercent = 90
  /// Sound between two changes of the alarm at least, in ms.
  public var alarmHoldMilliseconds: Int64 = 60_000
  /// Ends with `.anomalyFound` if a decision was an anomaly.
  public var failsOnAnomaly = false
  /// Ends after so much sound, in ms; with a microphone, also when so much time has passed.
  public var durationMilliseconds: Int64?

  /// Options with their defaults.
  public init(program: StaticString, model: Text, source: Source) {
    self.program = program
    self.model = model
    self.source = source
  }
}
