/// What a window has in common with the one before it, of one tensor of a network.
///
/// Numbers of 32 bits, so that what a model needs is the same on every processor.
struct SharedRows {
  /// Rows of the tensor that stand for `frames` frames, in lowest terms.
  private(set) var rows: Int32 = 1
  private(set) var frames: Int32 = 1
  /// Rows by which the tensor moves from one window to the next.
  private(set) var shift: Int32 = 0
  /// The rows that are, element by element, those `shift` further in the window before: from
  /// `first` up to `end`.
  private(set) var first: Int32 = 0
  private(set) var end: Int32 = 0
  /// Bytes from the start of the network's memory to the tensor's.
  private(set) var place: Int32

  /// Most rows or frames of a ratio, far above those of any network that keeps a row: a step has at
  /// most 2¹⁶ frames.
  static let most = 1 &<< 15

  /// The tensor that lies at `place`; nothing is known of it.
  init(place: Int) { self.place = Int32(narrowing: place) }

  /// The rows that need not be computed.
  var range: Range<Int> { Int(first)..<Int(end) }

  /// Takes the ratio of `other`, with so many times its rows for so many times its frames; false where
  /// that leaves what can be kept.
  mutating func setPace(of other: SharedRows, rows more: Int, frames longer: Int) -> Bool {
    // Both at most 2¹⁵ times a stride of at most 2⁴.
    let (rows, frames) = (Int(other.rows) &* more, Int(other.frames) &* longer)
    let divisor = greatestCommonDivisor(rows, frames)
    guard rows / divisor <= Self.most, frames / divisor <= Self.most else { return false }
    self.rows = Int32(narrowing: rows / divisor)
    self.frames = Int32(narrowing: frames / divisor)
    return true
  }

  /// Whether both tensors have as many rows for as many frames.
  func hasPace(of other: SharedRows) -> Bool { rows == other.rows && frames == other.frames }

  /// Says by how much windows `step` frames apart move the tensor: a multiple of `frames`.
  mutating func setShift(step: Int) {
    // At most 2¹⁶ · 2¹⁵.
    let shift = Int64(widening: step) *% Int64(widening: rows) / Int64(widening: frames)
    self.shift = Int32(narrowing: min(shift, Int64(widening: ModelLimits.elements)))
  }

  /// Says which rows of a tensor of `height` are those of the window before: of `wanted` those that
  /// were there.
  mutating func setRange(_ wanted: (first: Int, end: Int), height: Int) {
    let low = max(wanted.first, 0)
    let high = max(min(wanted.end, height &- Int(shift)), low)
    (first, end) = high > low ? (Int32(narrowing: low), Int32(narrowing: high)) : (0, 0)
  }
}

/// Of two positive numbers.
func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
  var (one, other) = (one, other)
  while other > 0 { (one, other) = (other, one % other) }
  return one
}
