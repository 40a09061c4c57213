import CSndfile
import Foundation

/// A file that libsndfile has opened and whose header is accepted.
final class OpenAudioFile {
  let path: String
  let header: AudioHeader
  private let handle: OpaquePointer

  init(_ path: String) throws(AudioFileError) {
    let (descriptor, fileSize) = try Self.open(path)
    defer { close(descriptor) }
    var info = SF_INFO()
    // libsndfile closes the descriptor of a file that it refuses, whether told to or not; it gets
    // one of its own, since closing one twice may close another thread's.
    guard let handle = sf_open_fd(dup(descriptor), Int32(SFM_READ), &info, Int32(SF_TRUE)) else {
      let reason = Self.sentence(sf_strerror(nil))
      throw .notAudio(path, reason: "the file's beginning was not understood: \(reason)")
    }
    var isKept = false
    defer { if !isKept { sf_close(handle) } }
    header = try Self.header(of: info, path)
    if let fileSize {
      try Self.checkLength(path, descriptor, fileSize, header)
    }
    self.path = path
    self.handle = handle
    isKept = true
  }

  deinit { sf_close(handle) }

  private static func open(
    _ path: String
  ) throws(AudioFileError) -> (descriptor: Int32, size: UInt64?) {
    let descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      switch errno {
      case ENOENT, ENOTDIR: throw .missing(path)
      case EACCES, EPERM: throw .permissionDenied(path)
      default: throw .unreadable(path, reason: String(cString: strerror(errno)))
      }
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let kind = status.st_mode & S_IFMT
    if isKnown, kind == S_IFREG, status.st_size > 0 { return (descriptor, UInt64(status.st_size)) }
    if isKnown, kind == S_IFIFO { return (descriptor, nil) }
    close(descriptor)
    if kind == S_IFDIR { throw .isDirectory(path) }
    if kind == S_IFREG { throw .empty(path) }
    throw .unreadable(path, reason: "it is neither a file nor a pipe")
  }

  private static func header(of info: SF_INFO, _ path: String) throws(AudioFileError) -> AudioHeader
  {
    let container = Int(info.format) & Int(SF_FORMAT_TYPEMASK)
    let known = [SF_FORMAT_WAV, SF_FORMAT_WAVEX, SF_FORMAT_RF64, SF_FORMAT_FLAC]
    guard known.contains(where: { Int($0) == container }) else {
      throw .unsupportedEncoding(path, found: name(of: container))
    }
    let subtype = Int(info.format) & Int(SF_FORMAT_SUBMASK)
    guard let encoding = encoding(of: subtype) else {
      throw .unsupportedEncoding(path, found: name(of: subtype))
    }
    guard info.channels > 0, info.samplerate > 0 else {
      throw .notAudio(
        path, reason: "its header says \(info.channels) channels at \(info.samplerate) Hz")
    }
    let isCounted = info.frames >= 0 && info.frames < Int64.max
    return AudioHeader(
      rate: Int(info.samplerate), channels: Int(info.channels),
      frames: isCounted ? Int(info.frames) : nil, encoding: encoding)
  }

  private static func encoding(of subtype: Int) -> AudioHeader.Encoding? {
    switch subtype {
    case Int(SF_FORMAT_PCM_S8), Int(SF_FORMAT_PCM_U8): .integer(bits: 8)
    case Int(SF_FORMAT_PCM_16): .integer(bits: 16)
    case Int(SF_FORMAT_PCM_24): .integer(bits: 24)
    case Int(SF_FORMAT_PCM_32): .integer(bits: 32)
    case Int(SF_FORMAT_FLOAT): .float(bits: 32)
    case Int(SF_FORMAT_DOUBLE): .float(bits: 64)
    case Int(SF_FORMAT_ULAW), Int(SF_FORMAT_ALAW): .companded
    default: nil
    }
  }

  private static func name(of format: Int) -> String {
    var info = SF_FORMAT_INFO()
    info.format = Int32(format)
    let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
    guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &info, size) == 0, let name = info.name else {
      return "format 0x" + String(format, radix: 16)
    }
    return String(cString: name)
  }

  private static func checkLength(
    _ path: String, _ descriptor: Int32, _ fileSize: UInt64, _ header: AudioHeader
  ) throws(AudioFileError) {
    guard let extent = WaveExtent(descriptor: descriptor, fileSize: fileSize),
      let promised = extent.promised
    else { return }
    if promised == 0, extent.found > 0 { throw .unfinished(path, bytes: Int(extent.found)) }
    guard promised > extent.found else { return }
    let frameBytes = UInt64(header.channels * header.encoding.bytes)
    throw .truncated(
      path, promised: Int(clamping: promised / frameBytes),
      found: Int(clamping: extent.found / frameBytes))
  }

  static func sentence(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "unknown" }
    let words = String(cString: text).split(whereSeparator: \.isNewline).joined(separator: " ")
    return words.hasSuffix(".") ? String(words.dropLast()) : words
  }
}

extension AudioHeader.Encoding {
  /// Of one sample in a WAV file.
  fileprivate var bytes: Int {
    switch self {
    case .integer(let bits), .float(let bits): bits / 8
    case .companded: 1
    }
  }
}

extension OpenAudioFile {
  /// All samples of one channel, counted from 0.
  func samples(ofChannel channel: Int) throws(AudioFileError) -> [Int16] {
    switch header.encoding {
    case .integer(bits: ...16), .companded:
      try collect(channel, zero: Int16(0), sf_readf_short) { $0 }
    case .integer:
      try collect(channel, zero: Int32(0), sf_readf_int) { SampleConversion.narrowed($0) }
    case .float:
      try collect(channel, zero: Double(0), sf_readf_double) { SampleConversion.narrowed($0) }
    }
  }

  /// Reads in blocks, since a header may promise more than fits into memory.
  private func collect<Sample>(
    _ channel: Int, zero: Sample,
    _ read: (OpaquePointer?, UnsafeMutablePointer<Sample>?, sf_count_t) -> sf_count_t,
    _ convert: (Sample) -> Int16?
  ) throws(AudioFileError) -> [Int16] {
    let channels = header.channels
    let blockFrames = max(1, 65_536 / channels)
    var block = [Sample](repeating: zero, count: blockFrames * channels)
    var samples: [Int16] = []
    samples.reserveCapacity(min(header.frames ?? 0, 1 << 22))
    while true {
      let count = Int(read(handle, &block, sf_count_t(blockFrames)))
      if sf_error(handle) != 0 {
        throw .damaged(
          path, frame: samples.count + max(count, 0), reason: Self.sentence(sf_strerror(handle)))
      }
      if count <= 0 { break }
      for frame in 0..<count {
        let sample = block[frame * channels + channel]
        guard let converted = convert(sample) else {
          let value = (sample as? Double) ?? .nan
          throw value.isFinite
            ? .otherScale(path, frame: samples.count, value: value)
            : .notFinite(path, frame: samples.count, value: value)
        }
        samples.append(converted)
      }
    }
    if let promised = header.frames, samples.count < promised {
      throw .truncated(path, promised: promised, found: samples.count)
    }
    return samples
  }
}
