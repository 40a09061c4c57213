import FloatModels
import Foundation
import Testing

/// The format's own implementation as the oracle: the Python package `safetensors`.
@Suite("SafetensorsFile: Python opens what edgeasd writes, and the other way round")
struct PythonSafetensorsTests {
  static let script = """
    import json, sys
    from safetensors import safe_open
    from safetensors.numpy import save_file
    with safe_open(sys.argv[1], framework="np") as f:
      metadata = f.metadata()
      tensors = {name: f.get_tensor(name) for name in f.keys()}
    save_file(tensors, sys.argv[2], metadata=metadata)
    print(json.dumps({name: [list(t.shape), t.astype(float).ravel().tolist()]
      for name, t in tensors.items() if t.size < 100}))
    """

  /// `EDGEASD_PYTHON`, or `python3` of the PATH.
  static func run(_ arguments: [String]) -> (status: Int32, output: Data)? {
    let process = Process()
    let output = Pipe()
    let python = ProcessInfo.processInfo.environment["EDGEASD_PYTHON"] ?? "python3"
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [python] + arguments
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data)
  }

  static let isAvailable = run(["-c", "import numpy, safetensors.numpy"])?.status == 0

  @Test(
    "names, shapes, values and metadata",
    .enabled(if: isAvailable, "needs Python with the packages safetensors and numpy"))
  func pythonAgrees() throws {
    let model = FloatModelFileTests.model
    let paths = [FloatModelFileTests.temporaryPath(), FloatModelFileTests.temporaryPath()]
    defer { for path in paths { try? FileManager.default.removeItem(atPath: path) } }
    try model.save(to: paths[0])

    let result = try #require(Self.run(["-c", Self.script] + paths))
    #expect(result.status == 0)
    let seen = try #require(
      try JSONSerialization.jsonObject(with: result.output) as? [String: [Any]])
    #expect(!seen.isEmpty)
    for (name, tensor) in try model.file().tensors where tensor.values.count < 100 {
      #expect(seen[name]?[0] as? [Int] == tensor.shape, "\(name)")
      #expect(seen[name]?[1] as? [Double] == tensor.values.map(Double.init), "\(name)")
    }
    // Python lays the same contents out in its own way.
    #expect(try FloatModel(contentsOf: paths[1]) == model)
  }
}
