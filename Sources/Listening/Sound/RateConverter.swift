import EdgeRuntime

/// Brings a source's samples to the model's rate.
struct RateConverter {
  /// What a decimator remembers, of any factor.
  private let memory: UnsafeMutablePointer<Int16>
  /// Where decimated samples go.
  private let output: UnsafeMutablePointer<Int16>
  private let modelRate: Int
  /// Nil where the source has the model's rate.
  private var decimator: Decimator?

  /// Largest factor by which a source may be faster than the model.
  private static var largestFactor: Int { 6 }

  /// Samples of memory for sources that bring at most `count` at once.
  static func memoryCount(for count: Int) -> Int {
    Decimator.memoryCount(factor: largestFactor) &+ count / 2 &+ 1
  }

  /// - Parameter memory: `memoryCount` samples, the caller's.
  init(memory: UnsafeMutablePointer<Int16>, modelRate: Int) {
    self.memory = memory
    self.modelRate = modelRate
    output = memory + Decimator.memoryCount(factor: Self.largestFactor)
  }

  /// The next larger factor by which a source may be faster than the model; nil after the largest.
  static func factor(after factor: Int) -> Int? {
    if factor == 0 { return 1 }
    var next = factor &+ 1
    while next <= largestFactor, !Decimator.supports(factor: next) { next &+= 1 }
    return next <= largestFactor ? next : nil
  }

  /// Whether sound of this rate can be heard.
  static func supports(rate: Int, model: Int) -> Bool {
    let factor = rate / model
    return factor &* model == rate && (factor == 1 || Decimator.supports(factor: factor))
  }

  /// A stretch begins, of sound at a rate that is supported: nothing is remembered of the last one.
  mutating func begin(rate: Int) {
    let factor = rate / modelRate
    decimator = factor > 1 ? Decimator(factor: factor, memory: memory) : nil
  }

  /// Takes samples of the stretch; what they make at the model's rate is valid until the next call.
  mutating func convert(
    _ samples: UnsafePointer<Int16>, count: Int
  ) -> UnsafeBufferPointer<Int16> {
    guard decimator != nil else { return UnsafeBufferPointer(start: samples, count: count) }
    let made = decimator?.process(Span(_unsafeStart: samples, count: count), into: output) ?? 0
    return UnsafeBufferPointer(start: output, count: made)
  }
}
