import EdgeRuntime

extension AudioFile {
  /// How many samples of a recording make one at the rate that is asked for: 1 where the rates
  /// agree, 2, 3, 4 or 6 where the device's decimator bridges them, nil where nothing does.
  public static func decimation(from rate: Int, to expected: Int) -> Int? {
    guard rate != expected else { return 1 }
    guard expected > 0, rate.isMultiple(of: expected),
      Decimator.supports(factor: rate / expected)
    else { return nil }
    return rate / expected
  }

  /// What the device would hear through a card that only gives `factor` times its model's rate.
  static func decimated(_ samples: [Int16], by factor: Int) -> [Int16] {
    let count = Decimator.memoryCount(factor: factor)
    return withUnsafeTemporaryAllocation(of: Int16.self, capacity: count) { memory in
      var decimator = Decimator(factor: factor, memory: memory.baseAddress!)
      return [Int16](unsafeUninitializedCapacity: samples.count / factor + 1) { output, written in
        written = decimator.process(samples.span, into: output.baseAddress!)
      }
    }
  }
}
