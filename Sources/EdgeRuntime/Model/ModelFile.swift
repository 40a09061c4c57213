/// The byte layout of a model file (`.easd`), for the writer and the reader alike.
///
/// Everything is little-endian. The file is a header, a table of seven sections in the order of
/// `SectionKind`, and the sections, each at the next multiple of 64 bytes. Within a section every
/// block stands at the next multiple of its alignment after the one before, in the order given
/// here; what lies between is zero. There is thus exactly one way to write a given model, and a
/// reader that follows the order knows each block's place beforehand: nothing can overlap, hide in
/// a gap or point elsewhere.
///
/// The file holds no pointers; its arrays are read in place from any address that is a multiple of
/// 64. Reserved words are zero: a later minor version may give them a meaning.
public enum ModelFile {
  /// `EASD`, then the bytes by which a transfer that meddles with line ends gives itself away.
  public static let magic: UInt64 = 0x0A1A_0A0D_4453_4145
  /// Changes when an older reader must not go on.
  public static let majorVersion: UInt32 = 3
  /// Changes when something was added that an older reader refuses only where it is used.
  public static let minorVersion: UInt32 = 1
  /// Alignment of the file in memory, of its sections and of the arrays in the weights section.
  public static let alignment = 64
  /// Stands for "none" in a word that holds an index or an offset.
  public static let none: UInt32 = 0xFFFF_FFFF

  /// The first bytes of the file.
  public enum Header {
    /// `UInt64`: `magic`.
    public static let magic = 0
    /// `UInt16` major, `UInt16` minor.
    public static let version = 8
    /// `UInt32`: reserved.
    public static let flags = 12
    /// `UInt32`: length of the whole file.
    public static let fileLength = 16
    /// `UInt32`: entries of the section table.
    public static let sectionCount = 20
    /// 32 bytes: SHA-256 of the whole file with these 32 bytes and `checksum` taken as zero. It
    /// identifies the model.
    public static let digest = 32
    /// `UInt32`: CRC-32 of the header and the section table, with `checksum` taken as zero.
    public static let checksum = 64
    /// Bytes of the header; the section table follows. What is not named above is zero.
    public static let byteCount = 128
  }

  /// One section in the section table.
  public enum SectionEntry {
    /// `UInt32`: `SectionKind`.
    public static let kind = 0
    /// `UInt32`: bytes from the start of the file.
    public static let offset = 4
    /// `UInt32`: length in bytes, without the padding that follows.
    public static let length = 8
    /// `UInt32`: CRC-32 of the section.
    public static let checksum = 12
    /// Bytes of an entry.
    public static let byteCount = 16
  }

  /// What a section holds; they appear in this order, each once.
  public enum SectionKind: UInt32, Sendable {
    /// `FrontEnd` and its tables.
    case frontEnd = 1
    /// `Windowing`.
    case windowing = 2
    /// `Networks`, its `Network` records, then of each network the `Tensor` and the `Layer`
    /// records, then the layers' names (UTF-8) one after the other.
    case networks = 3
    /// Of each layer: weights (or a table), biases, `Requantizer` records, Float scales of the
    /// weights; each at a multiple of 64, and empty where the kind has none. The last array is
    /// padded to a multiple of 64.
    case weights = 4
    /// One `Head` a network, then of each its arrays.
    case heads = 5
    /// `Calibration`, its knots (Int64, Q24), their probabilities (Int16, Q15), then of each band its
    /// mean squared deviation in normal sound (Int64, Q26), and where it is the distance from a mean
    /// level, that level of each band or pooled value (Int32, Q13).
    case calibration = 6
    /// A JSON object (UTF-8).
    case metadata = 7
  }

  /// Header and section table together.
  static let prefixByteCount = Header.byteCount + SectionKind.allCount * SectionEntry.byteCount
}

extension ModelFile {
  /// First record of the front-end section. For log-mel the tables follow, each at a multiple of
  /// four: `frameLength` Int32 (window, Q31), Int32 twiddles (Q30), `Band` records, UInt16
  /// mantissas.
  public enum FrontEnd {
    /// `UInt32`: `FrontEndKind`.
    public static let kind = 0
    /// `UInt32`: bands of a frame.
    public static let bandCount = 4
    /// `UInt32`, Hz. This and all that follows is zero unless the kind is `FrontEndKind.logMel`.
    public static let sampleRate = 8
    /// `UInt32`, samples.
    public static let frameLength = 12
    /// `UInt32`, samples.
    public static let hop = 16
    /// `Int32`, Q9 log2 units.
    public static let offset = 20
    /// `Int32`, Q9 log2 units.
    public static let floor = 24
    /// `UInt32`: mantissas of all bands.
    public static let weightCount = 28
    /// Bytes of the record.
    public static let byteCount = 32
  }

  /// A band of the mel bank: the memory layout of `MelBand`.
  public enum Band {
    /// `UInt16` first bin, `UInt16` bin count, `UInt32` first weight, `Int32` exponent.
    public static let byteCount = 12
  }

  /// Where frames come from.
  public enum FrontEndKind: UInt32, Sendable {
    /// Frames are given.
    case features = 0
    /// Log-mel of PCM.
    case logMel = 1
    /// None: a bare network, which is given its input as it is. A frame is the whole input.
    case tensors = 2
  }

  /// The windowing section.
  public enum Windowing {
    /// `UInt32` each.
    public static let framesPerWindow = 0
    /// Frames from one window to the next.
    public static let framesPerStep = 4
    /// Windows of a decision.
    public static let windowsPerDecision = 8
    /// `FramePooling`.
    public static let pooling = 12
    /// Bytes of the section.
    public static let byteCount = 16
  }

  /// The calibration section's record.
  public enum Calibration {
    /// `Int64`, dB² in Q24.
    public static let threshold = 0
    /// `UInt32`: knots of the probability table.
    public static let knotCount = 8
    /// `UInt32`: bands whose normal deviation is known, which are all or none.
    public static let bandCount = 12
    /// Bytes of the record.
    public static let byteCount = 16
  }
}
