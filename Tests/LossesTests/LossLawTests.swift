import Core
import Testing

@testable import Losses

/// Laws of every loss that claims them; a new registry entry is covered without editing this file.
@Suite("Laws of losses")
struct LossLawTests {
  static let shapes = [(64, 2), (65, 3), (200, 10), (7, 31), (7, 32), (9, 100), (3, 1000)]

  @Test("never negative", arguments: lossIDs(claiming: .nonNegative))
  func nonNegative(id: String) throws {
    for (count, classes) in Self.shapes {
      for (spread, alpha) in [(3.0, 0.4), (3, 0), (3, 1), (40, 0.4), (4000, 0.9)] {
        let found = try RandomBatch(seed: 11, count: count, classes: classes, spread: spread)
          .evaluate(id, alpha: alpha)
        #expect(found.losses.allSatisfy { $0 >= 0 }, "spread \(spread), alpha \(alpha)")
      }
    }
  }

  @Test("no worse with a larger true logit", arguments: lossIDs(claiming: .decreasing))
  func decreasing(id: String) throws {
    for (count, classes) in Self.shapes {
      var batch = RandomBatch(seed: 11, count: count, classes: classes)
      let before = try batch.evaluate(id, alpha: 0.4)
      for row in 0..<count { batch.logits[row * classes + Int(batch.labels[row])] += 1 }
      let after = try batch.evaluate(id, alpha: 0.4)
      #expect(zip(before.losses, after.losses).allSatisfy { $1 <= $0 })
    }
  }

  @Test("least where the largest logit is the label's", arguments: lossIDs(claiming: .ordered))
  func minimum(id: String) throws {
    for classes in [2, 3, 10, 100, 1000] {
      for spread in [1.0, 5, 40] {
        let rows = classes == 1000 ? 1 : 8
        let batch = RandomBatch(seed: 23, count: rows, classes: classes, spread: spread)
        for row in 0..<rows {
          var example = batch[row..<row + 1]
          let top = example.logits.indices.max { example.logits[$0] < example.logits[$1] }
          example.labels = [Int32(top ?? 0)]
          let right = try example.evaluate(id, alpha: 0.4).totals.loss
          for label in 0..<Int32(classes) {
            example.labels = [label]
            #expect(try example.evaluate(id, alpha: 0.4).totals.loss >= right)
          }
        }
      }
    }
  }

