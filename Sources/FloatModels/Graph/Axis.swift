/// An axis of an activation, slowest first.
public enum Axis: Int, Sendable, Hashable, CaseIterable {
  case rows = 0
  case columns = 1
  case channels = 2
}

/// The axes that `Operation.mean` averages over.
public struct ReducedAxes: OptionSet, Sendable, Hashable {
  /// One bit an axis, `1 << Axis.rawValue`.
  public let rawValue: Int

  /// Axes by their bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// One axis.
  public init(_ axis: Axis) { self.init(rawValue: 1 << axis.rawValue) }

  /// The rows.
  public static let rows = ReducedAxes(.rows)
  /// The columns.
  public static let columns = ReducedAxes(.columns)
  /// The channels.
  public static let channels = ReducedAxes(.channels)

  /// The axes, in ascending order.
  public var axes: [Axis] { Axis.allCases.filter { contains(ReducedAxes($0)) } }
}
