/// The clips of a folder, as the names in it describe them.
public struct Dataset: Sendable, Equatable {
  /// The folder that was looked through, as the caller named it.
  public var root: String
  /// Whose naming the folder follows.
  public var layout: DatasetLayout
  /// What all clips hold.
  public var content: Clip.Content
  /// By machine, id, split, domain, label and path, whatever order the disk has them in.
  public var clips: [Clip]
  /// Files that are no clips, or whose names do not say enough; by path.
  public var unplaced: [UnplacedFile]

  /// A file left out, and why.
  public struct UnplacedFile: Sendable, Equatable {
    /// Below the root.
    public var path: String
    /// One clause, `its name says no label`.
    public var reason: String

    /// A file left out, and why.
    public init(path: String, reason: String) {
      self.path = path
      self.reason = reason
    }
  }

  /// Machine types, in alphabetical order.
  public var machines: [String] { Set(clips.map(\.machine)).sorted() }

  /// Ids or sections of a machine, in alphabetical order.
  public func ids(of machine: String) -> [String] {
    Set(clips.lazy.filter { $0.machine == machine }.map(\.id)).sorted()
  }

  /// The clips of one split, of one label where that is named.
  public func clips(_ split: Clip.Split, _ label: Clip.Label? = nil) -> [Clip] {
    clips.filter { $0.split == split && (label == nil || $0.label == label) }
  }

  /// The part that belongs to one machine.
  ///
  /// - Parameter machine: nil stands for the only one; a data set of several must be told which.
  /// - Throws: `DatasetError.unknownMachine` or `.machineNeeded`, which name the machines there are.
  public func selecting(machine: String?) throws(DatasetError) -> Dataset {
    let machines = machines
    guard let machine else {
      guard machines.count <= 1 else { throw .machineNeeded(root, machines: machines) }
      return self
    }
    guard machines.contains(machine) else {
      throw .unknownMachine(machine, root, machines: machines)
    }
    var part = self
    part.clips = clips.filter { $0.machine == machine }
    return part
  }
}
