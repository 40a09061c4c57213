/// A tensor of the file: an activation, or a constant where it has `data`.
struct TFLiteTensor: Sendable {
  /// The first bytes of its name.
  let name: String
  /// Its type's number; `TFLiteElement` knows those that can be used.
  let typeNumber: UInt8
  /// Sizes, slowest axis first, nil for one that is known only when the network runs. A scalar has
  /// none.
  let shape: [Int?]
  /// Where the bytes of a constant lie in the file.
  let data: Range<Int>?
  /// What its integers stand for.
  let quantization: TFLiteQuantization?
  /// Whether its zeros are left out of `data`.
  let isSparse: Bool

  var element: TFLiteElement? { TFLiteElement(rawValue: typeNumber) }
  var typeName: String { TFLiteElement.name(of: typeNumber) }
  var isConstant: Bool { data != nil }

  /// Number of elements of a constant; nil where a size is unknown or the product overflows.
  var count: Int? {
    var count = 1
    for size in shape {
      guard let size else { return nil }
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= 1 << 40 else { return nil }
      count = product
    }
    return count
  }

  /// The shape in words: `1 × 64 × ? × 8`.
  var shapeWords: String { shape.shapeWords }
}

/// What integers stand for: `scale · (integer - zero point)`.
struct TFLiteQuantization: Sendable {
  /// One for the whole tensor, or one for each element of `dimension`.
  let scales: FlatVector<UInt32>
  /// As many as there are scales, or fewer, the last of which holds for the rest.
  let zeroPoints: FlatVector<Int64>
  /// The axis along which scales differ.
  let dimension: Int

  /// Scale `index`, in 0 ..< `scales.count`.
  func scale(_ index: Int) -> Float { Float(bitPattern: scales[index]) }

  /// Zero point of scale `index`.
  func zeroPoint(_ index: Int) -> Int64 {
    zeroPoints.count == 0 ? 0 : zeroPoints[min(index, zeroPoints.count - 1)]
  }
}

extension [Int?] {
  /// `1 × 64 × ? × 8`
  var shapeWords: String {
    isEmpty ? "scalar" : map { $0.map(String.init) ?? "?" }.joined(separator: " × ")
  }
}

extension [Int] {
  /// `1 × 64 × 8`
  var shapeWords: String { map(Optional.init).shapeWords }
}
