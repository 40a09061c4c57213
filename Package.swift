// swift-tools-version: 6.3
import PackageDescription

// Debug builds of SIMD generics are thousands of times slower than optimised ones, so the modules
// that carry the arithmetic are optimised in every configuration.
let alwaysOptimised: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

// `EDGEASD_CHECKED=1 swift test` turns the wrapping arithmetic of the device code into trapping
// arithmetic; the whole suite must give the same output either way.
let checked: [SwiftSetting] =
  Context.environment["EDGEASD_CHECKED"] == "1" ? [.define("CHECKED_ARITHMETIC")] : []

// `EDGEASD_PAIRS=1 swift test` takes the path of processors that multiply 16-bit pairs and
// have few registers.
let pairs: [SwiftSetting] =
  Context.environment["EDGEASD_PAIRS"] == "1"
  ? [.unsafeFlags(["-Xcc", "-DEDGE_PREFER_PAIRS"]), .define("NARROW_REGISTERS")] : []

let package = Package(
  name: "edgeasd",
  products: [
    .executable(name: "edgeasd", targets: ["edgeasd"]),
    .executable(name: "firmware-sim", targets: ["firmware-sim"]),
    .executable(name: "firmware", targets: ["firmware"]),
    .executable(name: "edgeasd-listen", targets: ["edgeasd-listen"]),
    .library(name: "EdgeRuntime", targets: ["EdgeRuntime"]),
    // For C; tools/cross makes libedgeasd.a of it.
    .library(name: "edgeasd-device", type: .static, targets: ["DeviceLibrary"]),
  ],
  traits: [
    .default(enabledTraits: ["ALSA"]),
    .trait(name: "ALSA", description: "Microphones, through libasound."),
  ],
  targets: [
    // The device: Embedded Swift, no Foundation, no allocation while it listens.
    .target(
      name: "EdgeRuntime", dependencies: ["CEdgeSIMD"],
      swiftSettings: alwaysOptimised + checked + pairs),
    // Headers only: what single processors do in one instruction.
    .systemLibrary(name: "CEdgeSIMD"),
    // Arithmetic that has the same bits everywhere, and what is fitted with it on both sides.
    .target(name: "PortableArithmetic", swiftSettings: alwaysOptimised),
    .target(
      name: "ThresholdFitting", dependencies: ["EdgeRuntime", "PortableArithmetic"],
      swiftSettings: alwaysOptimised),
    .target(name: "CSystemCalls"),
    // (ALSA without pkg-config: a cross build would be given the host's library.)
    .systemLibrary(name: "CALSA", providers: [.apt(["libasound2-dev"])]),
    .target(
      name: "Listening",
      dependencies: [
        .target(name: "CALSA", condition: .when(traits: ["ALSA"])), "CSystemCalls", "EdgeRuntime",
        "ThresholdFitting",
      ],
      // Small: what computes is the runtime.
      swiftSettings: [.unsafeFlags(["-Osize"])],
      linkerSettings: [.linkedLibrary("asound", .when(traits: ["ALSA"]))]),
    .executableTarget(name: "edgeasd-listen", dependencies: ["Listening"]),

    // The program that firmware-sim runs, on this machine and on others; CBoard is what it asks of
    // the board.
    .target(name: "DeviceTrace", dependencies: ["EdgeRuntime"], swiftSettings: alwaysOptimised),
    .target(name: "CBoard", path: "firmware-sim/target/CBoard"),
    .executableTarget(
      name: "firmware", dependencies: ["CBoard", "DeviceTrace", "EdgeRuntime"],
      path: "firmware-sim/target/firmware"),

    // The runtime for programs in C: edgeasd.h, whose functions the compiler checks, and what
    // implements them.
    .systemLibrary(name: "CDeviceLibrary"),
    .target(
      name: "DeviceLibrary", dependencies: ["CDeviceLibrary", "EdgeRuntime"],
      swiftSettings: alwaysOptimised),

    // System libraries, reached through one module each.
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    // (KissFFT without pkg-config: its file carries flags that SwiftPM warns of and drops.)
    .systemLibrary(name: "CKissFFT", providers: [.apt(["libkissfft-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CHDF5", pkgConfig: "hdf5", providers: [.apt(["libhdf5-dev"])]),
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),

    // The workstation.
    .target(name: "SeededRandom", swiftSettings: alwaysOptimised),
    .target(name: "AtomicFile"),
    .target(
      name: "AudioFile", dependencies: ["AtomicFile", "CSndfile", "EdgeRuntime"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "Features", dependencies: ["EdgeRuntime", "CKissFFT"], swiftSettings: alwaysOptimised),
    .target(
      name: "Exploration", dependencies: ["EdgeRuntime", "Evaluation", "Features"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "Datasets",
      dependencies: [
        "AtomicFile", "AudioFile", "EdgeRuntime", "Features", "PortableArithmetic", "SeededRandom",
        "WordSuggestion",
      ],
      swiftSettings: alwaysOptimised),
    .target(
      name: "CFloatKernels",
      cSettings: [.unsafeFlags(["-O3"]), .unsafeFlags(["-fno-math-errno"])]),
    .target(
      name: "FloatModels",
      dependencies: ["AtomicFile", "COpenBLAS", "CFloatKernels", "Features", "SeededRandom"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "Training",
      dependencies: ["CFloatKernels", "Evaluation", "FloatModels", "SeededRandom"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "Quantization",
      dependencies: [
        "EdgeRuntime", "Evaluation", "Features", "FloatModels", "SeededRandom",
        "ThresholdFitting", "Training",
      ],
      swiftSettings: alwaysOptimised),
    // libhdf5 in a process of its own; what protoc-c makes of onnx.proto.
    .target(name: "CHDF5Contents", dependencies: ["CHDF5"]),
    .target(name: "COnnxMessages", dependencies: ["CProtobufC"], exclude: ["onnx.proto"]),
    .target(
      name: "Interchange",
      dependencies: [
        "CHDF5Contents", "COnnxMessages", "EdgeRuntime", "FloatModels", "Quantization",
      ],
      swiftSettings: alwaysOptimised),
    .target(
      name: "Evaluation", dependencies: ["PortableArithmetic", "SeededRandom"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "ClipFeatures", dependencies: ["Datasets", "EdgeRuntime", "Features", "FloatModels"],
      swiftSettings: alwaysOptimised),
    .target(
      name: "DeviceSimulation",
      dependencies: [
        "ClipFeatures", "Datasets", "DeviceTrace", "EdgeRuntime", "Evaluation", "Features",
        "FloatModels", "Quantization",
      ], swiftSettings: alwaysOptimised),
    .target(name: "WordSuggestion"),
    .target(name: "CommandLineInterface", dependencies: ["WordSuggestion"]),
    .target(name: "ClipOptions", dependencies: ["CommandLineInterface", "Datasets"]),
    .target(
      name: "TargetOptions",
      dependencies: ["CommandLineInterface", "DeviceSimulation", "Quantization"]),
    .executableTarget(
      name: "edgeasd",
      dependencies: [
        "AtomicFile", "AudioFile", "CEdgeSIMD", "ClipFeatures", "ClipOptions",
        "CommandLineInterface", "Datasets", "DeviceSimulation", "EdgeRuntime", "Evaluation",
        "Exploration", "Features", "FloatModels", "Interchange", "Listening", "Quantization",
        "SeededRandom", "TargetOptions", "ThresholdFitting", "Training", "WordSuggestion",
      ]),
    .executableTarget(
      name: "firmware-sim",
      dependencies: [
        "ClipFeatures", "ClipOptions", "CommandLineInterface", "Datasets", "DeviceSimulation",
        "DeviceTrace", "EdgeRuntime", "Evaluation", "Features", "FloatModels", "Quantization",
        "TargetOptions",
      ],
      path: "firmware-sim", exclude: ["counter", "target"]),
    // Measures speed; `tools/bench/detectors` runs it. Not installed.
    .executableTarget(
      name: "detector-benchmark",
      dependencies: [
        "ClipFeatures", "EdgeRuntime", "Features", "FloatModels", "Quantization", "SeededRandom",
      ]),

    // Tests: one folder a module.
    .testTarget(
      name: "EdgeRuntimeTests",
      dependencies: [
        "CAllocationCounter", "EdgeRuntime", "Features", "Quantization", "SeededRandom",
      ],
      swiftSettings: alwaysOptimised),
    .target(name: "CAllocationCounter", path: "Tests/CAllocationCounter"),
    .testTarget(name: "SeededRandomTests", dependencies: ["SeededRandom"]),
    .testTarget(name: "AtomicFileTests", dependencies: ["AtomicFile"]),
    .testTarget(name: "AudioFileTests", dependencies: ["AudioFile", "CSndfile", "EdgeRuntime"]),
    .testTarget(name: "ExplorationTests", dependencies: ["Exploration", "Features"]),
    .testTarget(name: "FeaturesTests", dependencies: ["Features", "EdgeRuntime"]),
    .testTarget(
      name: "DatasetsTests",
      dependencies: ["Datasets", "AudioFile", "Evaluation", "Features", "SeededRandom"]),
    .testTarget(name: "PortableArithmeticTests", dependencies: ["PortableArithmetic"]),
    .testTarget(
      name: "ThresholdFittingTests",
      dependencies: ["EdgeRuntime", "SeededRandom", "ThresholdFitting"]),
    .testTarget(
      name: "ClipFeaturesTests", dependencies: ["ClipFeatures", "Datasets", "FloatModels"]),
    .testTarget(
      name: "DeviceTraceTests",
      dependencies: ["DeviceTrace", "EdgeRuntime", "Quantization", "SeededRandom"]),
    .testTarget(
      name: "DeviceSimulationTests",
      dependencies: [
        "DeviceSimulation", "AudioFile", "Datasets", "DeviceTrace", "EdgeRuntime", "Evaluation",
        "Features",
        "FloatModels", "Quantization", "SeededRandom",
      ]),
    .testTarget(name: "FloatModelsTests", dependencies: ["FloatModels", "SeededRandom"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["CFloatKernels", "FloatModels", "SeededRandom", "Training"]),
    .testTarget(
      name: "QuantizationTests",
      dependencies: [
        "Quantization", "EdgeRuntime", "Features", "FloatModels", "SeededRandom",
        "ThresholdFitting", "Training",
      ]),
    .testTarget(
      name: "InterchangeTests",
      dependencies: ["EdgeRuntime", "FloatModels", "Interchange", "Quantization", "SeededRandom"],
      swiftSettings: alwaysOptimised),
    .testTarget(name: "EvaluationTests", dependencies: ["Evaluation", "SeededRandom"]),
    .testTarget(
      name: "ListeningTests",
      dependencies: [
        "AudioFile", "EdgeRuntime", "Features", "FloatModels", "Listening", "Quantization",
        "SeededRandom", "ThresholdFitting",
      ]),
    .testTarget(name: "WordSuggestionTests", dependencies: ["WordSuggestion"]),
    .testTarget(
      name: "CommandLineInterfaceTests", dependencies: ["CommandLineInterface", "SeededRandom"]),
    // Runs the built programs, so it links none of them; the modules make what they are given.
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "AudioFile", "Datasets", "EdgeRuntime", "FloatModels", "Quantization", "SeededRandom",
      ]),
  ],
  swiftLanguageModes: [.v6]
)

// `EDGEASD_TESTS=EdgeRuntimeTests swift test` builds these tests, a list with commas, and what they
// need, where a second build of everything would take minutes.
if let wanted = Context.environment["EDGEASD_TESTS"] {
  var needed: Set<String> = []
  func need(_ name: String) {
    guard needed.insert(name).inserted,
      let target = package.targets.first(where: { $0.name == name })
    else { return }
    for dependency in target.dependencies {
      switch dependency {
      case .byNameItem(let name, _), .targetItem(let name, _): need(name)
      default: break
      }
    }
  }
  for test in wanted.split(separator: ",") { need(String(test)) }
  package.targets.removeAll { !needed.contains($0.name) }
  package.products = []
}
