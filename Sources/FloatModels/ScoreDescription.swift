/// What a window's score is made of.
public enum ScoreDescription: Sendable, Hashable {
  /// The mean of `(x - y)²` over the window, x the network's input and y its output, which has the
  /// same size; in the input's units before standardisation.
  case meanSquaredError
  /// The same over as many values of the window as there are outputs, from `first` on: the network
  /// predicts a part of the window from the rest.
  case interpolationError(first: Int)
  /// The mean of `(y - p)²` over the elements of the nearest prototype p of the machine that is
  /// heard, y the network's output; in the output's units.
  case nearestPrototype(PrototypeSet)
  /// How unlikely a classifier of machines finds the one that is heard; in nats.
  case crossEntropy(CrossEntropyScore)
  /// The mean distance of the output's values from the nearest cluster of the machine that is heard, in
  /// its spreads.
  case nearestCluster(ClusterSet)
  /// There is none: the network's output is what is wanted.
  case none

  /// As files name it.
  public var name: String {
    switch self {
    case .meanSquaredError: "mse"
    case .interpolationError: "interpolation_mse"
    case .nearestPrototype: "nearest_prototype"
    case .crossEntropy: "cross_entropy"
    case .nearestCluster: "nearest_cluster"
    case .none: "none"
    }
  }

  /// Machine ids that the score tells apart, in the order of their indices on the device.
  public var ids: [String] {
    switch self {
    case .meanSquaredError, .interpolationError, .none: []
    case .nearestPrototype(let set): set.ids
    case .crossEntropy(let score): score.ids
    case .nearestCluster(let set): set.centers.ids
    }
  }

  /// Place in the window of the first value that the output is compared with; nil where it is not
  /// compared with the window.
  public var firstCompared: Int? {
    switch self {
    case .meanSquaredError: 0
    case .interpolationError(let first): first
    case .nearestPrototype, .nearestCluster, .crossEntropy, .none: nil
    }
  }

  /// The score of a network's output; nil where the window decides too, or there is none.
  ///
  /// - Parameter id: the machine that is heard; nil, or one that is not known, takes the one that it
  ///   sounds most like.
  public func score(ofOutput output: ArraySlice<Float>, id: String?) -> Double? {
    switch self {
    case .meanSquaredError, .interpolationError, .none: nil
    case .nearestPrototype(let set): set.distance(output, id: id)
    case .nearestCluster(let set): set.distance(output, id: id)
    case .crossEntropy(let score): score.entropy(output, id: id)
    }
  }
}
