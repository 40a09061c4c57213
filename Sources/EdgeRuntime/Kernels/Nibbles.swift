/// Numbers of four bits in two's complement, two to a byte, the first one in the lower half.
struct Nibbles {
  private let bytes: UnsafePointer<Int8>

  init(_ bytes: UnsafeRawPointer) { self.bytes = bytes.assumingMemoryBound(to: Int8.self) }

  /// Makes bytes of `count` numbers from the one at `first` on.
  @inline(never)
  func unpack(from first: Int, count: Int, into target: UnsafeMutablePointer<Int8>) {
    let four = SIMD8<Int8>(repeating: 4)
    var place = 0
    // Vectors start with a whole byte.
    if first & 1 == 1, count > 0 {
      target[0] = bytes[first &>> 1] &>> 4
      place = 1
    }
    while !Pairs.arePreferred, place &+ 16 <= count {
      let source = UnsafeRawPointer(bytes + (first &+ place) &>> 1)
      let eight = source.loadUnaligned(as: SIMD8<Int8>.self)
      var both = SIMD16<Int8>()
      both.evenHalf = (eight &<< four) &>> four
      both.oddHalf = eight &>> four
      UnsafeMutableRawPointer(target + place).storeBytes(of: both, as: SIMD16<Int8>.self)
      place &+= 16
    }
    while place < count {
      let byte = bytes[(first &+ place) &>> 1]
      target[place] = (first &+ place) & 1 == 0 ? (byte &<< 4) &>> 4 : byte &>> 4
      place &+= 1
    }
  }
}
