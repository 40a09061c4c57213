/// The table of a made data set, `manifest.csv`: what each clip is, beyond what its name says.
enum SynthesisManifest {
  static let name = "manifest.csv"
  static let header = "file,machine,id,label,cause,severity,snr,seed"

  /// One line a clip. Normal clips have no cause and severity 0; the seed is the clip's own.
  static func text(_ clips: [SyntheticClip], snr: Double) -> String {
    var lines = [header]
    for clip in clips {
      let fields = [
        clip.file, clip.machine.rawValue, clip.idName, clip.label.rawValue,
        clip.cause?.rawValue ?? "", "\((clip.severity * 10_000).rounded() / 10_000)", "\(snr)",
        "\(clip.seed)",
      ]
      lines.append(fields.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The files that a manifest lists; nil if the text is no manifest of this kind, or names
  /// anything outside the folders that the generator writes to.
  static func files(in text: String) -> [String]? {
    let lines = text.split(separator: "\n")
    guard lines.first.map(String.init) == header else { return nil }
    var files: [String] = []
    for line in lines.dropFirst() {
      guard let file = line.split(separator: ",").first else { return nil }
      let parts = file.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count == 3, MachineKind(rawValue: String(parts[0])) != nil,
        ["train", "test"].contains(parts[1]), parts[2].hasSuffix(".wav")
      else { return nil }
      files.append(String(file))
    }
    return files
  }
}
