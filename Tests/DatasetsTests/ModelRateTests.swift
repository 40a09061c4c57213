import Datasets
import Testing

@Suite struct ModelRateTests {
  @Test func sixteenKilohertzWhereTheyCanBeHad() {
    let pairs = [
      (16_000, 16_000), (32_000, 16_000), (48_000, 16_000), (64_000, 16_000), (96_000, 16_000),
      (8_000, 8_000), (22_050, 22_050), (44_100, 44_100), (192_000, 192_000),
    ]
    for (recorded, heard) in pairs { #expect(ModelRate.heard(recorded) == heard) }
  }

  @Test func mostRecordingsDecide() {
    #expect(ModelRate.commonest([]) == nil)
    #expect(ModelRate.commonest([44_100, 44_100, 44_100, 16_000, 32_000]) == 44_100)
    #expect(ModelRate.commonest([44_100, 44_100, 16_000, 32_000, 48_000]) == 16_000)
    #expect(ModelRate.commonest([8_000, 16_000]) == 16_000, "the higher of two")
  }
}
