import Testing

@testable import WordSuggestion

@Suite struct SuggestionTests {
  private static let commands = ["train", "quantize", "inspect", "score", "synth", "metrics"]

  @Test(arguments: [
    ("tran", "train"), ("trian", "train"), ("quantise", "quantize"), ("Score", "score"),
    ("metrcis", "metrics"), ("insp", "inspect"),
  ])
  func aMistypedWordFindsItsNeighbour(word: String, expected: String) {
    #expect(Suggestion.nearest(to: word, in: Self.commands) == expected)
  }

  @Test(arguments: ["", "x", "listen", "zzzzzzzz", "s"])
  func aWordOfItsOwnFindsNone(word: String) {
    #expect(Suggestion.nearest(to: word, in: Self.commands) == nil)
  }

  @Test func distancesAreThoseOfTheDefinition() {
    #expect(Suggestion.editDistance("", "abc") == 3)
    #expect(Suggestion.editDistance("kitten", "sitting") == 3)
    #expect(Suggestion.editDistance("ab", "ba") == 1)
    #expect(Suggestion.editDistance("ca", "abc") == 3)
    #expect(Suggestion.editDistance("same", "same") == 0)
  }
}
