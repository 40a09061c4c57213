import CommandLineInterface
import Foundation
import Quantization

/// The way of a search for the precision, step by step.
enum SearchTable {
  static func text(_ path: [SearchStep], _ style: Style) -> String {
    var table = TextTable([.left, .right, .right, .right])
    table.add(["search", "loss", "memory", "file"].map(style.dim))
    for step in path {
      table.add([
        step.change, String(format: "%.4f", step.loss), Figures.bytes(step.memoryBytes),
        Figures.bytes(step.fileBytes),
      ])
    }
    return table.description
  }

  static func json(_ path: [SearchStep]) -> JSONValue {
    .array(
      path.map {
        [
          "change": .string($0.change), "loss": .number($0.loss),
          "memory": .integer($0.memoryBytes), "bytes": .integer($0.fileBytes),
        ]
      })
  }
}
