import EdgeRuntime
import SeededRandom
import Testing

@testable import Quantization

@Suite("Damaged models")
struct DamagedModelTests {
  @Test func everyPrefixIsRefused() throws {
    for contents in try ModelFileTests.fixtures() {
      let image = ModelImage(try ModelWriter.write(contents))
      var refused = 0
      for length in 0..<image.bytes.count {
        let part = UnsafeRawBufferPointer(rebasing: image.bytes[..<length])
        do { _ = try Model(bytes: part) } catch { refused += error.kind == .damaged ? 1 : 0 }
      }
      #expect(refused == image.bytes.count)
    }
  }

  /// Also where the header names the length of what is left.
  @Test func everyPrefixWithItsOwnLengthIsRefused() throws {
    let whole = try ModelWriter.write(ModelFixture.tiny())
    for length in ModelFile.prefixLength..<whole.count {
      var file = HostileFile(Array(whole[..<length]))
      file.set(UInt32(length), at: ModelFile.Header.fileLength)
      #expect(throws: ModelError.self) { _ = try ModelImage(file.sealed()).model() }
    }
  }

  @Test func everyFlippedBitIsRefused() throws {
    for contents in [
      ModelFixture.tiny(), ModelFixture.ensemble(), ModelFixture.prototypes(),
      ModelFixture.classifier(), ModelFixture.interpolation(), ModelFixture.clusters(),
    ] {
      let file = try ModelWriter.write(contents)
      var accepted = 0
      for bit in 0..<file.count * 8 {
        var bytes = file
        bytes[bit / 8] ^= 1 << (bit % 8)
        if (try? ModelImage(bytes).model()) != nil { accepted += 1 }
      }
      #expect(accepted == 0)
    }
  }

  /// With checksums out of the way a flipped bit may pass, but never harm.
  @Test func everyFlippedBitIsHarmlessWithoutChecksums() throws {
    let file = try ModelWriter.write(ModelFixture.tiny())
    var accepted = 0
    for bit in 0..<file.count * 8 {
      var bytes = file
      bytes[bit / 8] ^= 1 << (bit % 8)
      if try MutantRun.survives(bytes) { accepted += 1 }
    }
    // Weights, biases, scales, levels and text may say anything within their limits.
    #expect(accepted > 0)
  }

  @Test(arguments: 0...6)
  func mutantsNeverTrapNorWriteOutsideTheirMemory(_ which: Int) throws {
    let fixtures = [
      ModelFixture.tiny(), ModelFixture.ensemble(), try ModelFixture.smallConvolutional(),
      EveryKindFixture.model(), ModelFixture.prototypes(), ModelFixture.classifier(),
      ModelFixture.clusters(),
    ]
    let file = try ModelWriter.write(fixtures[which])
    let trials = [70_000, 20_000, 10_000, 20_000, 40_000, 40_000, 40_000][which]
    var random = SeededGenerator(seed: UInt64(which))
    var accepted = 0
    for _ in 0..<trials {
      var mutant = HostileFile(file)
      for _ in 0...random.integer(below: 3) { mutant.mutate(&random) }
      if try MutantRun.survives(mutant.bytes) { accepted += 1 }
    }
    #expect(accepted > trials / 50, "mutants that are all refused prove little")
  }

  @Test func parsingIsDeterministic() throws {
    let image = ModelImage(try ModelWriter.write(ModelFixture.ensemble()))
    let first = ModelContents(reading: try image.model())
    for _ in 0..<1000 { #expect(ModelContents(reading: try image.model()) == first) }
  }

  @Test func digestIdentifiesTheModel() throws {
    let one = ModelImage(try ModelWriter.write(ModelFixture.tiny(seed: 1)))
    let same = ModelImage(try ModelWriter.write(ModelFixture.tiny(seed: 1)))
    let other = ModelImage(try ModelWriter.write(ModelFixture.tiny(seed: 2)))
    #expect(Array(try one.model().digest) == Array(try same.model().digest))
    #expect(Array(try one.model().digest) != Array(try other.model().digest))
  }
}

extension ModelFile {
  /// Header and section table.
  static var prefixLength: Int { Header.byteCount + 7 * SectionEntry.byteCount }
}
