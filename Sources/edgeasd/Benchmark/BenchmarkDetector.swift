import FloatModels

/// A detector that a benchmark compares: a family, with what is to be chosen of it; or the level alone.
enum BenchmarkDetector: Hashable {
  case family(Family, Variant?)
  /// How far a clip's level is from the training clips': what every other detector has to beat.
  case levelMeter

  /// What is chosen of a family.
  enum Variant: Hashable {
    case pooling(FramePooling)
    /// With noise to be taken away.
    case denoising

    var name: String {
      switch self {
      case .pooling(let pooling): pooling.rawValue
      case .denoising: "denoising"
      }
    }
  }

  /// Of denoising variants, in standard deviations of the input.
  static let noise: Float = 0.3

  /// All of them, in the order of a table.
  static let all: [BenchmarkDetector] =
    [.levelMeter]
    + Family.allCases.flatMap { family -> [BenchmarkDetector] in
      switch family.learning {
      case .reconstruction: [.family(family, nil), .family(family, .denoising)]
      case .statistics: FramePooling.allCases.map { .family(family, .pooling($0)) }
      case .identification: [.family(family, nil)]
      }
    }

  /// As an option names it: `dense-ae`, `pooled-gaussian:max`, `level`.
  var name: String {
    switch self {
    case .family(let family, let variant):
      family.rawValue + (variant.map { ":\($0.name)" } ?? "")
    case .levelMeter: "level"
    }
  }

  /// In names of files.
  var fileName: String {
    name.replacing(":", with: "-").replacing("+", with: "-")
  }

  /// The detectors that a word names: a detector, or all of a family where none is called so.
  static func named(_ word: some StringProtocol) -> [BenchmarkDetector] {
    let named = all.filter { $0.name == word }
    return named.isEmpty ? all.filter { $0.name.hasPrefix("\(word):") } : named
  }

  /// Whether another seed gives another detector.
  var dependsOnSeed: Bool {
    switch self {
    case .family(let family, _): family.learning != .statistics
    case .levelMeter: false
    }
  }
}