  @Test(
    "gradients agree with central differences", arguments: lossIDs(claiming: .differentiated),
    [UInt64(1), 2, 3])
  func gradient(id: String, seed: UInt64) throws {
    // Where SuperLoss stops changing its weight the second derivative is infinite; a large λ keeps
    // all examples on the smooth side.
    let settings = id == "superloss" ? ["lambda": 8.0] : [:]
    // Fused losses round exponentials to Float, so their steps are wide.
    let isFused = try !(LossCatalogue.make(Component(id)) is any RowLoss)
    let width: Float = isFused ? 1 / 8 : 1 / 512
    for classes in [2, 5, 40] {
      let context = LossContext(classCounts: (0..<classes).map { 3 + $0 % 7 })
      for alpha in [0, 0.35, 1] {
        let batch = RandomBatch(seed: seed, count: 1, classes: classes)
        let found = try batch.evaluate(id, settings, context: context, alpha: alpha)
        for column in 0..<classes {
          func slope(_ step: Float) throws -> Double {
            var (up, down) = (batch, batch)
            up.logits[column] += step
            down.logits[column] -= step
            let rise =
              try up.evaluate(id, settings, context: context, alpha: alpha).totals.loss
              - down.evaluate(id, settings, context: context, alpha: alpha).totals.loss
            return rise / Double(2 * step)
          }
          // Richardson's extrapolation; what is left is the rounding of the exponentials over h.
          let expected = try (4 * slope(width / 2) - slope(width)) / 3
          #expect(
            abs(Double(found.gradient[column]) - expected) <= 2e-5,
            "seed \(seed), \(classes) classes, alpha \(alpha), column \(column)")
        }
      }
    }
  }

  @Test(
    "the gradient of an example sums to zero over classes",
    arguments: lossIDs(claiming: .shiftInvariant))
  func gradientSum(id: String) throws {
    for (count, classes) in Self.shapes {
      for spread in [3.0, 40] {
        let found = try RandomBatch(seed: 5, count: count, classes: classes, spread: spread)
          .evaluate(id, alpha: 0.7)
        for row in 0..<count {
          let entries = found.gradient[row * classes..<(row + 1) * classes]
          let sum = entries.reduce(0.0) { $0 + Double($1) }
          let size = entries.reduce(0.0) { $0 + abs(Double($1)) }
          // Entries below the smallest normal number are rounded absolutely.
          #expect(
            abs(sum) <= 4e-7 * size + 1e-36, "row \(row) of \(classes) classes, spread \(spread)")
        }
      }
    }
  }

  @Test(
    "renaming the classes renames the gradient's columns", arguments: lossIDs(claiming: .symmetric))
  func permutation(id: String) throws {
    for (count, classes) in Self.shapes {
      let batch = RandomBatch(seed: 9, count: count, classes: classes)
      let counts = (0..<classes).map { 2 + $0 % 5 }
      let turnedCounts = (0..<classes).map { counts[($0 + classes - 1) % classes] }
      let found = try batch.evaluate(id, context: LossContext(classCounts: counts), alpha: 0.5)
      let other = try batch.turned.evaluate(
        id, context: LossContext(classCounts: turnedCounts), alpha: 0.5)
      for row in 0..<count {
        // The order of a sum changes, so the last bits may.
        #expect(abs(found.losses[row] - other.losses[row]) <= 1e-6 * abs(found.losses[row]))
        for column in 0..<classes {
          let left = found.gradient[row * classes + column]
          let right = other.gradient[row * classes + (column + 1) % classes]
          #expect(abs(left - right) <= 1e-6 * abs(left))
        }
      }
    }
  }

  @Test(
    "a batch is the sum of its parts, and an example's outputs its own",
    arguments: lossIDs(claiming: .additive))
  func split(id: String) throws {
    for (count, classes) in Self.shapes {
      let whole = RandomBatch(seed: 13, count: count, classes: classes)
      let cut = count / 3 + 1
      let found = try whole.evaluate(id, alpha: 0.5)
      let first = try whole[0..<cut].evaluate(id, alpha: 0.5)
      let second = try whole[cut..<count].evaluate(id, alpha: 0.5)
      #expect(first.losses + second.losses == found.losses)
      #expect(first.gradient + second.gradient == found.gradient)
      #expect(first.weights + second.weights == found.weights)
      var totals = first.totals
      totals += second.totals
      #expect(totals.count == found.totals.count && totals.correct == found.totals.correct)
      let size = found.losses.reduce(0.0) { $0 + abs(Double($1)) }
      #expect(abs(totals.loss - found.totals.loss) <= 1e-12 * size)
      #expect(abs(totals.weight - found.totals.weight) <= 1e-12 * found.totals.weight)
    }
  }

  @Test("the gradient scales, the sums do not", arguments: lossIDs)
  func scale(id: String) throws {
    let batch = RandomBatch(seed: 17, count: 12, classes: 6)
    let one = try batch.evaluate(id, alpha: 0.5)
    let quarter = try batch.evaluate(id, alpha: 0.5, gradientScale: 0.25)
    #expect(quarter.gradient == one.gradient.map { $0 / 4 })
    #expect(quarter.totals == one.totals)
  }

  @Test("only losses that say so depend on α", arguments: lossIDs)
  func mixing(id: String) throws {
    let batch = RandomBatch(seed: 19, count: 30, classes: 6)
    let (low, high) = (try batch.evaluate(id, alpha: 0), try batch.evaluate(id, alpha: 0.8))
    let type = try #require(LossCatalogue.all.entries.first { $0.id == id })
    #expect(type.usesMixingCoefficient == (low.gradient != high.gradient))
    #expect(type.usesMixingCoefficient || low.totals == high.totals)
  }

  @Test("losses that say so are cross entropy bit for bit at α = 0", arguments: lossIDs)
  func crossEntropyAtZero(id: String) throws {
    let type = try #require(LossCatalogue.all.entries.first { $0.id == id })
    guard type.isCrossEntropyAtZero else { return }
    for seed in [19, 20, 21] as [UInt64] {
      let batch = RandomBatch(seed: seed, count: 30, classes: 6)
      let (zero, plain) = (
        try batch.evaluate(id, alpha: 0), try batch.evaluate("cross-entropy", alpha: 0)
      )
      #expect(zero.totals == plain.totals)
      #expect(zero.gradient.map(\.bitPattern) == plain.gradient.map(\.bitPattern))
    }
  }

  @Test("only losses that say so depend on class counts", arguments: lossIDs)
  func counts(id: String) throws {
    let batch = RandomBatch(seed: 19, count: 30, classes: 3)
    let skewed = try batch.evaluate(id, context: LossContext(classCounts: [100, 10, 1]))
    let plain = try batch.evaluate(id)
    let type = try #require(LossCatalogue.all.entries.first { $0.id == id })
    #expect(type.usesClassCounts == (skewed.gradient != plain.gradient))
  }
}

