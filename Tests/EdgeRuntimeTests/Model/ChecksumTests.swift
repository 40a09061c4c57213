import EdgeRuntime
import Testing

@Suite("Checksums")
struct ChecksumTests {
  /// The check value that the catalogue of CRC algorithms gives for this one.
  @Test func crcOfTheNineDigitsIsTheCataloguesCheckValue() {
    var check = CRC32()
    Array("123456789".utf8).withUnsafeBytes { check.update($0) }
    #expect(check.value == 0xCBF4_3926)
  }

  @Test func crcOfZerosIsCountedNotRead() {
    var (counted, read) = (CRC32(), CRC32())
    counted.updateZeros(100)
    [UInt8](repeating: 0, count: 100).withUnsafeBytes { read.update($0) }
    #expect(counted.value == read.value)
  }

  /// Examples of FIPS 180-2, appendix B, and the empty message.
  @Test(arguments: [
    ("", "e3b0c442 98fc1c14 9afbf4c8 996fb924 27ae41e4 649b934c a495991b 7852b855"),
    ("abc", "ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61 d20638b8 e5c02693 0c3e6039 a33ce459 64ff2167 f6ecedd4 19db06c1"
    ),
  ])
  func digestsAreThoseOfTheStandard(_ text: String, _ expected: String) {
    var hash = SHA256()
    Array(text.utf8).withUnsafeBytes { hash.update($0) }
    #expect(words(hash.finish()) == expected)
  }

  @Test func aMillionLettersInPieces() {
    var hash = SHA256()
    let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1000)
    for _ in 0..<1000 { piece.withUnsafeBytes { hash.update($0) } }
    #expect(
      words(hash.finish())
        == "cdc76e5c 9914fb92 81a1c7e2 84d73e67 f1809a48 a497200e 046d39cc c7112cd0")
  }

  private func words(_ digest: SIMD8<UInt32>) -> String {
    (0..<8).map { index in
      let digits = String(digest[index], radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined(separator: " ")
  }
}
