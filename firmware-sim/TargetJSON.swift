import CommandLineInterface
import DeviceSimulation
import DeviceTrace

extension TargetReport {
  /// The value of the key "target"; docs/simulator.md lists its keys.
  var json: JSONValue {
    let instructions = figures.instructions
    return [
      "name": .string(figures.machine.name), "processor": .string(figures.machine.processor),
      "emulator": .string(emulator), "clips": .integer(figures.clips),
      "clips_on_host": .integer(figures.clipsOnHost),
      "windows": .integer(instructions.windows),
      "layer_outputs": .integer(figures.layersCompared),
      "records": .integer(figures.recordsCompared), "bit_exact": .bool(figures.isBitExact),
      "differing_clips": .integer(figures.differingClips),
      "first_difference": difference,
      "flash": [
        "program": .integer(figures.codeBytes), "model": .integer(figures.modelBytes),
        "total": .integer(figures.flashBytes),
      ],
      "ram": [
        "detector": .integer(figures.detectorBytes),
        "static": .integer(figures.otherStaticBytes), "stack": .integer(figures.stackBytes),
        "total": .integer(figures.memoryBytes),
      ],
      "instructions": [
        "start": .integer(Int(instructions.start) / max(instructions.starts, 1)),
        "frame": .number(instructions.perFrame), "window": .number(instructions.perWindow),
        "hop": .number(figures.instructionsPerHop),
        "stages": .array(
          figures.stages(names).map {
            ["name": .string($0.name), "per_hop": .number($0.perHop)]
          }),
      ],
      "hop_ms": JSONValue(figures.hopSeconds.map { 1000 * $0 }),
      "estimates": .array(
        figures.machine.boards.map {
          [
            "board": .string($0.name), "mhz": .number($0.megahertz),
            "instructions_per_cycle": .number(figures.machine.instructionsPerCycle),
            "ms_per_hop": .number(figures.milliseconds(on: $0)),
          ]
        }),
    ]
  }

  private var difference: JSONValue {
    guard let (clip, difference) = figures.difference else { return nil }
    let record = difference.host ?? difference.target
    let isOfLayer = [.output, .accumulators, .squaredErrors].contains(record?.kind)
    return [
      "clip": .string(clip), "record": .integer(difference.position),
      "where": .string(names.line(difference)),
      "index": record.map { .integer(Int($0.index)) } ?? nil,
      "network": record.map { .integer(Int($0.network)) } ?? nil,
      "layer": isOfLayer
        ? record.map {
          .string(names.names[Int($0.network)][Int($0.layer)])
        } ?? nil : nil,
      "element": difference.element.map { .integer($0.index) } ?? nil,
      "host": difference.element.map { .integer($0.host) } ?? nil,
      "target": difference.element.map { .integer($0.target) } ?? nil,
    ]
  }
}
