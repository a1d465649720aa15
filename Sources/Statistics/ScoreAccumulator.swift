import Foundation

/// Scores that grow batch by batch.
///
/// Examples are added one after the other, so any cut of the same sequence into batches gives the
/// same bits. Probabilities come from max-shifted exponentials in `Double`, `ln p_y` through
/// `log1p` and `1 − p_y` through `expm1`: nothing overflows, and a margin of 80 between logits is
/// scored as e⁻⁸⁰ and not as 0.
///
/// A logit that is infinite or not a number makes the scores not finite, which
/// ``ClassificationScores/isFinite`` tells; it never traps.
public struct ScoreAccumulator: Sendable {
  /// The bins of both calibration errors.
  public static let binCount = 15

  /// The predicted class of each example so far; the first of equal logits wins.
  public private(set) var predictions: [UInt16] = []
  /// `p_y` and margin of each example so far.
  public private(set) var histogram = CaseHistogram()

  private let inverseTemperature: Double
  private var correct = 0
  private var negativeLogLikelihood = 0.0
  private var brier = 0.0
  private var binConfidences = [Double](repeating: 0, count: binCount)
  private var binCorrect = [Int](repeating: 0, count: binCount)
  private var confidences: [Double] = []
  private var isCorrect: [Bool] = []
  private var classCounts: [Int] = []
  private var classCorrect: [Int] = []
  /// Of two classes, the log-odds of the second, and whether it is the true one.
  private var odds: [Double] = []
  private var isSecond: [Bool] = []
  private var exponentials: [Double] = []
  private var sawNonFinite = false

  /// Creates an empty accumulator.
  ///
  /// - Parameters:
  ///   - capacity: how many examples there will be, where that is known.
  ///   - temperature: what logits are divided by, see ``TemperatureScaling``.
  public init(capacity: Int = 0, temperature: Double = 1) {
    precondition(temperature > 0, "a temperature is positive, got \(temperature)")
    inverseTemperature = 1 / temperature
    predictions.reserveCapacity(capacity)
    confidences.reserveCapacity(capacity)
    isCorrect.reserveCapacity(capacity)
  }

  /// The examples added so far.
  public var count: Int { predictions.count }

  /// Adds a batch.
  ///
  /// - Parameters:
  ///   - logits: `[count, classes]`, row-major.
  ///   - labels: `[count]`, each in `0..<classes`.
  ///   - classes: the number of columns, 1 to 65,536, the same in each batch.
  public mutating func add(logits: Span<Float>, labels: Span<Int32>, classes: Int) {
    precondition((1...65_536).contains(classes), "classes must be 1...65,536, got \(classes)")
    precondition(
      exponentials.isEmpty || exponentials.count == classes,
      "a batch has \(classes) classes after batches of \(exponentials.count)")
    precondition(
      logits.count == labels.count * classes,
      "\(labels.count) labels of \(classes) classes need \(labels.count * classes) logits, "
        + "got \(logits.count)")
    if exponentials.isEmpty {
      exponentials = [Double](repeating: 0, count: classes)
      classCounts = [Int](repeating: 0, count: classes)
      classCorrect = classCounts
    }
    for example in labels.indices {
      let label = Int(labels[example])
      precondition(
        (0..<classes).contains(label), "label \(label) of example \(example) is no class")
      add(logits, at: example * classes, label: label)
    }
  }

  /// Returns the scores of at least one example.
  public func scores() -> ClassificationScores {
    precondition(count > 0, "scores of no examples were asked for")
    var gap = sawNonFinite ? Double.nan : 0
    for bin in 0..<Self.binCount { gap += abs(Double(binCorrect[bin]) - binConfidences[bin]) }
    let n = Double(count)
    return ClassificationScores(
      count: count, accuracy: Double(correct) / n,
      negativeLogLikelihood: negativeLogLikelihood / n, brier: brier / n,
      expectedCalibrationError: gap / n,
      equalMassCalibrationError: sawNonFinite
        ? .nan
        : EqualMassCalibration.error(
          confidences: confidences, isCorrect: isCorrect, binCount: Self.binCount),
      worstClassAccuracy: worstClassAccuracy,
      areaUnderROC: sawNonFinite ? nil : AreaUnderROC.value(scores: odds, isPositive: isSecond))
  }

  private var worstClassAccuracy: Double {
    var worst = 1.0
    for (count, correct) in zip(classCounts, classCorrect) where count > 0 {
      worst = min(worst, Double(correct) / Double(count))
    }
    return worst
  }

  private mutating func add(_ logits: Span<Float>, at start: Int, label: Int) {
    let classes = exponentials.count
    var top = 0
    for k in 1..<max(classes, 1) where logits[start + k] > logits[start + top] { top = k }
    let peak = Double(logits[start + top])
    var rest = 0.0  // The sum without the largest term, which is exactly 1.
    for k in 0..<classes {
      exponentials[k] = exp((Double(logits[start + k]) - peak) * inverseTemperature)
      if k != top { rest += exponentials[k] }
    }
    let logProbability =
      (Double(logits[start + label]) - peak) * inverseTemperature - log1p(rest)
    negativeLogLikelihood -= logProbability
    brier += squaredDistance(rest: rest, label: label, logProbability: logProbability)
    predictions.append(UInt16(top))
    histogram.add(Float(logProbability))
    classCounts[label] += 1
    if top == label {
      correct += 1
      classCorrect[label] += 1
    }
    if classes == 2 {
      odds.append(Double(logits[start + 1]) - Double(logits[start]))
      isSecond.append(label == 1)
    }
    addToBin(confidence: 1 / (1 + rest), isCorrect: top == label)
  }

  private func squaredDistance(rest: Double, label: Int, logProbability: Double) -> Double {
    let missing = -expm1(logProbability)
    var sum = missing * missing
    for k in exponentials.indices where k != label {
      let probability = exponentials[k] / (1 + rest)
      sum += probability * probability
    }
    return sum
  }

  private mutating func addToBin(confidence: Double, isCorrect: Bool) {
    guard confidence.isFinite else {
      sawNonFinite = true
      return
    }
    confidences.append(confidence)
    self.isCorrect.append(isCorrect)
    let bin = Int((confidence * Double(Self.binCount)).rounded(.up)) - 1
    let index = min(max(bin, 0), Self.binCount - 1)
    binConfidences[index] += confidence
    if isCorrect { binCorrect[index] += 1 }
  }
}
