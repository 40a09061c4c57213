/// The labelled clips that a detector is judged on, and the rule by which it is done.
public struct TestSet: Sendable {
  /// The rule of comparing and averaging.
  public let rule: AveragingRule
  /// Where the partial area ends: above 0, at most 1.
  public let maxFPR: Double
  /// How many clips there are, and therefore scores in every list.
  public let clipCount: Int

  /// The curves whose AUC counts.
  let cells: [Cell]
  /// The curves whose pAUC counts: the same, or those of whole groups.
  let partialCells: [Cell]
  /// For each cell the place of its partial cell.
  let partialIndex: [Int]
  /// Clips that may stand for each other in a resample: of one group, domain and label.
  let strata: [[Int]]

  /// Sorts the clips into the groups of the rule. Where it keeps domains apart, a clip without a
  /// domain is of one called "".
  public init(_ clips: [TestClip], rule: AveragingRule = .dcase2020, maxFPR: Double = 0.1) {
    precondition(maxFPR > 0 && maxFPR <= 1, "the rate must be above 0 and at most 1")
    self.rule = rule
    self.maxFPR = maxFPR
    clipCount = clips.count
    var order: [[String]] = []
    var members: [[String]: [Int]] = [:]
    for (index, clip) in clips.enumerated() {
      if members[clip.group] == nil { order.append(clip.group) }
      members[clip.group, default: []].append(index)
    }
    let wholes = order.map { Self.cell($0, nil, of: members[$0] ?? [], clips) }
    guard rule.separatesDomains else {
      cells = wholes
      partialCells = wholes
      partialIndex = Array(wholes.indices)
      strata = wholes.flatMap { [$0.normal, $0.anomaly] }.filter { !$0.isEmpty }
      return
    }
    var parts: [Cell] = []
    var wholeIndex: [Int] = []
    for (place, whole) in wholes.enumerated() {
      let domains = Self.domains(of: whole, clips)
      parts += domains
      wholeIndex += domains.map { _ in place }
    }
    strata = parts.flatMap { [$0.normal, $0.anomaly] }.filter { !$0.isEmpty }
    if rule == .dcase2022 {
      // The domain of a fault is not told to the detector: the faults of both count for either.
      cells = zip(parts, wholeIndex).map { part, place in
        Cell(
          group: part.group, domain: part.domain, normal: part.normal,
          anomaly: wholes[place].anomaly)
      }
      partialCells = wholes
      partialIndex = wholeIndex
    } else {
      cells = parts
      partialCells = parts
      partialIndex = Array(parts.indices)
    }
  }

  /// The clips of a group by their domain.
  private static func domains(of whole: Cell, _ clips: [TestClip]) -> [Cell] {
    let members = Dictionary(grouping: whole.normal + whole.anomaly) { clips[$0].domain ?? "" }
    return members.keys.sorted().map { cell(whole.group, $0, of: members[$0] ?? [], clips) }
  }

  private static func cell(
    _ group: [String], _ domain: String?, of indices: [Int], _ clips: [TestClip]
  ) -> Cell {
    Cell(
      group: group, domain: domain, normal: indices.filter { !clips[$0].isAnomaly },
      anomaly: indices.filter { clips[$0].isAnomaly })
  }

  func check(_ scores: [Double]) throws(EvaluationError) {
    guard scores.count == clipCount else {
      throw .countMismatch(scores: scores.count, clips: clipCount)
    }
    try ROCCurve.checkFinite(scores)
  }
}
