/// What can be wrong with a front end's description or its input. The description is three lines:
/// what happened, where with the value and what is allowed, what to do.
public enum FeaturesError: Error, Equatable, CustomStringConvertible {
  /// A parameter, the value it had, and what it may be.
  case outOfRange(_ parameter: String, _ value: String, _ allowed: String)
  /// A frame count, band count or clip that does not divide or suffice: what, found, needed.
  case unfit(_ what: String, _ found: String, _ needed: String)

  /// Three lines.
  public var description: String {
    switch self {
    case .outOfRange(let parameter, let value, let allowed):
      """
      the front end cannot be designed with this \(parameter)
        \(parameter) is \(value), allowed: \(allowed)
        choose a value in that range
      """
    case .unfit(let what, let found, let needed):
      """
      \(what) does not fit the front end
        found \(found), needed \(needed)
        check that the features were made with the same parameters
      """
    }
  }
}
