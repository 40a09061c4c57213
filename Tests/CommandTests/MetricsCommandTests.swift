import Foundation
import Testing

@Suite struct MetricsCommandTests {
  private let edgeasd = Executable("edgeasd")
  private let table = """
    machine,id,clip,y,s
    fan,00,"a, b",normal,1
    fan,00,c,anomaly,2
    fan,00,d,normal,3
    pump,2,e,0,1
    pump,2,f,1,2
    valve,4,g,1,2

    """

  private func run(_ words: String..., input: String? = nil) throws -> Executable.Outcome {
    try edgeasd.run(["metrics", "-"] + words, input: input ?? table)
  }

  @Test func jsonHasTheGroupsWithTheirOwnColumnsAndTheMean() throws {
    let outcome = try run(
      "--score", "s", "--label", "y", "--group", "machine,id", "--max-fpr", "1", "--json")
    #expect(outcome.code == 0)
    #expect(
      outcome.output == """
        {
          "groups": [
            {
              "machine": "fan",
              "id": "00",
              "auc": 0.5,
              "pauc": 0.5,
              "normal": 2,
              "anomaly": 1
            },
            {
              "machine": "pump",
              "id": "2",
              "auc": 1.0,
              "pauc": 1.0,
              "normal": 1,
              "anomaly": 1
            },
            {
              "machine": "valve",
              "id": "4",
              "auc": null,
              "pauc": null,
              "normal": 0,
              "anomaly": 1
            }
          ],
          "mean": {
            "auc": 0.75,
            "pauc": 0.75
          }
        }

        """)
    #expect(
      outcome.errors
        == "warning: machine valve, id 4: no AUC with 0 normal and 1 anomalous clips\n")
  }

  @Test func plainWholeNumbersAreNumbers() throws {
    let words = ["--score", "s", "--label", "y", "--group", "id", "--json"]
    let numbers = table.replacingOccurrences(of: ",00,", with: ",0,")
    let outcome = try edgeasd.run(["metrics", "-"] + words, input: numbers)
    #expect(outcome.output.contains("\"id\": 0,") && outcome.output.contains("\"id\": 2,"))
  }

  @Test func withoutGroupsAllClipsAreOne() throws {
    let outcome = try run("--score", "s", "--label", "y", "--json")
    #expect(outcome.output.contains("\"normal\": 3,\n      \"anomaly\": 3"))
    #expect(outcome.errors.isEmpty)
  }

  @Test func theTableForPeopleHasALineForEachGroupAndTheMean() throws {
    let outcome = try run("--score=s", "--label=y", "--group=machine")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 5)
    #expect(lines[1].split(separator: " ") == ["fan", "0.5000", "0.4737", "2", "1"])
    #expect(lines[3].split(separator: " ") == ["valve", "-", "-", "0", "1"])
    #expect(lines[4].split(separator: " ").first == "mean")
    #expect(!outcome.output.contains("\u{1B}"))
  }

  @Test func badScoresAndLabelsNameTheLine() throws {
    let score = try run(
      "--score", "s", "--label", "y",
      input: table.replacingOccurrences(of: "e,0,1", with: "e,0,nan"))
    #expect(score.code == 1 && score.output.isEmpty)
    #expect(score.errors.contains("\n  line 5, column 's': 'nan'\n"))
    let label = try run(
      "--score", "s", "--label", "y", input: table.replacingOccurrences(of: "e,0,1", with: "e,?,1"))
    #expect(label.code == 1 && label.errors.contains("\n  line 5, column 'y': '?'\n"))
  }

  @Test func aMissingColumnNamesThoseThereAre() throws {
    let outcome = try run("--score", "s", "--label", "y", "--group", "machin")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("'machine', 'id', 'clip', 'y', 's'"))
    #expect(outcome.errors.contains("did you mean 'machine'?"))
  }

  @Test func aMissingFileIsAFailureOfThreeLines() throws {
    let outcome = try edgeasd.run(["metrics", "/missing.csv", "--score", "s", "--label", "y"])
    #expect(outcome.code == 1)
    #expect(outcome.errors.hasPrefix("edgeasd: /missing.csv could not be read\n  No such file"))
    #expect(outcome.errors.split(separator: "\n").count == 3)
  }

  @Test func aFolderIsNoTable() throws {
    let outcome = try edgeasd.run(["metrics", "/tmp", "--score", "s", "--label", "y"])
    #expect(outcome.code == 1 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("edgeasd: /tmp could not be read\n"))
  }

  @Test func theDomainsOfTheLaterLayoutsAreKeptApart() throws {
    let table = """
      section,domain,y,s
      00,source,0,1
      00,source,1,3
      00,target,0,2
      00,target,1,1
      """
    let words = ["--score", "s", "--label", "y", "--group", "section", "--json"]
    let own = try edgeasd.run(
      ["metrics", "-", "--layout", "dcase2021"] + words, input: table)
    #expect(own.code == 0)
    #expect(own.output.contains("\"domain\": \"target\",\n      \"auc\": 0.0,"))
    #expect(own.output.contains("\"domains\": {\n    \"source\": {\n      \"auc\": 1.0,"))
    // Against the faults of both domains the target's normal clip wins one of two.
    let both = try edgeasd.run(
      ["metrics", "-", "--layout", "dcase2022"] + words, input: table)
    #expect(both.output.contains("\"domain\": \"target\",\n      \"auc\": 0.5,"))
    let without = try edgeasd.run(
      ["metrics", "-", "--layout", "dcase2021", "--domain", "d"] + words, input: table)
    #expect(without.code == 1 && without.errors.contains("has no column 'd'"))
  }

  @Test func limitsOfTheRateAndReservedNamesAreUsageErrors() throws {
    for rate in ["0", "1.1", "-0.1", "nan"] {
      #expect(try run("--score", "s", "--label", "y", "--max-fpr", rate).code == 64, "\(rate)")
    }
    #expect(try run("--score", "s", "--label", "y", "--group", "auc").code == 64)
  }
}
