import EdgeRuntime

/// What turns a network's output into a window's score.
public enum ScoreHeadContents: Sendable, Equatable {
  /// Mean squared reconstruction error.
  case reconstruction(ReconstructionHeadContents)
  /// Squared distance from the nearest prototype.
  case nearestPrototype(PrototypeHeadContents)
  /// Cross entropy of a classifier of machines.
  case crossEntropy(CrossEntropyHeadContents)
  /// Distance from the nearest cluster, in its spreads.
  case nearestCluster(ClusterHeadContents)
  /// The network is bare.
  case none
}

extension ScoreHeadContents {
  /// Multiplications a window that are no layer's: of distances from prototypes, and of powers of two
  /// (eight each) for those from clusters.
  var multiplications: Int {
    switch self {
    case .nearestPrototype(let head): head.elements.count
    case .nearestCluster(let head): 16 * head.centers.count
    case .reconstruction, .crossEntropy, .none: 0
    }
  }

  /// Names of the machines that it tells apart.
  public var ids: [String] {
    switch self {
    case .reconstruction, .none: []
    case .nearestPrototype(let head): head.ids
    case .crossEntropy(let head): head.ids
    case .nearestCluster(let head): head.ids
    }
  }
}

/// Mean squared reconstruction error; see `EdgeRuntime.ReconstructionHead`.
public struct ReconstructionHeadContents: Sendable, Equatable {
  /// Whether the last layer's sums are compared with the window, or its integers.
  public var input: ReconstructionHead.Input
  /// To Q13 log2 units: one an output channel for sums, a single one for integers.
  public var requantizers: [Requantizer]
  /// Mean of the training set's log-mel, Q13 log2 units.
  public var meanQ13: Int32
  /// Place in the window of the first value that is compared.
  public var firstElement: Int
  /// Bits that sums of 64 bits lose, rounded, before they are requantized; 0…31.
  public var accumulatorShift: Int

  /// A head of its parts.
  public init(
    input: ReconstructionHead.Input = .accumulators, requantizers: [Requantizer], meanQ13: Int32,
    firstElement: Int = 0, accumulatorShift: Int = 0
  ) {
    self.input = input
    self.requantizers = requantizers
    self.meanQ13 = meanQ13
    self.firstElement = firstElement
    self.accumulatorShift = accumulatorShift
  }
}

/// Squared distance from the nearest prototype; see `EdgeRuntime.PrototypeHead`.
public struct PrototypeHeadContents: Sendable, Equatable {
  /// Names of the ids that are told apart, each 1…16 bytes of UTF-8.
  public var ids: [String]
  /// Elements of a prototype.
  public var dimension: Int
  /// One a prototype, in ascending order of ids, those of no id last.
  public var places: [PrototypePlace]
  /// `places.count · dimension`, in the output's steps from its zero point.
  public var elements: [Int16]
  /// What a squared step adds to the score, `scoreMultiplier · 2^-scoreShift` in units of Q24.
  public var scoreMultiplier: UInt32
  /// See `scoreMultiplier`; 1…62.
  public var scoreShift: UInt32

  /// A head of its parts.
  public init(
    ids: [String], dimension: Int, places: [PrototypePlace], elements: [Int16],
    scoreMultiplier: UInt32, scoreShift: UInt32
  ) {
    self.ids = ids
    self.dimension = dimension
    self.places = places
    self.elements = elements
    self.scoreMultiplier = scoreMultiplier
    self.scoreShift = scoreShift
  }
}

/// Distance from the nearest cluster; see `EdgeRuntime.ClusterHead`.
public struct ClusterHeadContents: Sendable, Equatable {
  /// Names of the ids that are told apart, each 1…16 bytes of UTF-8.
  public var ids: [String]
  /// Elements of a cluster.
  public var dimension: Int
  /// One a cluster, in ascending order of ids, those of no id last.
  public var places: [PrototypePlace]
  /// `places.count · dimension`, in the output's steps from its zero point.
  public var centers: [Int16]
  /// The same of spreads.
  public var spreads: [Int16]
  /// Octaves in Q24 that a step of the output stands for, `octaveMultiplier · 2^-octaveShift`.
  public var octaveMultiplier: UInt32
  /// See `octaveMultiplier`; 3…62.
  public var octaveShift: UInt32

  /// A head of its parts.
  public init(
    ids: [String], dimension: Int, places: [PrototypePlace], centers: [Int16], spreads: [Int16],
    octaveMultiplier: UInt32, octaveShift: UInt32
  ) {
    self.ids = ids
    self.dimension = dimension
    self.places = places
    self.centers = centers
    self.spreads = spreads
    self.octaveMultiplier = octaveMultiplier
    self.octaveShift = octaveShift
  }
}

/// Cross entropy of a classifier of machines; see `EdgeRuntime.CrossEntropyHead`.
public struct CrossEntropyHeadContents: Sendable, Equatable {
  /// Names of the ids, one a logit, each 1…16 bytes of UTF-8.
  public var ids: [String]
  /// Octaves in Q24 that a step of the output stands for, `octaveMultiplier · 2^-octaveShift`.
  public var octaveMultiplier: UInt32
  /// See `octaveMultiplier`; 3…62.
  public var octaveShift: UInt32

  /// A head of its parts.
  public init(ids: [String], octaveMultiplier: UInt32, octaveShift: UInt32) {
    self.ids = ids
    self.octaveMultiplier = octaveMultiplier
    self.octaveShift = octaveShift
  }
}
