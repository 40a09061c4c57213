import EdgeRuntime
import SeededRandom

@testable import Quantization

/// A model file under the hands of somebody who knows the format.
struct HostileFile {
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func word(_ offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(bytes[offset + $1]) << (8 * $1) }
  }

  mutating func set(_ value: UInt32, at offset: Int) {
    for byte in 0..<4 { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
  }

  /// Where a section starts.
  func section(_ kind: ModelFile.SectionKind) -> Int {
    let entry =
      ModelFile.Header.byteCount + (Int(kind.rawValue) - 1) * ModelFile.SectionEntry.byteCount
    return Int(word(entry + ModelFile.SectionEntry.offset))
  }

  /// Where a tensor's record of the first network starts.
  func tensorRecord(_ index: Int) -> Int {
    section(.networks) + ModelFile.Networks.byteCount + ModelFile.Network.byteCount
      + index * ModelFile.Tensor.byteCount
  }

  /// Where a layer's record of the first network starts.
  func layerRecord(_ index: Int) -> Int {
    let tensors = Int(
      word(section(.networks) + ModelFile.Networks.byteCount + ModelFile.Network.tensorCount))
    return tensorRecord(tensors) + index * ModelFile.Layer.byteCount
  }

  /// The file with checksums that fit what it says now.
  func sealed() -> [UInt8] {
    var file = self
    for index in 0..<7 {
      let entry = ModelFile.Header.byteCount + index * ModelFile.SectionEntry.byteCount
      let start = Int(word(entry + ModelFile.SectionEntry.offset))
      let length = Int(word(entry + ModelFile.SectionEntry.length))
      guard start <= bytes.count, length <= bytes.count - start else { continue }
      let check = bytes.withUnsafeBytes {
        Checksums.section(.init(rebasing: $0[start..<start + length]))
      }
      file.set(check, at: entry + ModelFile.SectionEntry.checksum)
    }
    return ModelWriter.sealed(file.bytes)
  }

  /// Replaces one word, or flips one bit, by something that tends to hurt.
  mutating func mutate(_ random: inout SeededGenerator) {
    let offset = random.integer(below: bytes.count / 4) * 4
    let old = word(offset)
    let values: [UInt32] = [
      0, 1, .max, 1 << 31, 1 << 31 - 1, 127, 128, 255, 256, 65535, 65536, 1 << 20, 1 << 20 + 1,
      old &+ 1, old &- 1, old &* 2, old / 2, ~old, old &+ 64, old &- 64, UInt32(bytes.count),
      UInt32(truncatingIfNeeded: random.next()),
    ]
    let choice = random.integer(below: values.count + 8)
    set(
      choice < values.count ? values[choice] : old ^ 1 << UInt32(random.integer(below: 32)),
      at: offset)
  }
}
