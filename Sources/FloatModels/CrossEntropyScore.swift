import Foundation

/// How unlikely a classifier of machines finds the one that is heard.
///
/// The network's output has one logit for each machine. The score is `-log softmax(y / T)` of the
/// machine's own, in nats: the tempered softmax of Hendrycks and Gimpel (2017) and Liang and others
/// (2018), as DCASE's self-supervised classifiers use it.
public struct CrossEntropyScore: Sendable, Hashable, Codable {
  /// Names of the machines, ascending, in the order of the logits; at least two.
  public let ids: [String]
  /// T, above 0.
  public let temperature: Float

  /// - Parameter ids: at least two, none twice; they are put into order.
  public init(ids: [String], temperature: Float) {
    self.ids = ids.sorted()
    self.temperature = temperature
  }

  /// Whether it can be what a file says.
  var isPlausible: Bool {
    ids.count >= 2 && Set(ids).count == ids.count && ids == ids.sorted() && !ids.contains("")
      && temperature.isFinite && temperature > 0
  }

  /// The score of an output.
  ///
  /// - Parameter id: the machine that is heard; nil, or one that is not known, takes the likeliest.
  public func entropy(_ logits: ArraySlice<Float>, id: String?) -> Double {
    let own = id.flatMap(ids.firstIndex).map { logits[logits.startIndex + $0] }
    let largest = Double(logits.max() ?? 0)
    let temperature = Double(temperature)
    let sum = logits.reduce(0) { $0 + exp((Double($1) - largest) / temperature) }
    return (largest - (own.map(Double.init) ?? largest)) / temperature + log(sum)
  }
}
