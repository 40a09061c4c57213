import CommandLineInterface
import FloatModels
import Training

/// What a person may say of a training.
extension TrainCommand {
  /// Refuses options that mean nothing to the family.
  func checkOptions(_ arguments: ParsedArguments) throws {
    let ofNetworks: [any ParameterDeclaration] = [
      Self.epochs, Self.batchSize, Self.learningRate, Self.l2, Self.validation, Self.patience,
    ]
    guard let family = Family(rawValue: arguments[Self.family]) else {
      // Of all families alike: how long they learn.
      let ofOne: [any ParameterDeclaration] =
        [Self.pooling, Self.denoise] + Array(ofNetworks.dropFirst())
      if let option = ofOne.first(where: { arguments.isGiven($0) }) {
        throw UsageError(
          "--\(option.specification.name) is for a family that --family names", about: option)
      }
      return
    }
    if let option = ChoiceOptions.limits.first(where: { arguments.isGiven($0) }) {
      throw UsageError(
        "--\(option.specification.name) is for --family auto, which chooses by it", about: option)
    }
    if arguments[Self.pooling] != nil, family.poolings.count <= 1 {
      throw UsageError(
        "--pooling is for --family pooled-gaussian and pooled-knn", about: Self.pooling)
    }
    if let pooling = arguments[Self.pooling], !family.poolings.contains(pooling) {
      throw UsageError(
        "--pooling \(pooling.rawValue) is not for --family \(family.rawValue)", about: Self.pooling)
    }
    if arguments.isGiven(Self.denoise), family.learning != .reconstruction {
      throw UsageError("--denoise is for autoencoders", about: Self.denoise)
    }
    if family.learning == .statistics,
      let option = ofNetworks.first(where: { arguments.isGiven($0) })
    {
      throw UsageError(
        "--\(option.specification.name) is for families that are trained, and "
          + "\(family.rawValue) is computed", about: option)
    }
  }

  /// A family's recommended options with what was said in their place.
  func options(
    _ arguments: ParsedArguments, _ family: Family, windows: Int
  ) -> TrainingOptions {
    var options = TrainingOptions.recommended(
      for: family, windows: windows, epochs: arguments[Self.epochs])
    options.seed = arguments[Self.seed]
    options.threads = arguments[Self.threads]
    if let size = arguments[Self.batchSize] { options.batchSize = size }
    if let rate = arguments[Self.learningRate] { options.learningRate = Float(rate) }
    if let l2 = arguments[Self.l2] { options.l2 = Float(l2) }
    if let noise = arguments[Self.denoise] { options.inputNoise = Float(noise) }
    if let fraction = arguments[Self.validation] { options.validationFraction = fraction }
    if let patience = arguments[Self.patience] { options.earlyStoppingPatience = patience }
    return options
  }
}
