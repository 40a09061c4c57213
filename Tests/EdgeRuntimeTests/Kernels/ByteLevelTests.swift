#if arch(x86_64)
  import Testing

  @testable import EdgeRuntime

  /// One program for every x86-64: each way in which it multiplies bytes gives the same bits.
  @Suite("Bytes on x86-64", .serialized)
  struct ByteLevelTests {
    /// What this machine can do, the best first; the tests of kernels run with that.
    static let levels: [Bytes.Level] = {
      let best = Bytes.level
      return Bytes.Level.allCases.filter { $0.rawValue <= best.rawValue }.reversed()
    }()

    @Test(
      arguments: levels,
      [RandomLayer.Linear.fullyConnected, .convolution, .transposedConvolution])
    func everyLevelGivesTheBitsOfTheDefinition(_ level: Bytes.Level, _ kind: RandomLayer.Linear) {
      let best = Bytes.level
      Bytes.level = level
      defer { Bytes.level = best }
      #expect(Bytes.level == level)
      KernelTests.compareWithTheDefinition(kind, RandomLayer.Precision())
      #expect(Bytes.level == level)
    }
  }
#endif
