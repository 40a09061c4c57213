/// How interleaved integer samples lie in memory, and which of them are heard.
struct SampleLayout {
  /// Bytes of one sample of one channel: 2, 3 or 4; signed, least significant byte first.
  let bytes: Int
  /// Samples of a frame, one a channel.
  let channels: Int
  /// The channel that is heard, counted from 0.
  let channel: Int

  /// Most channels that are read.
  static let mostChannels = 64

  /// Bytes of a frame.
  var frameBytes: Int { bytes &* channels }

  /// Makes Int16 of the heard channel of `frames` frames, in place: the first sample lands at the
  /// start. Wider samples are rounded to nearest, halves upwards, and saturated.
  func extract(_ memory: UnsafeMutableRawPointer, frames: Int) {
    // A frame has at least the two bytes of the sample made of it: none is overwritten unread.
    var from = memory + channel &* bytes
    for index in 0..<frames {
      memory.storeBytes(of: sample(from), toByteOffset: 2 &* index, as: Int16.self)
      from += frameBytes
    }
  }

  private func sample(_ at: UnsafeMutableRawPointer) -> Int16 {
    let top = at + (bytes &- 2)
    let high = UInt16(top.load(as: UInt8.self)) | UInt16((top + 1).load(as: UInt8.self)) &<< 8
    let value = Int16(bitPattern: high)
    // Half a unit or more below the last bit that stays rounds up, all but the largest.
    let roundsUp = bytes > 2 && (top - 1).load(as: UInt8.self) & 0x80 != 0
    return roundsUp && value != .max ? value &+ 1 : value
  }
}
