/// How a data set names its files and folders, and so how its results are averaged.
public enum DatasetLayout: String, Sendable, Hashable, CaseIterable {
  /// `fan/train/normal_id_00_00000000.wav`, `fan/test/anomaly_id_00_00000000.wav`: DCASE 2020
  /// Task 2, ToyADMOS and MIMII clips.
  case dcase2020
  /// `fan/train/section_00_source_train_normal_0000_….wav`: DCASE 2021 to 2025 Task 2. Source and
  /// target domains are told apart.
  case dcase2021
  /// `fan/id_00/normal/00000000.wav`, `fan/id_00/abnormal/…`: MIMII as its authors publish it
  /// (Purohit et al., DCASE 2019). It has no split of its own; see `MIMIISplit`.
  case mimii

  /// As a person would name it.
  public var name: String {
    switch self {
    case .dcase2020: "DCASE 2020"
    case .dcase2021: "DCASE 2021-2025"
    case .mimii: "MIMII"
    }
  }

  /// Looks through a folder and everything below it.
  ///
  /// The folder may hold several machines, be one machine's own, or be a folder in it
  /// (`dev_data/fan/train`); machines are named by folders, also by those above. Hidden files are
  /// passed over. Symbolic links are followed, each real folder being visited once.
  ///
  /// - Parameter splitSeed: for layouts that have no split of their own.
  /// - Throws: `DatasetError` where there is no such folder, nothing in it can be placed, or what
  ///   can belongs to different layouts, mixes sound with features, or is there twice.
  public static func scan(
    _ directory: String, splitSeed: UInt64 = 0
  ) throws(DatasetError) -> Dataset {
    var scan = DatasetScan(root: directory)
    for file in try DirectoryWalk.files(below: directory) { scan.place(file) }
    return try scan.dataset(splitSeed: splitSeed)
  }
}
