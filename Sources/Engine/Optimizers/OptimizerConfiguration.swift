/// How gradients become updates; the learning rate comes with each step.
public struct OptimizerConfiguration: Hashable, Sendable {
  /// The rule of an update.
  public var rule: Rule
  /// The largest Euclidean norm of the whole gradient, above which it is scaled down; 0 for no limit.
  ///
  /// - Source: Pascanu, Mikolov, Bengio, ICML 2013, algorithm 1.
  public var clipNorm = 0.0
  /// The share of the running mean of the weights that a step keeps; 0 to keep no mean.
  ///
  /// Where a mean is kept, it is what evaluation reads. Early steps keep `(1 + t) / (10 + t)` where
  /// that is less, so that the initial weights are soon forgotten.
  ///
  /// - Source: Polyak and Juditsky, 1992; the warm-up as in TensorFlow's `ExponentialMovingAverage`.
  public var averageDecay = 0.0

  /// The rule of an update.
  public enum Rule: Hashable, Sendable {
    /// Gradient descent with momentum.
    case sgd(momentum: Double, isNesterov: Bool, weightDecay: Double)
    /// Adam with decoupled weight decay.
    case adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)
  }

  /// Creates a configuration without clipping and averaging.
  public init(_ rule: Rule) { self.rule = rule }

  /// Gradient descent with momentum.
  public static func sgd(momentum: Double, isNesterov: Bool, weightDecay: Double) -> Self {
    Self(.sgd(momentum: momentum, isNesterov: isNesterov, weightDecay: weightDecay))
  }

  /// Adam with decoupled weight decay.
  public static func adamW(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double)
    -> Self
  { Self(.adamW(beta1: beta1, beta2: beta2, epsilon: epsilon, weightDecay: weightDecay)) }

  /// Whether a row of a table without a gradient stays as it is, so that a step may skip it.
  ///
  /// Clipping needs the norm of the whole gradient, so it ends that.
  var leavesIdleRows: Bool {
    guard clipNorm == 0, case .sgd(let momentum, _, let weightDecay) = rule else { return false }
    return momentum == 0 && weightDecay == 0
  }

  /// Arenas of state beside the parameters.
  var momentCount: Int {
    switch rule {
    case .sgd: 1
    case .adamW: 2
    }
  }
}
