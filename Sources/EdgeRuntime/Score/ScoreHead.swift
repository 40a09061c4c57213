/// What turns a network's output into a window's score.
public enum ScoreHead {
  /// Mean squared error of a reconstruction, dB².
  case reconstruction(ReconstructionHead)
  /// Mean squared distance from the nearest prototype.
  case nearestPrototype(PrototypeHead)
  /// Cross entropy of a classifier of machines, nats.
  case crossEntropy(CrossEntropyHead)
  /// Mean distance from the nearest cluster, in its spreads.
  case nearestCluster(ClusterHead)

  /// Machines that it tells apart; nil where it knows none.
  var ids: MachineNames? {
    switch self {
    case .reconstruction: nil
    case .nearestPrototype(let head): head.ids
    case .crossEntropy(let head): head.ids
    case .nearestCluster(let head): head.ids
    }
  }
}
