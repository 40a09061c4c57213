/// Where a prototype stands.
public struct PrototypePlace: Sendable, Equatable {
  /// Which block of the output it is compared with: elements `block · dimension` and following.
  public var block: UInt16
  /// Index of the machine id that it stands for, or `anyID`.
  public var id: UInt16

  /// Stands for whatever machine.
  public static let anyID: UInt16 = 0xFFFF

  /// A place as it stands.
  public init(block: UInt16, id: UInt16) {
    self.block = block
    self.id = id
  }

  /// Whether it counts where machine `known` is heard; -1 is none in particular.
  func counts(for known: Int) -> Bool { known < 0 || id == Self.anyID || Int(id) == known }
}

/// Squared distance of the output from the nearest prototype of the machine that is heard.
///
/// The score is the smallest `Σ (y - p)² / dimension` over the prototypes p, y the block of the
/// output that p belongs to; in the output's units squared, Q24. Where the layer before it whitens,
/// that is the squared Mahalanobis distance divided by the dimension, 1 on average in normal sound.
/// Of several clusters or of all training clips it is the nearest neighbour's distance.
public struct PrototypeHead {
  /// Number of prototypes, at least 1.
  public let count: Int
  /// Elements of a prototype.
  public let dimension: Int
  /// One a prototype.
  public let places: UnsafePointer<PrototypePlace>
  /// `count · dimension`, in the output's steps from its zero point.
  public let elements: UnsafePointer<Int16>
  /// Machines that are told apart.
  public let ids: MachineNames
  /// What a squared step adds to the score, `scoreMultiplier · 2^-scoreShift` in units of Q24.
  public let scoreMultiplier: UInt32
  /// See `scoreMultiplier`; 1…62.
  public let scoreShift: UInt32

  /// The smallest sum of squared steps between an output and a prototype.
  ///
  /// - Parameter id: index of the machine that is heard; nil, or none of the head's, takes the
  ///   prototypes of all.
  func nearestSquares(_ output: UnsafeRawPointer, _ tensor: IntegerTensor, id: Int?) -> Int64 {
    let known = ids.known(id) ?? -1
    var nearest = Int64.max
    for number in 0..<count {
      let place = places[number]
      guard place.counts(for: known) else { continue }
      let first = Int(place.block) &* dimension
      let prototype = elements + number &* dimension
      // Up to 2²⁰ differences of at most 2¹⁶ in magnitude: sums below 2⁵³.
      var sum: Int64 = 0
      for index in 0..<dimension {
        let value = tensor.value(at: first &+ index, of: output) &- tensor.zeroPoint
        let difference = Int64(widening: value -% Int32(prototype[index]))
        sum +%= difference *% difference
      }
      nearest = min(nearest, sum)
    }
    return nearest
  }

  /// The score of a sum of squared steps below 2⁵³, rounded to nearest, ties up.
  func scoreQ24(ofSquares squares: Int64) -> Int64 {
    // In halves, so that each product fits: the upper below 2²¹ · 2³¹, the lower below 2⁶³.
    let squares = UInt64(bitPattern: squares)
    let multiplier = UInt64(widening: scoreMultiplier)
    let shift = UInt64(widening: scoreShift)
    let upper = (squares &>> 32) *% multiplier
    let lower = (squares & 0xFFFF_FFFF) *% multiplier
    let one: UInt64 = 1
    let half = one &<< (shift &- 1)
    // floor((upper · 2³² + lower + half) / 2^shift), exactly: what is below 2³² in the upper part is
    // zero. The sum of lower and half stays below 2⁶⁴.
    let score: UInt64
    if shift >= 32 {
      score = (upper +% (lower +% half) &>> 32) &>> (shift &- 32)
    } else {
      // Upper is below 2⁵², and may pass 2⁶³ when it is shifted: it is then too large.
      if upper &>> (shift &+ 12) != 0 { return WindowScore.limitQ24 }
      score = (upper &<< (32 &- shift)) +% (lower +% half) &>> shift
    }
    return score > UInt64(bitPattern: WindowScore.limitQ24)
      ? WindowScore.limitQ24 : Int64(bitPattern: score)
  }
}
