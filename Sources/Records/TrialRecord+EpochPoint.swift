extension TrialRecord {
  /// What an epoch looked like.
  ///
  /// Shares and counts are of the epoch's training examples, each as it was when its batch was
  /// trained on. The optional parts are absent from records of format 1.
  public struct EpochPoint: Codable, Hashable, Sendable {
    /// Epochs finished, from 1.
    public var epoch: Int
    /// Optimizer steps finished.
    public var step: Int
    /// The mixing coefficient of the epoch's last step.
    public var alpha: Double
    /// The learning rate of the epoch's last step.
    public var learningRate: Double
    /// The mean over the epoch's examples of the training loss, while the weights moved.
    public var meanLoss: Double
    /// The fraction of the epoch's examples predicted right, while the weights moved.
    public var runningAccuracy: Double
    /// The mean per-example gradient weight `w(p_y)`; 1 for cross entropy.
    public var meanWeight: Double
    /// The share of examples whose weight was below 0.1: they hardly moved the network.
    public var leftBehind: Double?
    /// Of the examples left behind, the share whose label is known to be wrong; absent where labels
    /// are not known to be wrong, and without any example left behind.
    public var mislabelledOfLeftBehind: Double?
    /// Of the examples whose label is known to be wrong, the share left behind.
    public var leftBehindOfMislabelled: Double?
    /// The mean Euclidean norm of the gradient over up to four steps of the epoch, before clipping.
    public var gradientNorm: Double?
    /// The Euclidean distance of the trained numbers from where they began.
    public var weightDistance: Double?
    /// The examples counted by `p_y` and by margin.
    public var cases: CaseCounts?

    /// Creates a point.
    public init(
      epoch: Int, step: Int, alpha: Double, learningRate: Double, meanLoss: Double,
      runningAccuracy: Double, meanWeight: Double, leftBehind: Double? = nil,
      mislabelledOfLeftBehind: Double? = nil, leftBehindOfMislabelled: Double? = nil,
      gradientNorm: Double? = nil, weightDistance: Double? = nil, cases: CaseCounts? = nil
    ) {
      self.epoch = epoch
      self.step = step
      self.alpha = alpha
      self.learningRate = learningRate
      self.meanLoss = meanLoss
      self.runningAccuracy = runningAccuracy
      self.meanWeight = meanWeight
      self.leftBehind = leftBehind
      self.mislabelledOfLeftBehind = mislabelledOfLeftBehind
      self.leftBehindOfMislabelled = leftBehindOfMislabelled
      self.gradientNorm = gradientNorm
      self.weightDistance = weightDistance
      self.cases = cases
    }
  }
}
