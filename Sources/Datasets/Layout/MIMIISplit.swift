import SeededRandom

/// The split that MIMII's authors use, whose data set has none of its own: every abnormal clip and
/// as many normal ones, drawn at random, are the test set, the other normal ones the training set
/// (Purohit et al., "MIMII dataset", DCASE 2019).
///
/// Of an id with few normal clips at most half go to the test set. The draw depends on the seed,
/// the machine and the id only, so that further machines in the folder change nothing.
enum MIMIISplit {
  static func apply(to clips: inout [Clip], seed: UInt64) {
    let groups = Dictionary(grouping: clips.indices) { clips[$0].machine + "/" + clips[$0].id }
    for (name, members) in groups {
      let abnormal = members.filter { clips[$0].label == .anomaly }
      let normal = members.filter { clips[$0].label == .normal }
        .sorted { clips[$0].path < clips[$1].path }
      var generator = SeededGenerator(seed: seed, stream: name)
      let drawn = generator.permutation(of: normal.count)
        .prefix(min(abnormal.count, normal.count / 2))
      for index in abnormal { clips[index].split = .test }
      for position in drawn { clips[normal[position]].split = .test }
    }
  }
}
