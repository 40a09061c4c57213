import Foundation

/// Which clips are compared with which, and how the results are averaged: the rules of the DCASE
/// challenge's task 2, which changed with the years.
public enum AveragingRule: String, Sendable, CaseIterable {
  /// 2020: AUC and pAUC of each machine id; arithmetic mean.
  case dcase2020
  /// 2021: AUC and pAUC of each section and domain, with the normal and the anomalous clips of that
  /// domain alone (evaluator of the organisers, `dcase2021_task2_evaluator`); harmonic mean.
  case dcase2021
  /// 2022 and later: AUC of each section and domain, of the normal clips of that domain against the
  /// anomalous clips of both domains; pAUC of each section, over both domains (task descriptions
  /// arXiv 2206.05876 and 2305.07828, `dcase2023_task2_evaluator`); harmonic mean.
  case dcase2022

  /// Whether source and target domain are kept apart.
  public var separatesDomains: Bool { self != .dcase2020 }

  /// The mean of the rule, nil of no values. The harmonic one counts nothing below 2⁻⁵², as the
  /// organisers do, so that it exists for a zero.
  public func mean(of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    switch self {
    case .dcase2020:
      return values.reduce(0, +) / count
    case .dcase2021, .dcase2022:
      return count / values.reduce(0) { $0 + 1 / max($1, .ulpOfOne) }
    }
  }
}
