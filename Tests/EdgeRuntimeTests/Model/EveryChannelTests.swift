import EdgeRuntime
import Testing

@testable import Quantization

/// One output channel's numbers made bad, in every channel of every layer in turn.
@Suite("Every output channel")
struct EveryChannelTests {
  /// A layer's numbers and which of its channels to spoil.
  private typealias Change = (inout LayerContents, _ channel: Int) -> Void

  private static func fixtures() throws -> [ModelContents] {
    [ModelFixture.tiny(), ModelFixture.ensemble(), try ModelFixture.smallConvolutional()]
  }

  /// Calls `body` for every channel of every layer with the model whose channel was changed.
  private func forEveryChannel(
    _ change: Change, _ body: (ModelContents, _ what: String) throws -> Void
  ) throws {
    for model in try Self.fixtures() {
      for (number, network) in model.networks.enumerated() {
        for (index, layer) in network.layers.enumerated() {
          for channel in layer.bias.indices {
            var changed = model
            change(&changed.networks[number].layers[index], channel)
            try body(changed, "network \(number), \(layer.name), channel \(channel)")
          }
        }
      }
    }
  }

  private func isRefused(_ what: String, found: Int64? = nil, _ change: Change) throws {
    try forEveryChannel(change) { model, place in
      let error = #expect(throws: ModelError.self, "\(place)") { try ModelWriter.write(model) }
      #expect(error.map { "\($0.what)" } == what, "\(place)")
      if let found { #expect(error?.found == found, "\(place)") }
    }
  }

  /// Σ|w|·255 of a channel, counted here.
  private static func reach(_ layer: LayerContents, _ channel: Int) -> Int64 {
    let count = layer.weights.count / layer.bias.count
    return (channel * count..<(channel + 1) * count)
      .reduce(0) { $0 + Int64(layer.weights[$1].magnitude) } * 255
  }

  @Test func accumulatorMayReachTheEndOfInt32AndNotOneMore() throws {
    let most = Int64(Int32.max)
    for sign: Int64 in [1, -1] {
      try forEveryChannel { layer, channel in
        layer.bias[channel] = sign * (most - Self.reach(layer, channel))
        // (The score head multiplies the last layer's sums; it must not shift them either.)
        layer.requantizers[channel] = Requantizer(multiplier: 1 << 30, shift: 0)
      } _: { model, place in
        var model = model
        model.heads = model.heads.map { head in
          guard case .reconstruction(var head) = head else { return head }
          head.requantizers = head.requantizers.map {
            Requantizer(multiplier: $0.multiplier, shift: min($0.shift, 0))
          }
          return .reconstruction(head)
        }
        #expect(throws: Never.self, "\(place)") { try ModelWriter.write(model) }
      }
      try isRefused("largest accumulator of an output channel", found: 1 << 31) {
        layer, channel in
        layer.bias[channel] = sign * (most - Self.reach(layer, channel) + 1)
      }
    }
  }

  @Test(arguments: [1, 1 << 30 - 1, -1, .min] as [Int32])
  func multiplierOutOfRangeIsRefused(_ multiplier: Int32) throws {
    try isRefused("multiplier", found: Int64(multiplier)) { layer, channel in
      layer.requantizers[channel] = Requantizer(multiplier: multiplier, shift: 0)
    }
  }

  @Test(arguments: [8, -32, .min, .max] as [Int32])
  func shiftOutOfRangeIsRefused(_ shift: Int32) throws {
    try isRefused("shift", found: Int64(shift)) { layer, channel in
      layer.requantizers[channel] = Requantizer(multiplier: 1 << 30, shift: shift)
    }
  }

  @Test(arguments: [0, -1, -0.0, .nan, .infinity] as [Float])
  func scaleThatIsNoPositiveNumberIsRefused(_ scale: Float) throws {
    try isRefused("scale (as bits)") { layer, channel in layer.weightScales[channel] = scale }
  }

  @Test func weightOfMinus128IsRefusedAtEitherEndOfItsRow() throws {
    for atEnd in [false, true] {
      try isRefused("weight", found: -128) { layer, channel in
        let count = layer.weights.count / layer.bias.count
        guard case .int8(var weights) = layer.weights else { return }
        weights[channel * count + (atEnd ? count - 1 : 0)] = -128
        layer.weights = .int8(weights)
      }
    }
  }
}
