import CommandLineInterface
import EdgeRuntime
import Quantization

/// The option that puts a site's calibration in place of the model's.
enum SiteOption {
  static let parameter = Parameter<String?>.option(
    "calibration", .path, valueName: "file",
    help: "Calibration of the site (.easc) that 'edgeasd calibrate' made. (default: the model's)")

  /// The calibration of a file, checked against the model; nil without a file.
  ///
  /// - Throws: `CommandFailure` with the code for bad models.
  static func read(_ path: String?, for model: Model) throws -> SiteCalibration? {
    guard let path else { return nil }
    do {
      let site = try SiteCalibration(contentsOf: path)
      _ = try Calibration(site: site.bytes, of: model)
      return site
    } catch let error as SiteCalibrationError {
      throw CommandFailure(.badModelFile, error.description)
    } catch {
      throw CommandFailure(.badModelFile, "\(path): \(error)")
    }
  }
}
