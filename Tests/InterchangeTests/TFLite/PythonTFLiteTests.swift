import Foundation
import Quantization
import Testing

@testable import Interchange

/// The other runtimes themselves as the oracle of what is written: LiteRT loads each file, and
/// TensorFlow Lite Micro gives the golden's bits.
@Suite("TFLiteFile: other runtimes compute what edgeasd writes")
struct PythonTFLiteTests {
  static let script = """
    import sys
    import numpy as np
    from ai_edge_litert.interpreter import Interpreter
    from tflite_micro.python.tflite_micro import runtime
    for written, inputs, outputs in zip(*[iter(sys.argv[1:])] * 3):
      data = open(written, "rb").read()
      Interpreter(model_content=data).allocate_tensors()
      interpreter = runtime.Interpreter.from_bytes(data, arena_size=1 << 22)
      source = interpreter.get_input_details(0)
      scale = source["quantization_parameters"]["scales"][0]
      zero = source["quantization_parameters"]["zero_points"][0]
      target = interpreter.get_output_details(0)["quantization_parameters"]
      for given, wanted in zip(np.load(inputs), np.load(outputs)):
        if given.dtype == np.float32:
          limits = np.iinfo(source["dtype"])
          given = np.clip(np.rint(given / scale) + zero, limits.min, limits.max)
          wanted = np.rint(wanted / target["scales"][0]) + target["zero_points"][0]
        interpreter.set_input(given.reshape(source["shape"]).astype(source["dtype"]), 0)
        interpreter.invoke()
        if not np.array_equal(interpreter.get_output(0).ravel(), wanted.ravel()):
          sys.exit("other bits: " + inputs)
    print("the same bits")
    """

  /// `EDGEASD_PYTHON`, or `python3` of the PATH.
  static func run(_ arguments: [String]) -> String? {
    let process = Process()
    let output = Pipe()
    let python = ProcessInfo.processInfo.environment["EDGEASD_PYTHON"] ?? "python3"
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    process.standardOutput = output
    process.standardError = output
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
  }

  static let isAvailable =
    run(["-c", "import numpy, ai_edge_litert, tflite_micro"]) != nil

  @Test(
    "LiteRT loads every file, TensorFlow Lite Micro gives the same bits",
    .enabled(
      if: isAvailable, "needs Python with the packages tflite-micro, ai-edge-litert and numpy"))
  func sameBits() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var arguments: [String] = []
    for golden in TFLiteGolden.kernels + TFLiteGolden.integerNetworks + TFLiteGolden.sharedNetworks
    where golden.runtime == "tflm" {
      let network = try TFLiteModel(contentsOf: golden.file).integerNetwork().network
      let file = folder.appending(path: "\(golden).tflite")
      try Data(TFLiteFile.bytes(of: network)).write(to: file)
      arguments += [file.path, golden.path + "_input.npy", golden.path + "_tflm_output.npy"]
    }
    #expect(Self.run(["-c", Self.script] + arguments)?.contains("the same bits") == true)
  }
}
