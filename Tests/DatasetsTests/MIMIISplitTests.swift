import Datasets
import Foundation
import Testing

@Suite struct MIMIISplitTests {
  private func files(_ machine: String, normal: Int, abnormal: Int) -> [String] {
    (0..<normal).map { "\(machine)/id_00/normal/\(10_000 + $0).wav" }
      + (0..<abnormal).map { "\(machine)/id_00/abnormal/\(10_000 + $0).wav" }
  }

  private func testNames(_ dataset: Dataset, _ machine: String) -> [String] {
    dataset.clips(.test, .normal).filter { $0.machine == machine }
      .map { ($0.path as NSString).lastPathComponent }
  }

  @Test func allAbnormalAndAsManyNormalsAreTheTestSet() throws {
    let folder = try DatasetFolder(files("6_dB_fan", normal: 100, abnormal: 30))
    let dataset = try folder.scan()
    #expect(dataset.layout == .mimii)
    #expect(dataset.machines == ["fan"])
    #expect(dataset.clips(.test, .anomaly).count == 30)
    #expect(dataset.clips(.test, .normal).count == 30)
    #expect(dataset.clips(.train, .normal).count == 70)
    #expect(dataset.clips(.train, .anomaly).isEmpty)
  }

  @Test func drawIsSeededAndSpread() throws {
    let folder = try DatasetFolder(files("fan", normal: 100, abnormal: 30))
    let drawn = testNames(try folder.scan(), "fan")
    #expect(testNames(try folder.scan(), "fan") == drawn)
    #expect(testNames(try DatasetLayout.scan(folder.path, splitSeed: 1), "fan") != drawn)
    let lower = drawn.filter { $0 < "10050" }.count
    #expect((5...25).contains(lower))
  }

  @Test func furtherMachinesChangeNothing() throws {
    let folder = try DatasetFolder(files("fan", normal: 40, abnormal: 10))
    let before = testNames(try folder.scan(), "fan")
    for file in files("aaa", normal: 40, abnormal: 10) { try folder.add(file) }
    #expect(testNames(try folder.scan(), "fan") == before)
    #expect(testNames(try folder.scan(), "aaa") != before)
  }

  @Test func fewNormalsAreSharedBetweenTrainingAndTest() throws {
    let folder = try DatasetFolder(files("fan", normal: 9, abnormal: 30))
    let dataset = try folder.scan()
    #expect(dataset.clips(.test, .normal).count == 4)
    #expect(dataset.clips(.train, .normal).count == 5)
  }
}
