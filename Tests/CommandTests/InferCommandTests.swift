import Datasets
import EdgeRuntime
import Foundation
import Quantization
import Testing

/// `edgeasd infer` on the host; tools/tests/infer has the targets.
@Suite struct InferCommandTests {
  private let edgeasd = Executable("edgeasd")
  private let models: BareNetworks
  private let pairs = [[0, 0], [10, -20], [-3, -3], [127, -128], [-128, 127]]
  private var integers: NumpyArray.Elements { .int8(pairs.joined().map { Int8($0) }) }
  private var result: String { models.folder + "/out.npy" }

  init() throws { models = try BareNetworks() }

  private func infer(_ model: String, _ words: String...) throws -> Executable.Outcome {
    try edgeasd.run(["infer", model] + words + ["-o", result])
  }

  @Test func integersGoInAndComeOut() throws {
    let input = try models.save("in", [5, 2], integers)
    let outcome = try infer(models.dense, input)
    #expect(outcome.code == 0, "\(outcome.errors)")
    let expected = NumpyArray(shape: [5, 2], elements: .int8(BareNetworks.outputs(pairs)))
    #expect(try NumpyFile.read(result) == expected)
    #expect(
      outcome.output == """
        \(models.dense)
        input   int8 2, scale 0.5, zero point -3
        output  int8 2, scale 0.25, zero point 5
        wrote   \(result): 5 samples

        """)
    #expect(
      outcome.errors == "next:  \(edgeasd.path) infer \(models.dense) \(input) -o \(result) "
        + "--target cortex-m4\n")
  }

  @Test func anyShapeWithTheElementsWillDo() throws {
    for shape in [[5, 1, 1, 2], [5, 2, 1], [5, 1, 2, 1, 1]] {
      let outcome = try infer(models.dense, models.save("in", shape, integers))
      #expect(outcome.code == 0, "\(shape): \(outcome.errors)")
      #expect(try NumpyFile.read(result).elements == .int8(BareNetworks.outputs(pairs)))
    }
  }

  @Test func anImageKeepsItsAxes() throws {
    let input = try models.save("in", [2, 4], .int8([1, 2, 3, 4, -1, -100, 100, 0]))
    #expect(try infer(models.image, input).code == 0)
    let expected = NumpyArray(
      shape: [2, 2, 2, 1], elements: .int8([2, 4, 6, 8, -2, -128, 127, 0]))
    #expect(try NumpyFile.read(result) == expected)
  }

  @Test func theFirstSamplesAreTaken() throws {
    let input = try models.save("in", [5, 2], integers)
    for (count, taken) in [("2", 2), ("5", 5), ("99", 5)] {
      let outcome = try infer(models.dense, input, "--samples", count)
      #expect(outcome.code == 0 && outcome.output.contains(": \(taken) samples\n"))
      let expected = BareNetworks.outputs(Array(pairs.prefix(taken)))
      #expect(try NumpyFile.read(result).elements == .int8(expected))
    }
  }

  @Test func floatsGoByTheScalesOfTheTensors() throws {
    // Rounded away from zero where two integers are as near, and kept within int8.
    let reals: [Float] = [1.5, 0, 0.25, -0.25, 1e9, -.infinity]
    let pairs = [[0, -3], [-2, -4], [127, -128]]
    let input = try models.save("in", [3, 2], .float32(reals))
    #expect(try infer(models.dense, input, "--float").code == 0)
    let expected = BareNetworks.outputs(pairs).map { 0.25 * Float(Int($0) - 5) }
    #expect(try NumpyFile.read(result) == NumpyArray(shape: [3, 2], elements: .float32(expected)))
  }

  @Test func aFloatModelsNetworkIsGivenItsInputAsItIs() throws {
    let input = try models.save("in", [2, 1, 2], .float32([3, 4, -1, 0.5]))
    let outcome = try infer(models.float, input)
    #expect(outcome.code == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    let expected = NumpyArray(shape: [2, 2], elements: .float32([1, 1, -1.25, 0.125]))
    #expect(try NumpyFile.read(result) == expected)
    #expect(outcome.output.contains("\ninput   float32 2\n"))
  }

  @Test func jsonHasEveryFigure() throws {
    let input = try models.save("in", [5, 2], integers)
    let outcome = try infer(models.dense, input, "--json")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let members = try #require(object as? [String: Any])
    #expect(members["samples"] as? Int == 5)
    #expect((members["model_sha256"] as? String)?.count == 64)
    #expect(members["output_file"] as? String == result)
    #expect((members["target"] as? [String: Any])?["name"] as? String == "host")
    let tensor = try #require(members["input"] as? [String: Any])
    #expect(tensor["type"] as? String == "int8" && tensor["shape"] as? [Int] == [1, 1, 2])
    #expect(tensor["scale"] as? Double == 0.5 && tensor["zero_point"] as? Int == -3)
  }

  /// Ends with the code after three lines that hold all of the words, and writes nothing.
  private func refuses(
    _ code: Int32, _ outcome: Executable.Outcome, _ words: String...
  ) throws {
    #expect(outcome.code == code && outcome.output.isEmpty)
    #expect(outcome.errors.split(separator: "\n").count == 3, "\(outcome.errors)")
    for word in words { #expect(outcome.errors.contains(word), "\(word): \(outcome.errors)") }
    #expect(try models.others(than: "in").isEmpty)
  }

  @Test func anotherTypeIsRefusedWithTheWayToQuantize() throws {
    let floats = NumpyArray.Elements.float32(pairs.joined().map { Float($0) })
    try refuses(
      1, infer(models.dense, models.save("in", [5, 2], floats)), "holds float32", "takes int8",
      "scale 0.5, zero point -3: integer = round(real / 0.5) + -3", "--float")
    let wide = NumpyArray.Elements.int16(pairs.joined().map { Int16($0) })
    try refuses(1, infer(models.dense, models.save("in", [5, 2], wide)), "holds int16")
    try refuses(
      1, infer(models.dense, models.save("in", [5, 2], integers), "--float"),
      "holds int8, and --float takes float32", "zero point -3")
    try refuses(
      1,
      infer(models.float, models.save("in", [5, 2], .float64([Double](repeating: 0, count: 10)))),
      "holds float64", "astype('float32')")
  }

  @Test func anotherShapeIsRefusedWithTheOneWanted() throws {
    for shape in [[10], [2, 5], [10, 1], [1, 10]] {
      try refuses(
        1, infer(models.dense, models.save("in", shape, integers)), "a sample has 2 elements",
        "shape (samples, 2)")
    }
    try refuses(
      1, infer(models.image, models.save("in", [5, 2], integers)), "its shape is (5, 2)",
      "a sample has 4 elements: (2, 2, 1)", "shape (samples, 2, 2, 1)")
    try refuses(1, infer(models.dense, models.save("in", [], .int8([1]))), "its shape is ()")
    try refuses(1, infer(models.dense, models.save("in", [2], .int8([1, 2]))), "save array[None]")
    try refuses(1, infer(models.dense, models.save("in", [0, 2], .int8([]))), "holds no sample")
  }

  @Test func whatIsNoNumberIsRefusedWithItsPlace() throws {
    let input = try models.save("in", [2, 2], .float32([0, 1, 2, .nan]))
    try refuses(1, infer(models.dense, input, "--float"), "sample 1, element 1: NaN")
  }

  @Test func filesThatCannotBeUsedAreRefused() throws {
    let input = try models.save("in", [5, 2], integers)
    try refuses(4, infer(models.folder + "/none.easd", input), "cannot be read")
    try refuses(4, infer(input, input), "in.npy")
    try refuses(1, infer(models.dense, models.folder + "/none.npy"), "none.npy")
    try refuses(1, infer(models.dense, models.dense), "not a .npy file")
    let whole = try Data(contentsOf: URL(fileURLWithPath: models.dense))
    try whole.dropLast(9).write(to: URL(fileURLWithPath: models.image))
    try refuses(4, infer(models.image, input), "the model is damaged")
  }

  @Test func placesThatCannotBeWrittenAreRefused() throws {
    let input = try models.save("in", [5, 2], integers)
    for output in [models.folder, models.folder + "/none/out.npy", input, models.dense, "-"] {
      let outcome = try edgeasd.run(["infer", models.dense, input, "-o", output])
      #expect(outcome.code == 1 && outcome.errors.split(separator: "\n").count == 3, "\(output)")
    }
    #expect(try NumpyFile.read(input).elements == integers)
  }

  @Test func aTargetNeedsProgramsAndADeviceModel() throws {
    let input = try models.save("in", [5, 2], integers)
    try refuses(
      1, infer(models.dense, input, "--target", "cortex-m4", "--programs", models.folder),
      "there is no cross-built program", "tools/cross cortex-m4")
    let float = try infer(models.float, input, "--target", "armv7")
    #expect(float.code == 64 && float.errors.contains("A float model runs on the host"))
    for words in [["--target", "pdp-11"], ["--samples", "0"], ["--samples", "-1"]] {
      #expect(try edgeasd.run(["infer", models.dense, input, "-o", result] + words).code == 64)
    }
    #expect(try edgeasd.run(["infer", models.dense, input]).code == 64)
  }

  /// Ten seconds of work or more: a convolution with a kernel of 33 × 33.
  @Test(arguments: ["INT", "TERM"])
  func anInterruptLeavesNoFile(signal: String) throws {
    let kernel = KernelGeometry(
      height: 33, width: 33, strideHeight: 1, strideWidth: 1, padTop: 16, padLeft: 16)
    let filters = 16
    try models.write(
      NetworkContents(
        tensors: [
          TensorContents(
            height: 64, width: 64, channels: 1, scale: 1, zeroPoint: 0, arenaOffset: 0),
          TensorContents(
            height: 64, width: 64, channels: filters, scale: 1, zeroPoint: 0, arenaOffset: 4096),
        ],
        layers: [
          LayerContents(
            name: "large", operation: .convolution(kernel), inputs: [0], output: 1,
            weights: .int8(Array(repeating: 1, count: 33 * 33 * filters)),
            bias: Array(repeating: 0, count: filters),
            weightScales: Array(repeating: 1, count: filters),
            requantizers: Array(
              repeating: Requantizer(multiplier: 1 << 30, shift: -9), count: filters),
            clampMin: -128, clampMax: 127)
        ]), to: models.image)
    let input = try models.save(
      "in", [6000, 4096], .int8(Array(repeating: 3, count: 6000 * 4096)))
    let outcome = try edgeasd.run(
      ["infer", models.image, input, "-o", result],
      shell: #""$0" "$@" & sleep 2; kill -\#(signal) $!; wait $!"#)
    #expect(outcome.code == 1 && outcome.errors.contains("interrupted"))
    #expect(outcome.errors.split(separator: "\n").count == 3)
    #expect(try models.others(than: "in").isEmpty)
  }
}
