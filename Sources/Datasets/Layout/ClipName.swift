/// What a clip's name and folders say of it.
struct ClipName: Equatable {
  var layout: DatasetLayout
  var machine: String
  /// The folder that names the machine, from the file system's root.
  var machineFolder: [String]
  var id: String
  var domain: Clip.Domain = .source
  var split: Clip.Split
  var label: Clip.Label

  struct Refusal: Error, Equatable {
    var reason: String
  }

  /// - Parameters:
  ///   - stem: the file's name without its extension.
  ///   - folders: the file's folders, the file system's root first.
  static func place(stem: String, folders: [String]) -> Result<ClipName, Refusal> {
    let words = stem.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    if words[0] == "section" { return section(words, folders) }
    if words.count >= 3, words[1] == "id", let label = labels2020[words[0]] {
      return dcase2020(words, label, folders)
    }
    if words[0] == "id" { return refused("its name says neither normal nor anomaly") }
    return mimii(folders)
  }

  private static let labels2020: [String: Clip.Label] = ["normal": .normal, "anomaly": .anomaly]

  /// `normal_id_00_00000000` in `train` or `test`.
  private static func dcase2020(
    _ words: [String], _ label: Clip.Label, _ folders: [String]
  ) -> Result<ClipName, Refusal> {
    guard isNumber(words[2]) else { return refused("its name has no id_NN with a number") }
    guard let folder = folders.last, let split = Clip.Split(rawValue: folder) else {
      return refused("it is in no folder named train or test")
    }
    guard folders.count >= 2 else { return refused("no folder names its machine") }
    return .success(
      ClipName(
        layout: .dcase2020, machine: folders[folders.count - 2],
        machineFolder: folders.dropLast(), id: "id_" + words[2], split: split, label: label))
  }

  /// `section_00_source_train_normal_0000_…` in `train`, `test`, `source_test` or `target_test`.
  private static func section(
    _ words: [String], _ folders: [String]
  ) -> Result<ClipName, Refusal> {
    guard words.count >= 3, isNumber(words[1]) else {
      return refused("its name has no section_NN with a number")
    }
    guard let domain = Clip.Domain(rawValue: words[2]) else {
      return refused("its name says neither source nor target")
    }
    guard words.count >= 4, let split = Clip.Split(rawValue: words[3]) else {
      return refused("its name says neither train nor test")
    }
    guard words.count >= 5, let label = labels2020[words[4]] else {
      return refused("its name says neither normal nor anomaly")
    }
    var machineFolder = folders
    if let splitNamed = folders.last.flatMap(splitOfFolder) {
      if splitNamed != split {
        return refused("its name says \(split.rawValue), its folder \(splitNamed.rawValue)")
      }
      machineFolder.removeLast()
    }
    guard let machine = machineFolder.last else { return refused("no folder names its machine") }
    return .success(
      ClipName(
        layout: .dcase2021, machine: machine, machineFolder: machineFolder,
        id: "section_" + words[1], domain: domain, split: split, label: label))
  }

  private static func splitOfFolder(_ folder: String) -> Clip.Split? {
    switch folder {
    case "train", "source_train", "target_train": .train
    case "test", "source_test", "target_test": .test
    default: nil
    }
  }

  /// Anything in `normal` or `abnormal` in `id_00` in a folder that names the machine, perhaps
  /// after the noise level (`6_dB_fan`). Everything starts in `train`; `MIMIISplit` comes after.
  private static func mimii(_ folders: [String]) -> Result<ClipName, Refusal> {
    let labels: [String: Clip.Label] = ["normal": .normal, "abnormal": .anomaly]
    guard folders.count >= 3, let label = labels[folders[folders.count - 1]] else {
      return refused("neither its name nor its folders follow a known layout")
    }
    let id = folders[folders.count - 2]
    guard id.hasPrefix("id_"), isNumber(String(id.dropFirst(3))) else {
      return refused("it is in no folder named id_NN")
    }
    let machineFolder = Array(folders.dropLast(2))
    return .success(
      ClipName(
        layout: .mimii, machine: withoutNoiseLevel(folders[folders.count - 3]),
        machineFolder: machineFolder, id: id, split: .train, label: label))
  }

  /// `-6_dB_fan` → `fan`.
  private static func withoutNoiseLevel(_ folder: String) -> String {
    let words = folder.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count == 3, Int(words[0]) != nil, words[1] == "dB", !words[2].isEmpty else {
      return folder
    }
    return String(words[2])
  }

  private static func isNumber(_ word: String) -> Bool {
    !word.isEmpty && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  private static func refused(_ reason: String) -> Result<ClipName, Refusal> {
    .failure(Refusal(reason: reason))
  }
}
