import EdgeRuntime

@testable import Quantization

/// Loads a mutant without its checksums and, where it is accepted, lets it hear something.
enum MutantRun {
  /// Largest memory that a test gives to a mutant.
  private static let memoryLimit = 1 << 22

  /// Whether the reader accepted it. It must then run without writing beyond its memory.
  static func survives(_ bytes: [UInt8]) throws -> Bool {
    let image = ModelImage(bytes)
    guard let model = try? image.model(checkingChecksums: false) else { return false }
    // A network without a score head hears nothing.
    guard model.isDetector else { return true }
    try hear(model, model.memory.detectorBytes, reusing: false)
    try hear(model, model.streamingMemory.detectorBytes, reusing: true)
    return true
  }

  private static func hear(_ model: Model, _ size: Int, reusing: Bool) throws {
    guard size <= memoryLimit else { return }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size + 64, alignment: 64)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: 0xA5)
    let arena = UnsafeMutableRawBufferPointer(rebasing: memory[..<size])
    var detector = try Detector(model: model, arena: arena, reusing: reusing)
    run(&detector)
    precondition(memory[size...].allSatisfy { $0 == 0xA5 }, "the detector wrote beyond its memory")
  }

  private static func run(_ detector: inout Detector<NoObserver>) {
    let frames = min(detector.model.windowing.framesPerWindow + 1, 64)
    switch detector.model.frontEnd {
    case .features(let bands):
      let frame = (0..<bands).map { Int16(truncatingIfNeeded: $0 * 7919) }
      for _ in 0..<frames { detector.processFrame(frame.span) { _ in } }
    case .logMel(let tables):
      let count = min(tables.frameLength + tables.hop * frames, 1 << 14)
      let samples = (0..<count).map { Int16(truncatingIfNeeded: $0 * 7919) }
      detector.process(samples.span) { _ in }
    case .tensors: break
    }
    detector.finish { _ in }
  }
}
