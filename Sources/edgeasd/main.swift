import CommandLineInterface

/// Every command, in the order of the work. To add one is to add its line.
let commands: [any Command] = [
  SynthCommand(),
  DatasetCommand(),
  ExploreCommand(),
  TrainCommand(),
  ImportCommand(),
  QuantizeCommand(),
  InspectCommand(),
  InferCommand(),
  ExportCommand(),
  ScoreCommand(),
  CalibrateCommand(),
  ListenCommand(),
  MetricsCommand(),
  BenchmarkCommand(),
  BenchCommand(),
]

Program(
  name: "edgeasd",
  abstract: """
    Learn how a machine sounds when it is well, and hear when it is not: train a detector, turn it \
    into integers for a small ARM board, judge it.
    """,
  examples: [
    .init("edgeasd synth -o made", "recordings to try it with; each command names the next"),
    .init(
      "edgeasd train recordings --machine fan -o fan.safetensors",
      "a detector from your own recordings"),
  ],
  commands: commands
).main()
