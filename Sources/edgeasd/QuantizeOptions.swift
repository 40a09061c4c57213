import ClipOptions
import CommandLineInterface
import EdgeRuntime
import Foundation
import Quantization
import ThresholdFitting
import Training

/// The options of `edgeasd quantize` that say what the integers are to be.
enum QuantizeOptions {
  static let method = Parameter.option(
    "calibration-method",
    .choice(["auto", "minmax", "percentile", "mse", "entropy", "moving-average"]), default: "auto",
    help: "How ranges are read off the clips; auto chooses for each tensor.")
  static let percentile = Parameter.option(
    "percentile", .number(in: 90...100), default: 99.99,
    help: "For --calibration-method percentile: percent of the values on each side.")
  static let activations = Parameter.option(
    "activations", .choice(["auto", "int8", "q15"]), default: "auto",
    help: """
      Of activations: int8, or 16 bits; auto starts at what suits the model and raises what a limit \
      asks for.
      """)
  static let q15 = Parameter<[String]?>.option(
    "q15", .words, help: "Layers (or input) whose results have 16 bits.")
  static let weights = Parameter<String?>.option(
    "weights", .choice(["4", "8", "16"]),
    help: "Bits of the weights. (default: 8, or 16 of a network that is given pooled frames)")
  static let layerWeights = Parameter<[String: WeightGrid]?>.option(
    "layer-weights", .layerWeights, help: "Bits of single layers' weights.")
  static let equalization = Parameter.option(
    "equalization", .choice(of: StepChoice.self), default: .automatic,
    help: "Balance channels against one another.")
  static let weightClipping = Parameter.option(
    "weight-clipping", .choice(of: StepChoice.self), default: .automatic,
    help: "Cut the largest weights so that the others become finer.")
  static let biasCorrection = Parameter.option(
    "bias-correction", .choice(of: StepChoice.self), default: .automatic,
    help: "Take away what rounded weights add on average.")
  static let compensatedRounding = Parameter.option(
    "compensated-rounding", .choice(of: StepChoice.self), default: .automatic,
    help: "Round weights so that they make up for each other's errors.")
  static let maxLoss = Parameter<Double?>.option(
    "max-auc-loss", .number(in: 0...1), valueName: "loss",
    help: """
      Most that may be lost; where even 16 bits lose more, no file is written and the code is 3.
      """)
  static let maxMemory = Parameter<Int?>.option(
    "max-ram", .bytes, help: "Most memory that the detector may need.")
  static let maxFile = Parameter<Int?>.option(
    "max-flash", .bytes, help: "Most that the model file may hold.")
  static let fineTune = Parameter<Int?>.option(
    "finetune", .integer(in: 1...10_000), valueName: "epochs",
    help: "Teach the weights to live with their rounding, for so many epochs.")
  static let thresholdPercentile = Parameter<Double?>.option(
    "threshold-percentile", .number(in: 1...99.9999),
    help: "Percent of normal decisions below the threshold. (default: 90)")
  static let falseAlarms = Parameter<Double?>.option(
    "false-alarms-per-week", .number(above: 0),
    help: "Put the threshold where normal sound reaches it so often.")

  /// In the order of the help page.
  static let all: [any ParameterDeclaration] = [
    method, percentile, activations, q15, weights, layerWeights, maxLoss, maxMemory, maxFile,
    equalization, weightClipping, biasCorrection, compensatedRounding, fineTune,
    thresholdPercentile, falseAlarms,
  ]

