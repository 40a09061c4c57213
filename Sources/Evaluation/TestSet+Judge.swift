extension TestSet {
  /// Judges the scores of all clips; higher means more anomalous.
  ///
  /// - Parameter scores: one for each clip, in the order of the clips; finite.
  public func judge(_ scores: [Double]) throws(EvaluationError) -> Judgement {
    try check(scores)
    let areas = cells.map { $0.ranked(scores)?.area(maxFPR: 1) }
    let partial = partialCells.map { $0.ranked(scores)?.standardisedArea(maxFPR: maxFPR) }
    let groups = cells.indices.map { index in
      let cell = cells[index]
      return Judgement.Group(
        group: cell.group, domain: cell.domain, auc: areas[index],
        pauc: partial[partialIndex[index]], normal: cell.normal.count,
        anomaly: cell.anomaly.count)
    }
    let mean = Judgement.Mean(
      auc: rule.mean(of: areas.compactMap(\.self)), pauc: rule.mean(of: partial.compactMap(\.self)))
    guard rule.separatesDomains else {
      return Judgement(groups: groups, mean: mean, domains: [], officialScore: nil)
    }
    let domains = Set(cells.compactMap(\.domain)).sorted().map { domain in
      let own = groups.filter { $0.domain == domain }
      let mean = Judgement.Mean(
        auc: rule.mean(of: own.compactMap(\.auc)), pauc: rule.mean(of: own.compactMap(\.pauc)))
      return Judgement.DomainMean(domain: domain, mean: mean)
    }
    return Judgement(
      groups: groups, mean: mean, domains: domains,
      officialScore: rule.mean(of: (areas + partial).compactMap(\.self)))
  }
}
