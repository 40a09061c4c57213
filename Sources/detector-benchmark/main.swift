// What a second of sound costs: `tools/bench/detectors` runs this in the release build.
//
// usage: detector-benchmark [--check]
//   --check  ends with status 1 if an image of conv-ae takes 2 ms or more

import FloatModels
import Foundation

/// Milliseconds that an image of `conv-ae` must stay below.
let limit = 2.0

do {
  let costs = try Family.allCases.compactMap { try DetectorCost(of: $0) }
  print(DetectorCost.heading)
  for cost in costs { print(cost.row) }
  let image = costs.first { $0.family == .convolutionalAutoencoder }?.networkMilliseconds ?? .nan
  if CommandLine.arguments.contains("--check"), !(image < limit) {
    print("conv-ae takes \(image) ms an image, \(limit) are allowed")
    exit(1)
  }
} catch {
  print("detector-benchmark: \(error)")
  exit(1)
}