  /// What a command line asks for.
  /// - Throws: `UsageError` for options that contradict each other.
  static func options(_ arguments: ParsedArguments) throws -> QuantizationOptions {
    var options = QuantizationOptions(toolVersion: ToolVersion.current)
    options.method = try calibrationMethod(arguments)
    switch arguments[activations] {
    case "q15": options.activations = .int16
    case "int8": options.activations = .int8
    default: break
    }
    options.weights = arguments[weights].flatMap { WeightGrid(named: $0) }
    options.q15Layers = arguments[q15] ?? []
    options.layerWeights = arguments[layerWeights] ?? [:]
    options.equalization = arguments[equalization]
    options.weightClipping = arguments[weightClipping]
    options.biasCorrection = arguments[biasCorrection]
    options.compensatedRounding = arguments[compensatedRounding]
    let limits = SearchLimits(
      loss: arguments[maxLoss], memory: arguments[maxMemory], file: arguments[maxFile])
    if limits != SearchLimits() { options.limits = limits }
    options.isSearching = arguments[activations] == "auto"
    options.fineTuning = arguments[fineTune].map(tuning)
    options.threshold = try thresholdRule(arguments)
    return options
  }

  private static func tuning(_ epochs: Int) -> FineTuningOptions {
    let line = ProgressLine("fine-tuning", total: epochs, unit: "epochs")
    return FineTuningOptions(
      epochs: epochs,
      progress: { progress in
        line.update(
          progress.epoch, note: String(format: "error %.2e", progress.validationLoss ?? .nan))
        if progress.epoch == epochs, progress.epochFraction == 1 { line.finish() }
      },
      shouldStop: { Interrupt.isRequested })
  }

  private static func calibrationMethod(
    _ arguments: ParsedArguments
  ) throws -> CalibrationMethod? {
    if arguments.isGiven(percentile), arguments[method] != "percentile" {
      throw UsageError("--percentile needs --calibration-method percentile", about: percentile)
    }
    return switch arguments[method] {
    case "minmax": .minMax
    case "percentile": .percentile(arguments[percentile])
    case "mse": .meanSquaredError
    case "entropy": .entropy
    case "moving-average": .movingAverage
    default: nil
    }
  }

  /// Where the threshold is to be put.
  static func thresholdRule(_ arguments: ParsedArguments) throws -> ThresholdRule {
    switch (arguments[thresholdPercentile], arguments[falseAlarms]) {
    case (.some, .some):
      throw UsageError(
        "--threshold-percentile and --false-alarms-per-week exclude each other",
        about: falseAlarms)
    case (nil, .some(let alarms)): .falseAlarmsPerWeek(alarms)
    case (let percentile, nil): .percentile(percentile ?? 90)
    }
  }
}

extension WeightGrid {
  fileprivate init?(named name: some StringProtocol) {
    guard let grid = Self.allCases.first(where: { "\($0.bits)" == name }) else { return nil }
    self = grid
  }
}

extension ValueType where Value == [String] {
  /// Words with commas between them.
  fileprivate static var words: ValueType {
    ValueType(
      valueName: "layer,…", allowed: "names with commas between them",
      parse: { text in
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        return words.contains("") ? nil : words
      }, format: { $0.joined(separator: ",") })
  }
}

extension ValueType where Value == [String: WeightGrid] {
  /// `encoder.0=16,output=4`
  fileprivate static var layerWeights: ValueType {
    ValueType(
      valueName: "layer=bits,…", allowed: "layers with 4, 8 or 16, as encoder.0=16,output=4",
      parse: { text in
        var grids: [String: WeightGrid] = [:]
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
          guard let sign = part.lastIndex(of: "="), sign != part.startIndex,
            let grid = WeightGrid(named: part[part.index(after: sign)...])
          else { return nil }
          grids[String(part[..<sign])] = grid
        }
        return grids
      },
      format: { grids in
        grids.keys.sorted().map { "\($0)=\(grids[$0]?.bits ?? 8)" }.joined(separator: ",")
      })
  }
}

extension ValueType where Value == Int {
  /// `65536`, `64K`, `1M`
  fileprivate static var bytes: ValueType {
    ValueType(
      valueName: "bytes", allowed: "a number of bytes, as 65536, 64K or 1M",
      parse: { text in
        let units: [Character: Int] = ["K": 1 << 10, "k": 1 << 10, "M": 1 << 20]
        let unit = text.last.flatMap { units[$0] }
        guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0,
          number <= 1 << 40
        else { return nil }
        return number * (unit ?? 1)
      })
  }
}
