import EdgeRuntime
import Features

/// Frames of a clip by the front end alone.
enum DeviceFrames {
  static func frames(of samples: [Int16], _ tables: LogMelTables) -> [Int16] {
    DeviceLogMel.frames(of: samples, tables: tables)
  }
}
