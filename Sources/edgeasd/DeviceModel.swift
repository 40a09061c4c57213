import CommandLineInterface
import EdgeRuntime
import Foundation
import Quantization

/// A device model from a file, checked as the device would check it.
struct DeviceModel {
  let path: String
  let image: ModelImage
  let model: Model

  /// - Throws: `CommandFailure` with the code for bad models.
  init(_ path: String) throws {
    self.path = path
    do {
      image = try ModelImage(contentsOf: path)
      model = try image.model()
    } catch let error as ModelImageError {
      throw CommandFailure(.badModelFile, error.description)
    } catch {
      throw CommandFailure(.badModelFile, "\(path): \(error)")
    }
  }

  /// Whether a file claims to be a device model, by its first bytes or its name.
  static func isClaimed(by path: String) throws -> Bool {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure(
        .badModelFile,
        """
        the model cannot be read
          no readable file at \(path)
          check the path; `edgeasd train` and `edgeasd quantize` make model files
        """)
    }
    defer { try? handle.close() }
    let start = try handle.read(upToCount: 4) ?? Data()
    return start.elementsEqual("EASD".utf8) || path.hasSuffix(".easd")
  }
}
