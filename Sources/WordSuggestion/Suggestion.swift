/// "Did you mean …?"
public enum Suggestion {
  /// The candidate nearest to a mistyped word, if one is near enough: at most a third of the
  /// letters wrong, and never more than three. Of equals, the first. Otherwise the only candidate
  /// that the word is the beginning of.
  public static func nearest(to word: String, in candidates: [String]) -> String? {
    let limit = min(3, max(1, word.count / 3))
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(word.lowercased(), candidate.lowercased())
      if distance <= limit, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    if let best { return best.candidate }
    let continued = word.count >= 3 ? candidates.filter { $0.hasPrefix(word) } : []
    return continued.count == 1 ? continued[0] : nil
  }

  /// `. Did you mean 'train'?`, or nothing.
  public static func sentence(for word: String, in candidates: [String]) -> String {
    nearest(to: word, in: candidates).map { ". Did you mean '\($0)'?" } ?? ""
  }

  /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other
  /// (optimal string alignment, as `git` uses it).
  static func editDistance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(
          last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
