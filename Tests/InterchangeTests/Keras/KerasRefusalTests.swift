import FloatModels
import Foundation
import Interchange
import Testing

@Suite("KerasFile: what is refused, and in which words")
struct KerasRefusalTests {
  /// What is wrong, or nil.
  static func refusal(of records: [UInt8]) -> String? {
    do {
      let imported = try KerasFile.network(records: records, source: "m.h5")
      #expect(throws: Never.self) { try Network(imported.graph) }
      return nil
    } catch {
      #expect(error.description.hasPrefix("m.h5 "))
      #expect(error.description.split(separator: "\n").count == 3, "\(error)")
      return error.description
    }
  }

  static let dense = #""units": 2, "activation": "linear", "use_bias": true"#
  static let denseArrays = [("the_layer/x/kernel:0", [4, 2]), ("the_layer/x/bias:0", [2])]

  @Test("what these tests say is understood")
  func recordsAreUnderstood() {
    #expect(
      Self.refusal(
        of: KerasRecords.sequential(input: "4", "Dense", Self.dense, arrays: Self.denseArrays))
        == nil)
  }

  @Test(
    "a layer of an unknown class is named with its index and its own name",
    arguments: [
      ("UpSampling2D", "Conv2DTranspose"), ("LSTM", "recurrent"), ("Lambda", "Python"),
      ("Normalization", "BatchNormalization"), ("LeakyReLU", "replace them"),
    ])
  func unknownLayers(_ kind: String, _ remedy: String) throws {
    let text = try #require(Self.refusal(of: KerasRecords.sequential(input: "4, 4, 1", kind)))
    #expect(text.contains("\(kind), layer 1 (the_layer)") && text.contains(remedy))
  }

  @Test(
    "ways of using a known layer that have no counterpart",
    arguments: [
      ("Dense", Self.dense.replacing("linear", with: "elu"), "the activation elu"),
      ("ReLU", #""max_value": 2.0"#, "max_value 2.0"),
      ("ReLU", #""max_value": null, "negative_slope": 0.1"#, "negative_slope"),
      ("Softmax", #""axis": 1"#, "last axis"),
      ("BatchNormalization", #""axis": [1]"#, "last axis"),
      ("GlobalAveragePooling2D", #""data_format": "channels_first""#, "channels_first"),
      ("Reshape", #""target_shape": [2, 2, 2, 2]"#, "three"),
    ])
  func unsupportedUses(_ kind: String, _ config: String, _ words: String) throws {
    let input = kind == "Dense" ? "4" : "2, 2, 4"
    let records = KerasRecords.sequential(input: input, kind, config, arrays: Self.denseArrays)
    let text = try #require(Self.refusal(of: records))
    #expect(text.contains("(the_layer)") && text.contains(words), "\(text)")
  }

  @Test("convolutions of several groups, and of sizes their weights do not have")
  func convolutions() throws {
    func refusal(_ config: String, _ shape: [Int]) -> String? {
      Self.refusal(
        of: KerasRecords.sequential(
          input: "5, 5, 2", "Conv2D", #""use_bias": false, "filters": 2, "# + config,
          arrays: [("the_layer/the_layer/kernel", shape)]))
    }
    #expect(refusal(#""kernel_size": [3, 3]"#, [3, 3, 2, 2]) == nil)
    let groups = refusal(#""kernel_size": [3, 3], "groups": 2"#, [3, 3, 1, 2])
    #expect(try #require(groups).contains("several groups"))
    let shape = refusal(#""kernel_size": [3, 3]"#, [3, 2, 2, 2])
    #expect(try #require(shape).contains("kernel of shape [3, 2, 2, 2], expected [3, 3, 2, 2]"))
    for size in ["0", "-1", "[3, 3, 3]", "1e99", "null", #""3""#] {
      #expect(refusal(#""kernel_size": \#(size)"#, [3, 3, 2, 2]) != nil, "\(size)")
    }
  }

  @Test("weights that are missing, or there twice")
  func weights() throws {
    for arrays in [
      [], [denseArray(0)], [denseArray(0), denseArray(1), ("the_layer/y/bias:0", [2])],
    ] {
      let records = KerasRecords.sequential(input: "4", "Dense", Self.dense, arrays: arrays)
      #expect(try #require(Self.refusal(of: records)).contains("no array"))
    }
  }

  private func denseArray(_ index: Int) -> (String, [Int]) { Self.denseArrays[index] }

  @Test("models without a configuration, or of Python classes, or of several inputs")
  func wholeModels() throws {
    var weightsAlone = KerasRecords()
    weightsAlone.array("dense/kernel:0", [1, 1])
    weightsAlone.end()
    #expect(try #require(Self.refusal(of: weightsAlone.bytes)).contains("model.save(\"model.h5\")"))
    let cases = [
      ("{", "not valid JSON"), ("[]", "describes no layers"),
      (#"{"class_name": "MyModel", "config": {"layers": []}}"#, "MyModel"),
      (#"{"class_name": "Sequential", "config": {"layers": []}}"#, "0 inputs"),
      (#"{"class_name": "Functional", "config": {"layers": []}}"#, "0 outputs"),
      (
        #"""
        {"class_name": "Functional", "config": {"layers": [], "input_layers": [["a", 0, 0]],
         "output_layers": [["b", 0, 0], ["c", 0, 0]]}}
        """#, "2 outputs: b, c"
      ),
      (
        #"{"class_name": "Sequential", "config": {"layers": [{"class_name": "Dense", "config": {}}]}}"#,
        "input of no shape"
      ),
    ]
    for (config, words) in cases {
      let text = try #require(Self.refusal(of: KerasRecords.model(config)))
      #expect(text.contains(words), "\(text)")
    }
  }

  @Test("layers that read one another in a circle, or are used twice")
  func connections() throws {
    func functional(_ first: String, _ second: String) -> String {
      func layer(_ name: String, _ inbound: String) -> String {
        #"{"class_name": "ReLU", "config": {"name": "\#(name)"}, "name": "\#(name)", "inbound_nodes": [\#(inbound)]}"#
      }
      return #"""
        {"class_name": "Functional", "config": {"layers": [{"class_name": "InputLayer",
         "config": {"name": "i", "batch_input_shape": [null, 3]}, "name": "i", "inbound_nodes": []},
         \#(layer("a", first)), \#(layer("b", second))], "input_layers": [["i", 0, 0]],
         "output_layers": [["b", 0, 0]]}}
        """#
    }
    let input = #"[["i", 0, 0, {}]]"#
    #expect(
      Self.refusal(of: KerasRecords.model(functional(input, #"[["a", 0, 0, {}]]"#))) == nil)
    let circle = KerasRecords.model(functional(#"[["b", 0, 0, {}]]"#, #"[["a", 0, 0, {}]]"#))
    #expect(try #require(Self.refusal(of: circle)).contains("does not follow"))
    let twice = KerasRecords.model(functional(input, #"[["a", 0, 0, {}]], [["i", 0, 0, {}]]"#))
    #expect(try #require(Self.refusal(of: twice)).contains("used 2 times"))
  }

  @Test("other kinds of files are recognised by their first bytes")
  func otherFormats() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).h5").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for (start, words) in [
      ("PK\u{3}\u{4}", "model.save(\"model.h5\")"), ("", "no bytes"), ("hello, world", "begin"),
    ] {
      try Data(start.utf8).write(to: URL(filePath: path))
      let error = #expect(throws: InterchangeError.self) { try KerasFile.network(path) }
      #expect(error?.description.contains(words) == true)
    }
    #expect(throws: InterchangeError.self) { try KerasFile.network("/nowhere/m.h5") }
  }
}
