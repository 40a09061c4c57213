/// Covariance matrix of few observations of many variables, shrunk towards a multiple of the identity
/// matrix by the amount that is best in the mean square (Ledoit and Wolf, "A well-conditioned
/// estimator for large-dimensional covariance matrices", Journal of Multivariate Analysis 88, 2004).
public struct ShrunkCovariance: Sendable {
  /// Number of variables.
  public let dimension: Int
  /// `dimension × dimension`, row by row, symmetric.
  public private(set) var matrix: [Double]
  /// Part of the identity matrix, 0…1.
  public let shrinkage: Double

  /// Estimates it from deviations from the mean.
  ///
  /// - Parameters:
  ///   - deviations: at least one observation, each of `dimension` values.
  ///   - floor: is added to each variance: what the variables are uncertain by at least.
  public init(deviations: [[Double]], floor: Double = 0) {
    let count = Double(deviations.count)
    let size = deviations[0].count
    var sums = [Double](repeating: 0, count: size * size)
    // Σ over observations of the products' squares, for the variance of the estimate.
    var squares = 0.0
    for row in deviations {
      var norm = 0.0
      for (index, value) in row.enumerated() {
        norm += value * value
        for other in 0...index { sums[index * size + other] += value * row[other] }
      }
      squares += norm * norm
    }
    var sample = sums
    var (trace, frobenius) = (0.0, 0.0)
    for row in 0..<size {
      for column in 0...row {
        let value = sums[row * size + column] / count
        sample[row * size + column] = value
        sample[column * size + row] = value
        frobenius += (row == column ? 1 : 2) * value * value
      }
      trace += sample[row * size + row]
    }
    let mean = trace / Double(size)
    // Squared distance of the sample covariance from its target, and the part of it that is chance.
    let distance = frobenius - Double(size) * mean * mean
    let chance = min((squares / count - frobenius) / count, distance)
    let shrinkage = distance > 0 ? max(0, chance / distance) : 1
    dimension = size
    self.shrinkage = shrinkage
    matrix = sample.map { $0 * (1 - shrinkage) }
    for index in 0..<size { matrix[index * size + index] += shrinkage * mean + floor }
  }

  /// The lower triangular matrix `W`, row by row, with `W · covariance · Wᵀ = 1`: the inverse of
  /// the Cholesky factor. nil where the covariance is not positive definite.
  public var whitening: [Double]? {
    let size = dimension
    var factor = matrix
    for row in 0..<size {
      for column in 0...row {
        var value = matrix[row * size + column]
        for index in 0..<column {
          value -= factor[row * size + index] * factor[column * size + index]
        }
        if row == column {
          guard value > 0, value.isFinite else { return nil }
          factor[row * size + row] = value.squareRoot()
        } else {
          factor[row * size + column] = value / factor[column * size + column]
        }
      }
    }
    var inverse = [Double](repeating: 0, count: size * size)
    for column in 0..<size {
      inverse[column * size + column] = 1 / factor[column * size + column]
      for row in column + 1..<max(size, column + 1) {
        var value = 0.0
        for index in column..<row {
          value -= factor[row * size + index] * inverse[index * size + column]
        }
        inverse[row * size + column] = value / factor[row * size + row]
      }
    }
    return inverse
  }
}
