import ClipFeatures
import ClipOptions
import CommandLineInterface
import Datasets
import DeviceSimulation
import Evaluation
import FloatModels
import Quantization

/// The labelled test clips' verdict on a quantization.
struct Validation {
  let figures: SimulationFigures

  /// Runs float and integer detector over the test clips of the model's machine.
  static func measure(
    _ contents: ModelContents, against float: FloatModel, clipsIn folder: String,
    machine: String?, _ arguments: ParsedArguments
  ) throws -> Validation {
    let dataset = try DatasetLayout.scan(folder).selecting(machine: machine)
    let clips = dataset.clips(.test)
    let image = ModelImage(try ModelWriter.write(contents))
    let simulation = try Simulation(
      float, on: HostTarget(image), channel: arguments[ClipParameters.channel])
    let line = ProgressLine("validating", total: clips.count, unit: "clips")
    defer { line.finish() }
    let results = try simulation.run(
      clips, policy: ClipParameters.policy(arguments), progress: { line.update($0) },
      shouldStop: { Interrupt.isRequested })
    line.finish()
    ClipParameters.report(results.bad, of: clips.count)
    guard !results.values.isEmpty else {
      throw CommandFailure(
        .failure,
        """
        there is nothing to validate on
          \(folder): no usable test clip of \(machine ?? "the machine")
          give a folder with labelled test clips, or leave --validate out
        """)
    }
    let figures = try SimulationFigures(
      results.values.map(\.value), rule: AveragingRule(dataset.layout),
      hasFrontEnd: simulation.hasFrontEnd,
      thresholdQ24: contents.calibration.thresholdQ24)
    guard figures.aucLoss != nil else {
      throw CommandFailure(
        .failure,
        """
        the loss cannot be measured
          \(folder): no id of \(machine ?? "the machine") has normal and anomalous test clips
          give labelled test clips of both kinds, or leave --validate out
        """)
    }
    return Validation(figures: figures)
  }

  /// Writes what was measured into the model's metadata.
  func record(in model: inout QuantizedModel) {
    model.metadata.float = .init(auc: figures.float.auc, pauc: figures.float.pauc)
    model.metadata.quantized = .init(auc: figures.quantized.auc, pauc: figures.quantized.pauc)
  }
}
