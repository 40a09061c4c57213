import Foundation
import Testing
import ThresholdFitting

@testable import Listening

@Suite struct ListenArgumentsTests {
  /// Calls `body` with what is made of the words.
  private func read<Result>(
    _ words: [String], _ body: (ListenArguments) -> Result
  ) -> Result {
    var texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    defer { texts.forEach { free($0) } }
    return texts.withUnsafeMutableBufferPointer { buffer in
      body(
        ListenArguments(
          program: "x", UnsafePointer(buffer.baseAddress!), count: words.count))
    }
  }

  private func fault(_ words: [String]) -> String {
    read(words) { arguments in
      guard let fault = arguments.fault else { return "none" }
      let text = written { fault.write(to: &$0) }
      return String(text.split(separator: "\n")[0].dropFirst("Error: ".count))
    }
  }

  @Test func everyOptionIsUnderstood() {
    let words = [
      "--model", "m.easd", "-", "--channels=2", "--channel", "2", "--rate", "48000", "--windows",
      "--retry-after", "0.25", "--fail-on-anomaly", "--duration=90", "--alarm-after=3",
      "--alarm-of",
      "5", "--alarm-quiet", "75", "--alarm-hold=1.5", "--calibration", "s.easc", "--reuse",
    ]
    read(words) { arguments in
      let options = arguments.fault == nil ? arguments.options : nil
      #expect(options.map { String(cString: $0.model) } == "m.easd")
      #expect(options?.channels == 2 && options?.channel == 2 && options?.rate == 48_000)
      #expect(options?.withWindows == true && options?.failsOnAnomaly == true)
      #expect(options?.reuses == true)
      #expect(options?.retryAfterMilliseconds == 250)
      #expect(options?.durationMilliseconds == 90_000)
      #expect(options?.alarmCount == 3 && options?.alarmDecisions == 5)
      #expect(options?.calibration.map { String(cString: $0) } == "s.easc")
      #expect(options?.alarmQuietPercent == 75 && options?.alarmHoldMilliseconds == 1500)
      guard case .standardInput = options?.source else { return #expect(Bool(false)) }
    }
  }

  @Test func defaultsAreThoseOfTheHelp() {
    read(["--alsa", "hw:CARD=A", "--model", "m"]) { arguments in
      let options = arguments.fault == nil ? arguments.options : nil
      #expect(options?.channel == nil && options?.retryAfterMilliseconds == 1000)
      #expect(options?.reuses == false)
      #expect(options?.withWindows == false && options?.durationMilliseconds == nil)
      guard case .microphone(let name) = options?.source else { return #expect(Bool(false)) }
      #expect(String(cString: name) == "hw:CARD=A")
    }
  }

  @Test func whatIsNotUnderstoodIsNamed() {
    #expect(fault(["--modle", "m"]) == "Unknown option '--modle'. Did you mean '--model'?")
    #expect(
      fault(["--model", "m", "-", "--alarm-of", "7"])
        == "'--alarm-after' is at most the decisions of '--alarm-of'")
    #expect(fault(["--model", "m", "-", "--alarm-of", "17"]).hasSuffix("which takes 1 to 16"))
    #expect(fault(["--xyz"]) == "Unknown option '--xyz'")
    #expect(fault(["--model", "m"]).hasPrefix("Missing source"))
    #expect(fault(["a.wav"]) == "Missing expected option '--model <path>'")
    #expect(fault(["--model"]) == "Missing value for '--model'")
    #expect(fault(["--windows=1"]) == "No value is taken by '--windows'")
    #expect(fault(["--model", "m", "a.wav", "b.wav"]).hasPrefix("One source"))
    #expect(fault(["--model", "m", "a.wav", "--alsa", "x"]).hasPrefix("One source"))
    #expect(
      fault(["--model", "m", "a.wav", "--rate", "1"])
        == "Only standard input ('-') needs to be told '--rate'")
    #expect(
      fault(["--model", "m", "-", "--channel", "65"])
        == "The value '65' is invalid for '--channel', which takes 1 to 64")
  }

  @Test(arguments: ["0", "-1", "1.5", "x", "", "65", "99999999999999999999", "1e3", "٣"])
  func numbersThatAreNoneAreRefused(_ value: String) {
    #expect(fault(["--model", "m", "-", "--channel=\(value)"]).contains("invalid"))
  }

  @Test(arguments: [
    ("1", 1000), ("0.001", 1), (".5", 500), ("2.", 2000), ("3600", 3_600_000), ("0.25", 250),
  ])
  func secondsAreThousandths(_ text: String, _ milliseconds: Int64) {
    read(["--model", "m", "-", "--retry-after", text]) { arguments in
      #expect(arguments.options.retryAfterMilliseconds == milliseconds)
    }
  }

  @Test(arguments: ["0", "0.0", "0.0001", "1.2345", ".", "3600.001", "1..2"])
  func secondsThatAreNoneAreRefused(_ text: String) {
    #expect(fault(["--model", "m", "-", "--retry-after", text]).contains("0.001 to 3600 seconds"))
  }

  @Test(arguments: [
    (["--threshold-percentile", "97.5"], ThresholdRule.percentile(97.5)),
    (["--threshold-percentile=99.9999"], .percentile(99.9999)),
    (["--false-alarms-per-week", "0.1"], .falseAlarmsPerWeek(0.1)),
    (["--false-alarms-per-week=1000000"], .falseAlarmsPerWeek(1_000_000)), ([], .percentile(90)),
  ])
  func rulesAreThoseOfTheWorkstation(_ words: [String], _ rule: ThresholdRule) {
    read(["--model", "m", "-", "--calibrate", "s.easc"] + words) { arguments in
      #expect(arguments.fault == nil)
      #expect(arguments.options.thresholdRule == rule)
      #expect(arguments.options.newCalibration.map { String(cString: $0) } == "s.easc")
    }
  }

  /// A decimal number is the same Double, whoever reads it.
  @Test func rulesHaveTheBitsOfTheirDecimalNumbers() {
    for number in stride(from: 10_000, through: 999_999, by: 4_999) {
      let text = "\(number / 10_000)." + String("\(10_000 + number % 10_000)".dropFirst())
      read(["--model", "m", "-", "--calibrate", "s", "--threshold-percentile", text]) {
        #expect($0.options.thresholdRule == Double(text).map { .percentile($0) })
      }
    }
  }

  @Test func calibrationsThatCannotBeMadeAreNamed() {
    let heard = ["--model", "m", "-"]
    #expect(
      fault(heard + ["--threshold-percentile", "90"])
        == "Only '--calibrate' needs to be told '--threshold-percentile'")
    #expect(
      fault(heard + ["--false-alarms-per-week", "1"])
        == "Only '--calibrate' needs to be told '--false-alarms-per-week'")
    #expect(
      fault(
        heard + [
          "--calibrate", "s", "--false-alarms-per-week", "1", "--threshold-percentile", "90",
        ])
        == "'--threshold-percentile' and '--false-alarms-per-week' exclude each other")
    #expect(
      fault(["--model", "m", "--alsa", "x", "--calibrate", "s"])
        == "'--calibrate' with a microphone needs '--duration <s>'")
    #expect(
      fault(["--model", "m", "--alsa", "x", "--calibrate", "s", "--duration", "60"]) == "none")
    for text in ["0.9999", "100", "x", "99.99999"] {
      #expect(
        fault(heard + ["--calibrate", "s", "--threshold-percentile", text])
          .hasSuffix("which takes 1 to 99.9999 per cent"))
    }
    for text in ["0", "1000000.1", "-1"] {
      #expect(
        fault(heard + ["--calibrate", "s", "--false-alarms-per-week=\(text)"])
          .hasSuffix("which takes 0.0001 to 1000000 a week"))
    }
  }

  @Test func helpWinsWhereverItStands() {
    for words in [["--help"], ["--nonsense", "-h"], ["--model", "--help"], ["-", "-", "-h"]] {
      #expect(read(words) { $0.has(.help) })
    }
    #expect(read(["--version"]) { $0.has(.version) && !$0.has(.help) })
    #expect(read(["--list"]) { $0.has(.list) && $0.fault == nil })
  }

  @Test func cardsByNumberAreNoticed() {
    for (name, expected) in [
      ("hw:1,0", true), ("plughw:0", true), ("hw:CARD=A,DEV=0", false), ("default", false),
      ("hw:", false),
    ] {
      #expect(name.withCString { Word($0).namesCardByNumber } == expected)
    }
  }
}
