import Foundation
import SeededRandom
import Testing

@testable import CommandLineInterface

@Suite struct JSONValueTests {
  private func readBack(_ value: JSONValue) throws -> Any {
    try JSONSerialization.jsonObject(
      with: Data(value.compact.utf8), options: [.fragmentsAllowed])
  }

  @Test func membersKeepTheirOrder() {
    let value: JSONValue = ["z": 1, "a": [true, nil, "x"], "m": ["b": 0.5, "a": []]]
    #expect(value.compact == #"{"z":1,"a":[true,null,"x"],"m":{"b":0.5,"a":[]}}"#)
    #expect(
      value.pretty == """
        {
          "z": 1,
          "a": [
            true,
            null,
            "x"
          ],
          "m": {
            "b": 0.5,
            "a": []
          }
        }
        """)
  }

  @Test func prettyAndCompactSayTheSame() throws {
    let value: JSONValue = ["a": [["b": "ü\n\"\\\u{1}"], [], [:]], "c": -0.1]
    let one = try JSONSerialization.jsonObject(with: Data(value.pretty.utf8)) as? NSDictionary
    let other = try JSONSerialization.jsonObject(with: Data(value.compact.utf8)) as? NSDictionary
    #expect(one == other && one != nil)
  }

  // JSONSerialization itself reads some numbers inexactly; strtod is the judge of the digits.
  private func expectToReadBack(_ number: Double) throws {
    let text = JSONValue.number(number).compact
    #expect(strtod(text, nil).bitPattern == number.bitPattern)
    #expect(text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/) != nil, "\(text)")
    let read = try #require(try readBack(.number(number)) as? NSNumber)
    #expect(abs(read.doubleValue - number) <= abs(number) * 1e-14)
  }

  @Test(arguments: [
    0.1, 1 / 3, 1e-7, .leastNormalMagnitude, 1e16, 123_456_789.0, -0.0, 1e21, 1e22, 1e300,
  ])
  func numbersReadBackAsTheyWere(number: Double) throws {
    try expectToReadBack(number)
  }

  @Test func randomNumbersReadBackAsTheyWere() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      // Exponents that scores, errors and times have.
      let exponent = Double(generator.integer(below: 60) - 30)
      try expectToReadBack(generator.normal() * pow(10, exponent))
    }
  }

  @Test func whatJSONCannotExpressIsNull() {
    #expect(JSONValue.array([.number(.nan), .number(.infinity)]).compact == "[null,null]")
    #expect(JSONValue(nil as Double?).compact == "null")
  }

  @Test func everyScalarReadsBackAsItWas() throws {
    var text = ""
    for code in Array(0...0x2FF as ClosedRange<UInt32>) + [0x2028, 0xFFFF, 0x1F600] {
      if let scalar = Unicode.Scalar(code) { text.unicodeScalars.append(scalar) }
    }
    #expect(try readBack(.string(text)) as? String == text)
  }

  @Test func integersAreExact() {
    #expect(JSONValue.integer(.max).compact == "9223372036854775807")
    #expect(JSONValue.integer(.min).compact == "-9223372036854775808")
  }
}
