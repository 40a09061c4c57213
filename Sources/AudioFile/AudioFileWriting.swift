import AtomicFile

extension AudioFile {
  /// Writes a 16-bit mono WAV file, whole or not at all.
  ///
  /// The 44 bytes of its header are laid out here rather than by a library, so that the same sound
  /// gives the same file with every version of it.
  public static func write(_ pcm: PCM, to path: String) throws(AudioFileError) {
    let dataBytes = pcm.samples.count * 2
    guard dataBytes <= Int(UInt32.max) - 36, pcm.rate > 0, pcm.rate <= 1 << 30 else {
      throw .exceedsWave(path, samples: pcm.samples.count, rate: pcm.rate)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + dataBytes)
    func append(_ name: String) { bytes += name.utf8 }
    func append<Integer: FixedWidthInteger>(_ value: Integer) {
      withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
    }
    append("RIFF")
    append(UInt32(36 + dataBytes))
    append("WAVEfmt ")
    append(UInt32(16))
    append(UInt16(1))  // integers
    append(UInt16(1))  // one channel
    append(UInt32(pcm.rate))
    append(UInt32(pcm.rate * 2))  // bytes a second
    append(UInt16(2))  // bytes a frame
    append(UInt16(16))  // bits a sample
    append("data")
    append(UInt32(dataBytes))
    for sample in pcm.samples { append(sample) }
    do throws(AtomicFileError) {
      try AtomicFile.write(bytes, to: path)
    } catch {
      throw .unwritable(error)
    }
  }
}
