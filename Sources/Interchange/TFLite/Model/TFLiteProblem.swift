/// What is thrown while a `.tflite` file is read, without the name of the file.
typealias TFLiteProblem = InterchangeError.Problem

/// Refusals of `.tflite` files, in the words of this module's error.
extension InterchangeError.Problem {
  static let tfliteFormat = "TensorFlow Lite"

  /// Parts of the file that contradict one another.
  static func contradiction(
    _ place: some CustomStringConvertible, _ found: String, expected: String
  ) -> InterchangeError.Problem {
    .damaged(format: tfliteFormat, found: "\(place): \(found), expected \(expected)")
  }

  /// Something about the model that is not computed here.
  static func refusal(
    _ place: some CustomStringConvertible, _ found: String, allowed: String, _ remedy: String
  ) -> InterchangeError.Problem {
    .unsupportedModel(found: "\(place): \(found), allowed: \(allowed)", remedy: remedy)
  }
}

extension OperatorPlace {
  /// A refusal of what the operator does.
  func unsupported(
    _ found: String, allowed: String, _ remedy: String
  ) -> InterchangeError.Problem {
    .unsupportedUse(self, found: "\(found), allowed: \(allowed)", remedy: remedy)
  }

  /// A refusal of what cannot be.
  func inconsistent(_ found: String, expected: String) -> InterchangeError.Problem {
    .invalidOperator(self, found: "\(found), expected \(expected)")
  }
}
