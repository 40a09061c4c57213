import CommandLineInterface
import Datasets

/// Inputs of a network from a `.npy` file, whose first axis counts them.
struct RawSamples {
  /// The file.
  let path: String
  /// How many there are.
  let count: Int
  /// Their elements, one sample after the other.
  let elements: NumpyArray.Elements

  /// - Parameters:
  ///   - input: what each of them has to have as many elements as.
  ///   - limit: takes so many from the start.
  /// - Throws: `NumpyFileError` for a file that cannot be read, `CommandFailure` for another shape.
  init(_ path: String, for input: RawTensor, limit: Int?) throws {
    let array = try NumpyFile.read(path)
    let shape = array.shape
    guard let all = shape.first, shape.dropFirst().reduce(1, *) == input.count else {
      throw Self.refusal(path, shape, input)
    }
    guard all > 0 else {
      throw CommandFailure(
        .failure,
        """
        \(path) holds no sample
          its shape is \(Self.text(shape)), and the first axis are the samples
          give at least one
        """)
    }
    self.path = path
    count = min(all, limit ?? all)
    elements = array.prefix(count).elements
  }

  private static func refusal(
    _ path: String, _ shape: [Int], _ input: RawTensor
  ) -> CommandFailure {
    let isOneSample = shape.reduce(1, *) == input.count
    return CommandFailure(
      .failure,
      """
      \(path) does not hold samples of the network's input
        its shape is \(text(shape)); a sample has \(input.count) elements: \(text(input.shape))
        \(isOneSample
          ? "the first axis are the samples: save array[None] for one"
          : "give an array of shape \(text(["samples"] + input.axes.map(String.init)))")
      """)
  }

  /// As Python writes it: `(3,)`, `(3, 17)`.
  private static func text(_ shape: [Int]) -> String { text(shape.map(String.init)) }

  private static func text(_ axes: [String]) -> String {
    "(" + axes.joined(separator: ", ") + (axes.count == 1 ? ",)" : ")")
  }
}
