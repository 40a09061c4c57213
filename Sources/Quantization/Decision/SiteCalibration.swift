import EdgeRuntime
import Foundation
import ThresholdFitting

/// A site's calibration as a file (`.easc`), in memory that is aligned as the reader wants it.
public final class SiteCalibration: @unchecked Sendable {
  // Sendable because nothing writes to the memory after init.
  /// The file.
  public let bytes: UnsafeRawBufferPointer

  /// A copy of a file's bytes; nothing is checked.
  public init(_ file: [UInt8]) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: file.count, alignment: 8)
    memory.copyBytes(from: file)
    bytes = UnsafeRawBufferPointer(memory)
  }

  /// Reads a file; nothing is checked.
  public convenience init(contentsOf path: String) throws {
    guard let file = FileManager.default.contents(atPath: path) else {
      throw SiteCalibrationError.unreadable(path)
    }
    self.init([UInt8](file))
  }

  deinit { bytes.deallocate() }

  /// The file of a calibration for a model.
  public static func file(_ contents: CalibrationContents, for model: Model) -> [UInt8] {
    contents.withCalibration { calibration in
      var file = [UInt8](repeating: 0, count: SiteFile.count(of: calibration))
      file.withUnsafeMutableBytes { SiteFile.write(calibration, for: model, to: $0) }
      return file
    }
  }
}

/// Why a calibration could not be read.
public enum SiteCalibrationError: Error, Equatable, CustomStringConvertible {
  /// It is not there, is a folder, or is not for this user to read.
  case unreadable(String)

  /// Three lines.
  public var description: String {
    switch self {
    case .unreadable(let path):
      """
      the calibration cannot be read
        no readable file at \(path)
        check the path; `edgeasd calibrate` makes calibrations
      """
    }
  }
}
