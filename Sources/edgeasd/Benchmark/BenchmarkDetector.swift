/// A detector that a benchmark compares: one that can be trained, or the level alone.
enum BenchmarkDetector: Hashable {
  case kind(DetectorKind)
  /// How far a clip's level is from the training clips': what every other detector has to beat.
  case levelMeter

  /// All of them, in the order of a table.
  static let all = [.levelMeter] + DetectorKind.all.map(Self.kind)

  /// As an option names it: `dense-ae`, `pooled-gaussian:max`, `level`.
  var name: String {
    switch self {
    case .kind(let kind): kind.name
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
    case .kind(let kind): kind.family.learning != .statistics
    case .levelMeter: false
    }
  }
}