/// A law that a loss leaves out must really fail somewhere, or the exemption hides nothing but bugs.
@Suite("Exemptions from the laws of losses")
struct LossExemptionTests {
  private let batch = RandomBatch(seed: 29, count: 200, classes: 4)

  @Test("some example has a negative loss", arguments: lossIDs(without: .nonNegative))
  func negative(id: String) throws {
    #expect(try batch.evaluate(id, alpha: 0.5).losses.contains { $0 < 0 })
  }

  @Test("some loss grows with the true logit", arguments: lossIDs(without: .decreasing))
  func increasing(id: String) throws {
    let before = try batch.evaluate(id, alpha: 0.5)
    let grown = batch.labels.indices.filter { row in
      var moved = batch
      moved.logits[row * 4 + Int(batch.labels[row])] += 1
      guard let after = try? moved.evaluate(id, alpha: 0.5) else { return false }
      return zip(before.losses, after.losses).contains { $1 > $0 }
    }
    #expect(!grown.isEmpty)
  }

  @Test("some gradient does not sum to zero", arguments: lossIDs(without: .shiftInvariant))
  func level(id: String) throws {
    let found = try batch.evaluate(id, alpha: 0.5)
    #expect(abs(found.gradient[0..<4].reduce(0, +)) > 1e-3)
  }

  @Test("some outputs depend on the rest of the batch", arguments: lossIDs(without: .additive))
  func together(id: String) throws {
    let whole = try batch.evaluate(id, alpha: 0.5)
    let differs = try [20, 30, 50].contains { rows in
      let part = try batch[0..<rows].evaluate(id, alpha: 0.5)
      return Array(whole.gradient[..<(rows * 4)]) != part.gradient
    }
    #expect(differs)
  }

  @Test("some other label costs less", arguments: lossIDs(without: .ordered))
  func disordered(id: String) throws {
    let label = try LossEvaluation(id, logits: [1, -40], labels: [0], classes: 2).totals.loss
    let other = try LossEvaluation(id, logits: [1, -40], labels: [1], classes: 2).totals.loss
    #expect(other < label)
  }

  @Test(
    "the gradient is not the derivative of the values", arguments: lossIDs(without: .differentiated)
  )
  func detached(id: String) throws {
    let found = try batch.evaluate(id, alpha: 0.5)
    var (up, down) = (batch, batch)
    up.logits[0] += 1 / 16
    down.logits[0] -= 1 / 16
    let rise =
      try up.evaluate(id, alpha: 0.5).totals.loss - down.evaluate(id, alpha: 0.5).totals.loss
    #expect(abs(rise * 8 - Double(found.gradient[0])) > 1e-4)
  }
}
