/// Why each window of a model is computed whole, though it shares frames with the one before.
public enum StreamingRefusal: Sendable, Equatable {
  /// The observer wants every layer whole.
  case observer
  /// The score is no reconstruction error.
  case head
  /// Windows are pooled over time.
  case pooled
  /// Windows share no frames.
  case apart
  /// A network's input does not have one row for each frame.
  case input
  /// A layer, of a network, whose rows do not follow time: it mixes all rows, or two paces.
  case mixedTime(network: Int, layer: Int)
  /// The step in frames, which is no multiple of the networks' stride along time.
  case step(frames: Int, stride: Int)
  /// Every row of every layer sees an edge of the window.
  case edges

  /// Appends the reason in one line without an end, such as `the step of 24 frames is no multiple
  /// of 16, the network's stride`.
  public func write(to text: inout TextBuffer, of model: Model) {
    switch self {
    case .observer: text.append("the observer wants every layer whole")
    case .head: text.append("the score is no reconstruction error")
    case .pooled: text.append("windows are pooled over time")
    case .apart: text.append("windows share no frames")
    case .input: text.append("the network's input does not have one row for each frame")
    case .mixedTime(let network, let layer):
      let name = model.network(network).layer(layer).name
      text.append("layer ")
      if let base = name.baseAddress {
        text.append(base.assumingMemoryBound(to: UInt8.self), count: name.count)
      }
      text.append(" mixes all of time")
    case .step(let frames, let stride):
      text.append("the step of ")
      text.append(decimal: Int64(widening: frames))
      text.append(" frames is no multiple of ")
      text.append(decimal: Int64(widening: stride))
      text.append(", the network's stride")
    case .edges: text.append("every row of every layer sees an edge of the window")
    }
  }
}

#if !hasFeature(Embedded)
  extension StreamingRefusal {
    /// The reason in one line.
    public func description(of model: Model) -> String {
      String(unsafeUninitializedCapacity: 400) { bytes in
        guard let memory = bytes.baseAddress else { return 0 }
        var text = TextBuffer(memory, capacity: bytes.count)
        write(to: &text, of: model)
        return text.count
      }
    }
  }
#endif
