import DeviceTrace
import EdgeRuntime

/// The names of a model's layers, for people.
public struct LayerNames: Sendable, Equatable {
  /// Of each network.
  public let names: [[String]]

  /// The names in a model.
  public init(_ model: Model) {
    names = (0..<model.networkCount).map { index in
      let network = model.network(index)
      return (0..<network.layerCount).map {
        String(decoding: network.layer($0).name, as: UTF8.self)
      }
    }
  }

  /// Names as they stand.
  public init(_ names: [[String]]) { self.names = names }

  /// A layer's name, of an ensemble with the network's number before it.
  public func name(network: Int, layer: Int) -> String {
    guard names.indices.contains(network), names[network].indices.contains(layer) else {
      return "network \(network) layer \(layer)"
    }
    return names.count == 1
      ? names[network][layer] : "network \(network) \(names[network][layer])"
  }

  /// What a record speaks of.
  public func place(_ record: TraceRecord) -> String {
    let network = Int(record.network)
    let layer = name(network: network, layer: Int(record.layer))
    let ensemble = names.count == 1 ? "" : " of network \(network)"
    return switch record.kind {
    case .start: "the start"
    case .frame: "frame \(record.index): log-mel"
    case .window: "window \(record.index): log-mel"
    case .input: "window \(record.index): input\(ensemble)"
    case .output: "window \(record.index): \(layer)"
    case .accumulators: "window \(record.index): \(layer), accumulators"
    case .squaredErrors: "window \(record.index): squared errors after \(layer)"
    case .score: "window \(record.index): score"
    case .decision: "decision"
    case .pause: "end of a chunk"
    case .end, .memory: "the end"
    }
  }

  /// One line: where, and both values.
  public func line(_ difference: TraceDifference) -> String {
    guard let host = difference.host else {
      return "the target goes on where the host has ended, record \(difference.position)"
    }
    guard let target = difference.target else {
      return "\(place(host)): the target has ended, record \(difference.position)"
    }
    if let element = difference.element {
      return
        "\(place(host)), element \(element.index): host \(element.host), target \(element.target)"
    }
    if host.kind != target.kind {
      return "\(place(host)) on the host, \(place(target)) on the target"
    }
    if host.value != target.value {
      return "\(place(host)): host \(host.value), target \(target.value)"
    }
    let (ours, theirs) = (host.checksum.hexadecimal, target.checksum.hexadecimal)
    return "\(place(host)): host \(host.count) values, CRC-32 \(ours); "
      + "target \(target.count), \(theirs)"
  }
}

extension UInt32 {
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
