/// The integers that an activation is rounded to, as far as its range depends on them.
public struct ActivationGrid: Sendable, Hashable {
  /// Steps from the lowest integer to the highest, at least 2.
  public var steps: Int
  /// Whether zero lies in the middle, so that both ends are equally far from it; else zero is any
  /// of the integers.
  public var isSymmetric: Bool

  /// A grid of `steps` steps.
  public init(steps: Int, isSymmetric: Bool) {
    precondition(steps >= 2 && !(isSymmetric && !steps.isMultiple(of: 2)))
    self.steps = steps
    self.isSymmetric = isSymmetric
  }

  /// -128…127 with a zero point.
  public static let int8 = ActivationGrid(steps: 255, isSymmetric: false)
  /// -32,767…32,767 around zero: the levels of Q15.
  public static let int16 = ActivationGrid(steps: 65534, isSymmetric: true)
}
