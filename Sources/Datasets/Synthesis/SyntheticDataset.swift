import AtomicFile
import AudioFile
import Foundation
import Synchronization

/// Writes a made data set to a folder, in the layout of DCASE 2020 task 2, with its manifest.
public struct SyntheticDataset: Sendable {
  private let synthesizer: Synthesizer
  private let folder: String

  /// A data set to be written to `folder`, which need not exist.
  public init(_ synthesizer: Synthesizer, folder: String) {
    self.synthesizer = synthesizer
    self.folder = folder
  }

  /// Makes and writes every clip, on all processors, and the manifest last.
  ///
  /// Either all of it is there in the end or nothing: on an error, and when `shouldStop` says so,
  /// what was written is removed.
  ///
  /// - Parameters:
  ///   - replacing: remove the made data set that the folder holds first. A folder that holds
  ///     anything but such a data set is refused all the same.
  ///   - shouldStop: asked before each clip, on any thread.
  ///   - progress: told the number of clips done so far, on any thread.
  public func write(
    replacing: Bool = false, shouldStop: @Sendable () -> Bool = { false },
    progress: @Sendable (Int) -> Void = { _ in }
  ) throws(SynthesisError) {
    let madeFolder = access(folder, F_OK) != 0
    try prepare(replacing: replacing)
    let clips = synthesizer.clips
    let state = Mutex((done: 0, failure: SynthesisError?.none))
    DispatchQueue.concurrentPerform(iterations: clips.count) { index in
      guard state.withLock({ $0.failure == nil }) else { return }
      let outcome = write(clips[index], of: clips.count, shouldStop: shouldStop)
      let done = state.withLock { state in
        if let outcome {
          state.failure = state.failure ?? outcome
        } else {
          state.done += 1
        }
        return state.done
      }
      if outcome == nil { progress(done) }
    }
    var failure = state.withLock { $0.failure }
    if failure == nil { failure = writeManifest(clips) }
    if let failure {
      remove(clips.map(\.file) + [SynthesisManifest.name])
      if madeFolder { rmdir(folder) }
      throw failure
    }
  }

  /// The failure, if there was one.
  private func write(
    _ clip: SyntheticClip, of total: Int, shouldStop: () -> Bool
  ) -> SynthesisError? {
    if shouldStop() { return .interrupted(folder: folder) }
    do throws(AudioFileError) {
      let pcm = PCM(samples: synthesizer.samples(of: clip), rate: Synthesizer.sampleRate)
      try AudioFile.write(pcm, to: path(clip.file))
      return nil
    } catch {
      return .notWritten(error)
    }
  }

  private func writeManifest(_ clips: [SyntheticClip]) -> SynthesisError? {
    let text = SynthesisManifest.text(clips, snr: synthesizer.options.snr)
    do throws(AtomicFileError) {
      try AtomicFile.write(text, to: path(SynthesisManifest.name))
      return nil
    } catch {
      return .notWritten(.unwritable(error))
    }
  }

  /// Looks at the folder, empties it if that is allowed, and makes the folders inside.
  private func prepare(replacing: Bool) throws(SynthesisError) {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: folder, isDirectory: &isFolder) {
      guard isFolder.boolValue else { throw .notAFolder(path: folder) }
      let entries = (try? files.contentsOfDirectory(atPath: folder)) ?? []
      if !entries.isEmpty { try makeRoom(replacing: replacing, entries: entries) }
    }
    for machine in synthesizer.options.machines {
      for split in ["train", "test"] {
        let place = path("\(machine.rawValue)/\(split)")
        do {
          try files.createDirectory(atPath: place, withIntermediateDirectories: true)
        } catch {
          throw .noFolder(path: place, reason: Self.reason(error))
        }
      }
    }
  }

  private func makeRoom(replacing: Bool, entries: [String]) throws(SynthesisError) {
    let manifest = try? String(contentsOfFile: path(SynthesisManifest.name), encoding: .utf8)
    let old = manifest.flatMap { SynthesisManifest.files(in: $0) }
    guard replacing, let old else {
      throw .notEmpty(folder: folder, entries: entries.count, isReplaceable: old != nil)
    }
    remove([SynthesisManifest.name] + old)
    let left = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard left.isEmpty else {
      throw .notEmpty(folder: folder, entries: left.count, isReplaceable: false)
    }
  }

  /// Removes files of a data set, and the folders that are empty then.
  private func remove(_ files: [String]) {
    for file in files { unlink(path(file)) }
    for machine in MachineKind.allCases {
      for place in ["/train", "/test", ""] { rmdir(path(machine.rawValue + place)) }
    }
  }

  private func path(_ file: String) -> String { "\(folder)/\(file)" }

  private static func reason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    guard let underlying, underlying.domain == NSPOSIXErrorDomain else {
      return error.localizedDescription
        .replacing("The operation could not be completed. ", with: "")
    }
    return String(cString: strerror(Int32(underlying.code)))
  }
}
