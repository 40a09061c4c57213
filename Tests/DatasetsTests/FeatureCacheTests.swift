import Features
import Foundation
import Testing

@testable import Datasets

@Suite struct FeatureCacheTests {
  private let tables: LogMelTables
  private let folder: DatasetFolder

  init() throws {
    tables = try LogMelTables(Self.design)
    folder = try DatasetFolder()
  }

  private static var design: LogMelDesign {
    LogMelDesign(sampleRate: 16_000, frameLength: 1_024, hop: 512, bands: 128)
  }

  private func key(_ tables: LogMelTables, _ samples: [Int16]) -> FeatureCacheKey {
    FeatureCacheKey.Maker(tables: tables).key(of: samples)
  }

  private let frames = LogMelFrames(values: (0..<60).map { Int16($0 * 7 - 200) }, bands: 12)

  @Test func storedFramesComeBack() throws {
    let cache = FeatureCache(directory: folder.path + "/not/there/yet")
    let key = key(tables, [1, 2, 3])
    #expect(cache.frames(for: key) == nil)
    try cache.store(frames, for: key)
    #expect(cache.frames(for: key) == frames)
    #expect(try NumpyFile.read(cache.path(of: key)).shape == [5, 12])
  }

  @Test func keyChangesWithEverySampleAndTheLength() {
    let samples = noise(64)
    let maker = FeatureCacheKey.Maker(tables: tables)
    var keys: Set = [maker.key(of: samples), maker.key(of: samples + [0]), maker.key(of: [])]
    for index in samples.indices {
      var changed = samples
      changed[index] ^= 1
      keys.insert(maker.key(of: changed))
    }
    #expect(keys.count == 3 + 64)
    #expect(maker.key(of: samples) == FeatureCacheKey.Maker(tables: tables).key(of: samples))
  }

  @Test func keyChangesWithEveryParameter() throws {
    var variants = [tables]
    func vary(_ change: (inout LogMelTables) -> Void) {
      var copy = tables
      change(&copy)
      variants.append(copy)
    }
    vary { $0.sampleRate = 8_000 }
    vary { $0.hop = 511 }
    vary { $0.windowQ31[500] -= 1 }
    vary { $0.twiddlesQ30[8] += 1 }
    vary { $0.melWeights[3] -= 1 }
    vary { $0.offsetQ9 += 1 }
    vary { $0.floorQ9 += 1 }
    vary { $0.bands.removeLast() }
    for bands in [40, 64] {
      var design = Self.design
      design.bands = bands
      variants.append(try LogMelTables(design))
    }
    #expect(Set(variants.map { key($0, [5, 6]).digits }).count == variants.count)
  }

  @Test func keyIsTheSameInEveryProcess() {
    // Written down once: the digest of fixed bytes, from Python's hashlib.
    var bytes = DigestedBytes(purpose: "ab")
    bytes.add([Int16(1), -2])
    #expect(
      bytes.digits() == "8044a6c41cb04c3f3887e4acedd36f21db0f4bee89972be68db4612897367438")
  }

  @Test func damagedEntryIsAsIfItWereNotThereAndIsReplaced() throws {
    let cache = FeatureCache(directory: folder.path)
    let key = key(tables, [1])
    try cache.store(frames, for: key)
    let path = cache.path(of: key)
    let good = try #require(FileManager.default.contents(atPath: path))
    for position in good.indices where position % 7 == 0 {
      var bad = good
      bad[position] ^= 0x04
      try bad.write(to: URL(fileURLWithPath: path))
      let served = cache.frames(for: key)
      // Blanks that pad the header carry nothing.
      #expect(served == nil || good[position] == 0x20, "byte \(position)")
    }
    for length in stride(from: 0, to: good.count, by: 11) {
      try good.prefix(length).write(to: URL(fileURLWithPath: path))
      #expect(cache.frames(for: key) == nil)
    }
    try cache.store(frames, for: key)
    #expect(cache.frames(for: key) == frames)
  }

  @Test func entryUnderAnotherNameIsNotServed() throws {
    let cache = FeatureCache(directory: folder.path)
    let (mine, other) = (key(tables, [1]), key(tables, [2]))
    try cache.store(frames, for: mine)
    try cache.store(frames, for: other)
    try FileManager.default.removeItem(atPath: cache.path(of: other))
    try FileManager.default.copyItem(atPath: cache.path(of: mine), toPath: cache.path(of: other))
    #expect(cache.frames(for: other) == nil)
  }

  @Test func manyWritersOfOneEntryLeaveAWholeOne() async throws {
    let cache = FeatureCache(directory: folder.path)
    let (key, frames) = (key(tables, [1]), frames)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<32 {
        group.addTask {
          try cache.store(frames, for: key)
          let served = cache.frames(for: key)
          #expect(served == frames)
        }
      }
      try await group.waitForAll()
    }
    let entry = cache.path(of: key) as NSString
    let names = try FileManager.default.contentsOfDirectory(atPath: entry.deletingLastPathComponent)
    #expect(names == [entry.lastPathComponent])
  }

  @Test(arguments: [
    (["XDG_CACHE_HOME": "/x", "HOME": "/h"], "/x/edgeasd"),
    (["HOME": "/h"], "/h/.cache/edgeasd"),
    (["XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/edgeasd"),
    (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/edgeasd"),
  ])
  func folderFollowsTheXDGSpecification(_ environment: [String: String], _ expected: String) {
    #expect(FeatureCache.defaultDirectory(environment: environment) == expected)
  }
}
