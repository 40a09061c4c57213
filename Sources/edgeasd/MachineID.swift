import CommandLineInterface

/// The option that says which machine is heard.
enum MachineID {
  static let parameter = Parameter<String?>.option(
    "id", .path, valueName: "name",
    help: """
      Machine, of a model that tells machines apart. (default: the one that it sounds most like)
      """)

  /// Refuses a machine that a model does not know.
  ///
  /// - Throws: `CommandFailure`.
  static func check(_ id: String?, among ids: [String], of path: String) throws {
    guard let id, !ids.contains(id) else { return }
    throw CommandFailure(
      .usage,
      """
      the model knows no machine \(id)
        \(path) tells apart: \(ids.isEmpty ? "none" : ids.joined(separator: ", "))
        \(ids.isEmpty ? "leave --id out" : "name one of them, or leave --id out")
      """)
  }
}
