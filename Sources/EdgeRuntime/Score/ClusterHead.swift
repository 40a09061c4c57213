/// Distance of the output from the nearest cluster of the machine that is heard, each value measured by
/// the cluster's own spread.
///
/// The output's elements y are levels, of which each stands for the value `2^(y · octaves)`. Centre m
/// and spread s of a cluster are levels too, and the score is the smallest mean over the elements of
/// `|2^y - 2^m| / 2^s`, that is of `|2^(y - s) - 2^(m - s)|`: what lies far apart as values may
/// be held in 16 bits as levels.
public struct ClusterHead {
  /// Number of clusters, at least 1.
  public let count: Int
  /// Elements of a cluster.
  public let dimension: Int
  /// One a cluster.
  public let places: UnsafePointer<PrototypePlace>
  /// `count · dimension`, in the output's steps from its zero point.
  public let centers: UnsafePointer<Int16>
  /// The same of spreads.
  public let spreads: UnsafePointer<Int16>
  /// Machines that are told apart.
  public let ids: MachineNames
  /// Octaves in Q24 that a step of the output stands for, `octaveMultiplier · 2^-octaveShift`.
  public let octaveMultiplier: UInt32
  /// See `octaveMultiplier`; 3…62.
  public let octaveShift: UInt32

  /// From so many octaves on a value counts as 2 to their number.
  private static let mostOctaves: Int64 = 20

  /// The smallest sum over a cluster's elements of distances in its spreads, Q20.
  ///
  /// Each distance is off by less than 2⁻²¹ of the larger of its two values and 2⁻²⁰; values
  /// from 2²⁰ spreads on are taken as 2²⁰.
  ///
  /// - Parameter id: index of the machine that is heard; nil, or none of the head's, takes the
  ///   clusters of all.
  func nearestDistanceQ20(
    _ output: UnsafeRawPointer, _ tensor: IntegerTensor, id: Int?
  ) -> Int64 {
    let known = ids.known(id) ?? -1
    var nearest = Int64.max
    for number in 0..<count {
      let place = places[number]
      guard place.counts(for: known) else { continue }
      let first = Int(place.block) &* dimension
      let center = centers + number &* dimension
      let spread = spreads + number &* dimension
      // Up to 2²⁰ distances of at most 2⁴⁰.
      var sum: Int64 = 0
      for index in 0..<dimension {
        let value = tensor.value(at: first &+ index, of: output) &- tensor.zeroPoint
        let unit = Int32(spread[index])
        let distance = valueQ20(value -% unit) -% valueQ20(Int32(center[index]) -% unit)
        sum +%= distance < 0 ? 0 -% distance : distance
        // It cannot become the nearest any more.
        guard sum < nearest else { break }
      }
      nearest = min(nearest, sum)
    }
    return nearest
  }

  /// The score of a sum of distances, rounded to nearest, ties up, to a multiple of 2⁻²⁰.
  func scoreQ24(ofDistanceQ20 distance: Int64) -> Int64 {
    min(WindowScore.roundedMean(of: distance, count: dimension) &<< 4, WindowScore.limitQ24)
  }

  /// 2 to so many steps, Q20.
  @inline(never)
  private func valueQ20(_ steps: Int32) -> Int64 {
    // Below 2¹⁷ · 2³¹ before the shift, 2⁴⁵ after it.
    let octavesQ24 =
      (Int64(widening: steps) *% Int64(bitPattern: UInt64(widening: octaveMultiplier)))
      .roundedShift(right: Int64(widening: Int32(bitPattern: octaveShift)))
    guard octavesQ24 < Self.mostOctaves &<< 24 else { return 1 &<< (20 &+ Self.mostOctaves) }
    let whole = octavesQ24 &>> 24
    guard whole > -22 else { return 0 }
    let fractionQ24 = octavesQ24 -% whole &<< 24
    // 2^f is twice 2^-(1 - f): between 2³⁰ and 2³¹.
    let powerQ30 = Exp2.ofNegativeQ24(1 &<< 24 -% fractionQ24) &<< 1
    return whole >= 10
      ? powerQ30 &<< (whole -% 10) : powerQ30.roundedShift(right: 10 -% whole)
  }
}
