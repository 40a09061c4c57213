import DeviceTrace
import EdgeRuntime

/// The first place where a target's trace departs from the host's.
public struct TraceDifference: Sendable, Equatable {
  /// Number of the record in both traces.
  public let position: Int
  /// The host's; nil where its trace is over.
  public let host: TraceRecord?
  /// The target's; nil where its trace is over.
  public let target: TraceRecord?
  /// Which of the elements behind the records is the first to differ, once it was looked for.
  public var element: Element?

  /// An element that differs.
  public struct Element: Sendable, Equatable {
    /// From 0, in the order in memory.
    public let index: Int
    /// What the host has.
    public let host: Int
    /// What the target has.
    public let target: Int

    /// An element that differs.
    public init(index: Int, host: Int, target: Int) {
      self.index = index
      self.host = host
      self.target = target
    }
  }

  /// The first difference; nil where all records are equal.
  public init?(host: RecordedTrace, target: RecordedTrace) {
    let (ours, theirs) = (host.records, target.records)
    guard ours != theirs else { return nil }
    let common = zip(ours, theirs).enumerated().first { $0.element.0 != $0.element.1 }
    position = common?.offset ?? min(ours.count, theirs.count)
    self.host = position < ours.count ? ours[position] : nil
    self.target = position < theirs.count ? theirs[position] : nil
  }

  /// The elements to look into; nil where the records have none, or are not of the same ones.
  public var selection: TraceSelection? {
    guard let host, let target, host.checksum != target.checksum, host.kind == target.kind,
      host.count == target.count, host.index == target.index, host.layer == target.layer,
      host.network == target.network, host.kind.hasElements
    else { return nil }
    return TraceSelection(
      kind: host.kind, network: Int(host.network), layer: Int(host.layer), index: host.index)
  }

  /// Looks for the element in what both have for `selection`, of `width` bytes each.
  public mutating func locate(host: [UInt8], target: [UInt8], width: Int) {
    guard host.count == target.count,
      let byte = host.indices.first(where: { host[$0] != target[$0] })
    else { return }
    let start = byte / width * width
    element = Element(
      index: byte / width, host: Self.integer(host[start..<start + width]),
      target: Self.integer(target[start..<start + width]))
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int {
    let value = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let unused = UInt64(64 - 8 * bytes.count)
    return Int(Int64(bitPattern: value << unused) >> Int64(unused))
  }
}

extension TraceRecord.Kind {
  /// Whether elements stand behind a record of the kind.
  fileprivate var hasElements: Bool {
    switch self {
    case .frame, .window, .input, .output, .accumulators: true
    case .start, .squaredErrors, .score, .decision, .pause, .end, .memory: false
    }
  }
}

extension TraceSelection {
  /// Bytes of an element behind the records that it selects.
  public func elementBytes(of model: Model) -> Int {
    let network = model.network(network)
    return switch kind {
    case .input: network.tensor(0).elementType.byteCount
    case .output: network.layer(layer).output.elementType.byteCount
    case .accumulators: network.layer(layer).hasWideAccumulators ? 8 : 4
    default: 2
    }
  }
}
