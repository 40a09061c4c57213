import AtomicFile
import AudioFile
import Features
import Synchronization

/// Turns clips into log-mel frames as the device computes them, and remembers them.
public struct FeatureExtractor: Sendable {
  private let reader: ClipReader
  private let frontEnd: FrontEnd?
  private let cache: FeatureCache?

  private struct FrontEnd: Sendable {
    var tables: LogMelTables
    var keys: FeatureCacheKey.Maker
  }

  /// What came of many clips.
  public struct Extraction: Sendable {
    /// Frames of the good clips and the bad clips, in order.
    public var results: ClipResults<LogMelFrames>
    /// Clips whose frames came from the cache.
    public var cached: Int
    /// Why entries could not be kept, of the first that could not; the frames are good regardless.
    public var cacheProblem: AtomicFileError?
  }

  /// - Parameters:
  ///   - tables: the front end that recordings go through; nil for features only. Sets the rate.
  ///   - reader: demands on clips; its rate and least length are raised to what the tables need.
  ///   - cache: nil computes everything anew.
  public init(tables: LogMelTables?, reader: ClipReader = ClipReader(), cache: FeatureCache?) {
    var reader = reader
    if let tables {
      let needed = tables.frameLength + (max(reader.minimumFrames, 1) - 1) * tables.hop
      reader.expectedRate = tables.sampleRate
      reader.minimumSamples = max(reader.minimumSamples, needed)
    }
    self.reader = reader
    self.cache = cache
    frontEnd = tables.map { FrontEnd(tables: $0, keys: FeatureCacheKey.Maker(tables: $0)) }
  }

  /// Log-mel frames of every clip, several clips at a time; the result does not depend on how many.
  ///
  /// - Parameters:
  ///   - progress: called with the number of clips done, one call at a time, on any thread.
  ///   - shouldStop: true ends the work with a `CancellationError`.
  /// - Throws: with `.stop` the first bad clip's error; `DatasetError.featuresNeeded` where a
  ///   recording meets an extractor without tables is a bad clip too.
  public func extract(
    _ clips: [Clip], policy: BadFilePolicy = .list, progress: (@Sendable (Int) -> Void)? = nil,
    shouldStop: @Sendable () -> Bool = { false }
  ) throws -> Extraction {
    let state = Mutex<(cached: Int, problem: AtomicFileError?)>((0, nil))
    let results = try reader.map(
      clips, policy: policy, progress: progress, shouldStop: shouldStop
    ) { clip, contents in
      switch contents {
      case .logMel(let frames): return frames
      case .sound(let pcm):
        guard let frontEnd else { throw DatasetError.featuresNeeded(clip.path) }
        return frames(of: pcm, frontEnd, state)
      }
    }
    return state.withLock {
      Extraction(results: results, cached: $0.cached, cacheProblem: $0.problem)
    }
  }

  private func frames(
    of pcm: PCM, _ frontEnd: FrontEnd,
    _ state: borrowing Mutex<(cached: Int, problem: AtomicFileError?)>
  ) -> LogMelFrames {
    let tables = frontEnd.tables
    func compute() -> LogMelFrames {
      LogMelFrames(
        values: DeviceLogMel.frames(of: pcm.samples, tables: tables), bands: tables.bands.count)
    }
    guard let cache else { return compute() }
    let key = frontEnd.keys.key(of: pcm.samples)
    if let known = cache.frames(for: key) {
      state.withLock { $0.cached += 1 }
      return known
    }
    let frames = compute()
    do throws(AtomicFileError) {
      try cache.store(frames, for: key)
    } catch {
      state.withLock { $0.problem = $0.problem ?? error }
    }
    return frames
  }
}
