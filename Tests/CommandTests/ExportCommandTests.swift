import Datasets
import Foundation
import Testing

/// `edgeasd export`, judged by this machine's compilers.
@Suite struct ExportCommandTests {
  private let edgeasd = Executable("edgeasd")
  private let models: BareNetworks
  private var header: String { models.folder + "/model.h" }

  init() throws { models = try BareNetworks() }

  private func export(_ words: String...) throws -> Executable.Outcome {
    try edgeasd.run(["export"] + words)
  }

  /// A program that includes the header twice and writes the array to its standard output.
  private func program(_ symbol: String) -> String {
    """
    #include "model.h"
    #include "model.h"
    #include <stdint.h>
    #include <stdio.h>
    int main(void) {
      if ((uintptr_t)\(symbol) % 64 != 0 || sizeof \(symbol) != \(symbol)_length) return 1;
      return fwrite(\(symbol), 1, \(symbol)_length, stdout) != \(symbol)_length;
    }
    """
  }

  /// Compiles it with all warnings as errors and runs it; what it wrote.
  private func compiled(_ compiler: [String], _ symbol: String) throws -> [UInt8] {
    let source = models.folder + "/program" + (compiler[0] == "c++" ? ".cc" : ".c")
    try Data(program(symbol).utf8).write(to: URL(fileURLWithPath: source))
    let words =
      Array(compiler.dropFirst()) + ["-Wall", "-Wextra", "-Wpedantic", "-Werror", "-o"]
      + [models.folder + "/program", source]
    let outcome = try Executable(path: compiler[0]).run(
      words, shell: #"$0 "$@" && "\#(models.folder)/program" >"\#(models.folder)/array""#)
    #expect(outcome.code == 0, "\(compiler): \(outcome.errors)")
    let array = FileManager.default.contents(atPath: models.folder + "/array")
    return [UInt8](try #require(array))
  }

  @Test(arguments: [
    ["cc", "-std=c99"], ["cc", "-std=c11"], ["cc", "-std=gnu17"], ["c++", "-std=c++11"],
    ["c++", "-std=c++98"], ["c++", "-std=c++17"],
  ])
  func everyCompilerGivesTheFilesBytes(compiler: [String]) throws {
    let outcome = try export(models.dense, "--c-array", "-o", header)
    #expect(outcome.code == 0 && outcome.output.isEmpty, "\(outcome.errors)")
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: models.dense)))
    #expect(outcome.errors.hasPrefix("dense_model, dense_model_length: "))
    #expect(try compiled(compiler, "dense_model") == bytes)
  }

  @Test func theCommentSaysWhatItIs() throws {
    #expect(try export(models.dense, "--c-array", "-o", header).code == 0)
    let text = try String(contentsOfFile: header, encoding: .utf8)
    let sum = try Executable(path: "sha256sum").run([models.dense]).output.prefix(64)
    let comment = try #require(text.split(separator: "*/").first)
    for word in [
      "dense.easd as a C array", "sha256   \(sum)", "for a bare network",
      "input    1 x 1 x 2, int8", "dense * / of all: dense, 1 x 1 x 2, 8-bit weights",
    ] { #expect(comment.contains(word), "\(word)") }
    #expect(text.utf8.allSatisfy { $0 < 0x80 })
    #expect(text.contains("#ifndef DENSE_MODEL_H\n#define DENSE_MODEL_H\n"))
  }

  @Test func theSameModelGivesTheSameHeader() throws {
    let other = models.folder + "/other.h"
    for path in [header, other] {
      #expect(try export(models.image, "--c-array", "-o", path).code == 0)
    }
    #expect(
      FileManager.default.contents(atPath: header) == FileManager.default.contents(atPath: other))
  }

  @Test func aNameOfOnesOwnIsTaken() throws {
    #expect(try export(models.dense, "--c-array", "--name", "a7_b", "-o", header).code == 0)
    #expect(try compiled(["cc"], "a7_b").starts(with: Array("EASD".utf8)))
  }

  @Test(arguments: ["7a", "a b", "a-b", "", "int", "constexpr", "a__b", "_a", "a_", "é"])
  func aNameThatIsNoneIsRefused(name: String) throws {
    let outcome = try export(models.dense, "--c-array", "--name", name, "-o", header)
    #expect(outcome.code == 64 && outcome.errors.contains("--name"))
    #expect(!FileManager.default.fileExists(atPath: header))
  }

  @Test(arguments: [("7.easd", "model_7_model"), ("a-b.c.easd", "a_b_c_model"), ("ü", "model")])
  func theNameComesFromTheFilesName(file: String, symbol: String) throws {
    let path = models.folder + "/" + file
    try FileManager.default.copyItem(atPath: models.dense, toPath: path)
    #expect(try export(path, "--c-array", "-o", header).code == 0)
    let text = try String(contentsOfFile: header, encoding: .utf8)
    #expect(text.contains(" static const unsigned char \(symbol)["))
  }

  @Test func whatIsMissingOrCannotBeUsedIsRefused() throws {
    let none = try export(models.dense, "-o", header)
    #expect(none.code == 64 && none.errors.contains("Say in which form: --c-array"))
    #expect(try export(models.dense, "--c-array").code == 64)
    let float = try export(models.float, "--c-array", "-o", header)
    #expect(float.code == 4 && float.errors.contains("is no device model"))
    #expect(try export(models.folder + "/none", "--c-array", "-o", header).code == 4)
    let onto = try export(models.dense, "--c-array", "-o", models.dense)
    #expect(onto.code == 1 && onto.errors.contains("would replace what it is made from"))
    #expect(!FileManager.default.fileExists(atPath: header))
  }

  @Test func aTFLiteFileIsReadBackAsTheSameNetwork() throws {
    let file = models.folder + "/net.tflite"
    let again = models.folder + "/again.easd"
    let pairs = [[0, 0], [10, -20], [127, -128], [-128, 127]]
    let input = try models.save("in", [4, 2], .int8(pairs.joined().map { Int8($0) }))
    let outcome = try export(models.dense, "--tflite", "-o", file)
    #expect(outcome.code == 0 && outcome.output.isEmpty && outcome.errors.isEmpty)
    #expect(try edgeasd.run(["import", file, "-o", again]).code == 0)
    let result = models.folder + "/out.npy"
    #expect(try edgeasd.run(["infer", again, input, "-o", result]).code == 0)
    #expect(try NumpyFile.read(result).elements == .int8(BareNetworks.outputs(pairs)))
    let second = models.folder + "/second.tflite"
    #expect(try export(models.dense, "--tflite", "-o", second).code == 0)
    #expect(
      FileManager.default.contents(atPath: file) == FileManager.default.contents(atPath: second))
  }

  @Test func whatTFLiteCannotSayIsRefusedByNameAndNothingIsWritten() throws {
    let file = models.folder + "/net.tflite"
    let path = models.folder + "/q15.easd"
    try models.writeSixteenBitWeights(to: path)
    let outcome = try export(path, "--tflite", "-o", file)
    #expect(outcome.code == 4 && outcome.errors.split(separator: "\n").count == 3)
    #expect(outcome.errors.contains("layer dense */ of all: weights of 16 bits"))
    #expect(!FileManager.default.fileExists(atPath: file))
    let both = try export(models.dense, "--tflite", "--c-array", "-o", file)
    #expect(both.code == 64 && both.errors.contains("exclude each other"))
    let name = try export(models.dense, "--tflite", "--name", "net", "-o", file)
    #expect(name.code == 64 && name.errors.contains("--name needs --c-array"))
  }
}
