import CEdgeSIMD

/// Where the elements of a patch meet a filter.
typealias FilterTaps = EdgeTaps

extension EdgeTaps {
  /// A filter as one tap: an ordinary convolution.
  init(length: Int) {
    self.init(first: 0, rows: 1, row_stride: 0, columns: 1, column_stride: 0, length: length)
  }

  /// Elements of a patch, with the padding of each tap.
  var patchLength: Int { rows &* columns &* Patches.padded(length) }

  /// Calls `body` with each tap's place in the filter and in the patch.
  @inline(__always)
  func forEach(_ body: (_ tap: Int, _ start: Int) -> Void) {
    let run = Patches.padded(length)
    var start = 0
    for row in 0..<rows {
      for column in 0..<columns {
        body(first &+ row &* row_stride &+ column &* column_stride, start)
        start &+= run
      }
    }
  }
}
