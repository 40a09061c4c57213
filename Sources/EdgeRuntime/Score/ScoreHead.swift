/// What turns a network's output into a window's score.
public enum ScoreHead {
  /// Mean squared error of a reconstruction, dB².
  case reconstruction(ReconstructionHead)
  /// Mean squared distance from the nearest prototype.
  case nearestPrototype(PrototypeHead)
}
