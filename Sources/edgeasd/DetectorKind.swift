import FloatModels

/// A family of detectors, with what is to be chosen of it.
struct DetectorKind: Hashable {
  var family: Family
  /// nil of a family that leaves no choice, or as it is.
  var variant: Variant?

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
  static let all = Family.allCases.flatMap { family -> [DetectorKind] in
    switch family.learning {
    case .reconstruction:
      [DetectorKind(family: family), DetectorKind(family: family, variant: .denoising)]
    case .statistics:
      family.poolings.count == 1
        ? [DetectorKind(family: family)]
        : family.poolings.map { DetectorKind(family: family, variant: .pooling($0)) }
    case .identification: [DetectorKind(family: family)]
    }
  }

  /// As an option names it: `dense-ae`, `pooled-gaussian:max`.
  var name: String { family.rawValue + (variant.map { ":\($0.name)" } ?? "") }

  /// How the frames of a window are pooled, of a family that pools them.
  var pooling: FramePooling? {
    if case .pooling(let pooling) = variant { return pooling }
    return family.poolings.first
  }
}
