/// What every command takes, without saying so.
enum StandardParameters {
  static let noColor = Parameter.flag("no-color", help: "Print without colour.")
  static let version = Parameter.flag("version", help: "Show the version.")
  static let help = Parameter.flag(
    "help", short: helpShort, help: "Show help information.")

  static let helpShort: Character = "h"
  static let names = [noColor, version, help].map(\.specification.name)
}
