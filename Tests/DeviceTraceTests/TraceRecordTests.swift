import DeviceTrace
import Testing

struct TraceRecordTests {
  private func bytes(_ record: TraceRecord) -> [UInt8] {
    var bytes: [UInt8] = []
    record.encoded { bytes += $0 }
    return bytes
  }

  @Test func everyFieldHasItsPlace() {
    let record = TraceRecord(
      .accumulators, network: 0x12, layer: 0x3456, index: 0x789A_BCDE, count: 0x0102_0304,
      checksum: 0xA1B2_C3D4, value: 0x1122_3344_5566_7788)
    #expect(
      bytes(record) == [
        6, 0x12, 0x56, 0x34, 0xDE, 0xBC, 0x9A, 0x78, 4, 3, 2, 1, 0xD4, 0xC3, 0xB2, 0xA1, 0x88,
        0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
      ])
  }

  @Test(arguments: [0, 1, -1, .max, .min, 1 << 32, -(1 << 32)] as [Int64])
  func recordsSurviveEncoding(value: Int64) {
    for kind in 1...12 as ClosedRange<UInt8> {
      guard let kind = TraceRecord.Kind(rawValue: kind) else { continue }
      let record = TraceRecord(
        kind, network: 255, layer: 65_535, index: .max, count: Int(UInt32.max), checksum: .max,
        value: value)
      #expect(bytes(record).withUnsafeBytes { TraceRecord($0) } == record)
    }
  }

  @Test func unknownKindsAreNone() {
    for kind in [0, 13, 255] as [UInt8] {
      let bytes = [kind] + [UInt8](repeating: 0, count: TraceRecord.byteCount - 1)
      #expect(bytes.withUnsafeBytes { TraceRecord($0) } == nil)
    }
  }
}
