/// Sections and symbols of an ELF file, 32 or 64 bits, little-endian. The file may say anything:
/// every offset is checked before it is used.
public struct ElfFile: Sendable, Equatable {
  /// A part of the file or of memory.
  public struct Section: Sendable, Equatable {
    /// Its place in memory.
    public var address: UInt64
    /// Bytes.
    public var size: UInt64
    /// It lies in memory while the program runs.
    public var isLoaded: Bool
    /// The program may write to it.
    public var isWritable: Bool
    /// It has no bytes in the file and begins as zeros.
    public var isZeroed: Bool
    /// Kind of content, and for a symbol table the section of its names.
    var type: UInt64
    var offset: UInt64
    var link: UInt64
    var entrySize: UInt64
  }

  /// A name of a place in memory.
  public struct Symbol: Sendable, Equatable {
    /// The place.
    public var address: UInt64
    /// Bytes, 0 where the file does not say.
    public var size: UInt64
  }

  /// As the file has them.
  public let sections: [Section]
  private let symbols: [String: Symbol]

  /// The symbol of this name; with several, any one.
  public subscript(name: String) -> Symbol? { symbols[name] }

  /// Reads a file.
  ///
  /// - Throws: `ElfError` for bytes that are none, or that contradict themselves.
  public init(_ bytes: [UInt8]) throws(ElfError) {
    let reader = try ElfReader(bytes)
    sections = try reader.sections()
    symbols = try reader.symbols(sections)
  }

  /// Bytes that have to be stored: code, constants and first values.
  public var storedBytes: Int { sum { $0.isLoaded && !$0.isZeroed } }

  /// Bytes of memory that the program writes to, the stack left out.
  public var writableBytes: Int { sum { $0.isLoaded && $0.isWritable } }

  private func sum(_ isCounted: (Section) -> Bool) -> Int {
    sections.reduce(0) { isCounted($1) ? $0 &+ Int(truncatingIfNeeded: $1.size) : $0 }
  }
}

/// Why a file is no ELF file that can be read; the offset is where it says so.
public struct ElfError: Error, Equatable, CustomStringConvertible {
  /// What is wrong.
  public let what: String
  /// Bytes from the start.
  public let offset: UInt64

  /// `what`, and where.
  public var description: String { "offset \(offset): \(what)" }
}
