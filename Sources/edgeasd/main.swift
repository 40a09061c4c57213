import CommandLineInterface

/// Every command, in the order of the work. To add one is to add its line.
let commands: [any Command] = [
  SynthCommand(),
  DatasetCommand(),
  TrainCommand(),
  QuantizeCommand(),
  InspectCommand(),
  ScoreCommand(),
  MetricsCommand(),
]

Program(
  name: "edgeasd",
  abstract: """
    Learn how a machine sounds when it is well, and hear when it is not: train a detector, turn it \
    into integers for a small ARM board, judge it.
    """,
  examples: [
    .init(
      "edgeasd metrics scores.csv --score score --label label",
      "AUC and pAUC of any detector's scores")
  ],
  commands: commands
).main()
