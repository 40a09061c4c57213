import FloatModels
import Foundation
import SeededRandom

/// The latent variables of a variational autoencoder (Kingma and Welling, "Auto-encoding variational
/// Bayes", ICLR 2014): in training `z = μ + exp(log σ² / 2) ε` with ε drawn from the normal distribution for each
/// value anew (the reparameterisation, so that gradients reach both), where the network is judged `z = μ`.
///
/// Reads what the layer that gives μ reads, and then log σ².
final class SampledLatentLayer: DifferentiableLayer {
  private let layer: any DifferentiableLayer
  private let count: Int
  private let weight: Double
  private var generator: SeededGenerator
  private let mean: FloatBuffer
  private let noise: FloatBuffer
  private let meanGradient: FloatBuffer

  /// What the last forward pass adds to the loss: the Kullback-Leibler divergence of N(μ, σ²) from N(0, 1), nats,
  /// summed over variables and samples, times its weight.
  private(set) var divergenceLoss = 0.0

  /// - Parameters:
  ///   - layer: gives the means.
  ///   - count: latent variables of a sample.
  ///   - weight: of the divergence in the loss.
  ///   - batch: most samples in a batch.
  init(
    _ layer: any DifferentiableLayer, count: Int, weight: Float, batch: Int, seed: UInt64
  ) {
    self.layer = layer
    self.count = count
    self.weight = Double(weight)
    generator = SeededGenerator(seed: seed, stream: "latent variables")
    mean = FloatBuffer(count: batch * count)
    noise = FloatBuffer(count: batch * count)
    meanGradient = FloatBuffer(count: batch * count)
  }

  private func inner(_ memory: LayerMemory) -> LayerMemory {
    LayerMemory(
      batch: memory.batch, inputs: [memory.inputs[0]], output: mean.pointer,
      outputGradient: meanGradient.pointer, inputGradients: [memory.inputGradients[0]])
  }

  func forward(_ memory: LayerMemory, isTraining: Bool) {
    layer.forward(inner(memory), isTraining: isTraining)
    let logVariance = memory.inputs[1]
    var sum = 0.0
    for index in 0..<memory.batch * count {
      let (mean, logVariance) = (Double(mean.pointer[index]), Double(logVariance[index]))
      sum += (mean * mean + exp(logVariance) - 1 - logVariance) / 2
      let noise = isTraining ? generator.normal() : 0
      self.noise.pointer[index] = Float(noise)
      memory.output[index] = Float(mean + exp(logVariance / 2) * noise)
    }
    divergenceLoss = weight * sum
  }

  func backward(_ memory: LayerMemory) {
    let logVariance = memory.inputs[1]
    // What is minimised is the mean over the samples.
    let share = weight / Double(memory.batch)
    for index in 0..<memory.batch * count {
      let gradient = Double(memory.outputGradient[index])
      let deviation = exp(Double(logVariance[index]) / 2)
      meanGradient.pointer[index] = Float(gradient + share * Double(mean.pointer[index]))
      memory.inputGradients[1]?[index] += Float(
        gradient * Double(noise.pointer[index]) * deviation / 2
          + share * (deviation * deviation - 1) / 2)
    }
    layer.backward(inner(memory))
  }
}
