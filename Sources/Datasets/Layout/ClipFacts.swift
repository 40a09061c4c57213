import AudioFile

/// What a look at a clip's file tells.
struct ClipFacts: Sendable {
  var seconds = 0.0
  /// Recordings only.
  var rate: Int?
  /// Recordings only.
  var channels: Int?
  /// Features only.
  var bands: Int?

  init(of clip: Clip, depth: DatasetSurvey.Depth, channel: Int?) throws(DatasetError) {
    switch clip.content {
    case .audio: try self.init(recording: clip, depth, channel)
    case .features: try self.init(features: clip, depth)
    }
  }

  private init(
    recording clip: Clip, _ depth: DatasetSurvey.Depth, _ channel: Int?
  ) throws(DatasetError) {
    do throws(AudioFileError) {
      let header = try AudioFile.header(clip.path, channel: channel)
      rate = header.rate
      channels = header.channels
      seconds = header.duration ?? 0
      if header.frames == 0 {
        throw .tooShort(clip.path, found: 0, minimum: 1, rate: header.rate)
      }
      if depth == .everything || header.frames == nil {
        seconds = try AudioFile.read(clip.path, channel: channel ?? 1).duration
      }
    } catch {
      throw .audio(error)
    }
  }

  private init(features clip: Clip, _ depth: DatasetSurvey.Depth) throws(DatasetError) {
    let shape: [Int]
    do throws(NumpyFileError) {
      shape = try NumpyFile.shape(clip.path)
    } catch {
      throw .numpy(error)
    }
    guard shape.count == 2, shape[1] > 0 else { throw .notFrames(clip.path, shape: shape) }
    bands = shape[1]
    if depth == .everything { _ = try ClipReader().logMel(clip) }
  }
}
