import Testing

@testable import Losses

/// Laws of every loss; a new registry entry is covered without editing this file.
@Suite("Laws of losses")
struct LossLawTests {
  static let shapes = [(64, 2), (65, 3), (200, 10), (7, 31), (7, 32), (9, 100), (3, 1000)]

  @Test("never negative, and no worse with a larger true logit", arguments: lossIDs)
  func nonNegative(id: String) throws {
    for (count, classes) in Self.shapes {
      var batch = RandomBatch(seed: 11, count: count, classes: classes)
      let before = try batch.evaluate(id, alpha: 0.4)
      #expect(before.losses.allSatisfy { $0 >= 0 })
      for row in 0..<count { batch.logits[row * classes + Int(batch.labels[row])] += 1 }
      let after = try batch.evaluate(id, alpha: 0.4)
      #expect(zip(before.losses, after.losses).allSatisfy { $1 <= $0 })
    }
  }

  @Test("gradients agree with central differences", arguments: lossIDs, [UInt64(1), 2, 3])
  func gradient(id: String, seed: UInt64) throws {
    for classes in [2, 5, 40] {
      for alpha in [0, 0.35, 1] {
        let batch = RandomBatch(seed: seed, count: 1, classes: classes)
        let found = try batch.evaluate(id, alpha: alpha)
        for column in 0..<classes {
          func slope(_ step: Float) throws -> Double {
            var (up, down) = (batch, batch)
            up.logits[column] += step
            down.logits[column] -= step
            let rise =
              try up.evaluate(id, alpha: alpha).totals.loss
              - down.evaluate(id, alpha: alpha).totals.loss
            return rise / Double(2 * step)
          }
          // Richardson's extrapolation; what is left is the rounding of the exponentials over h.
          let expected = try (4 * slope(1 / 16) - slope(1 / 8)) / 3
          #expect(
            abs(Double(found.gradient[column]) - expected) <= 2e-5,
            "seed \(seed), \(classes) classes, alpha \(alpha), column \(column)")
        }
      }
    }
  }

  @Test("the gradient of an example sums to zero over classes", arguments: lossIDs)
  func gradientSum(id: String) throws {
    for (count, classes) in Self.shapes {
      let found = try RandomBatch(seed: 5, count: count, classes: classes)
        .evaluate(id, alpha: 0.7)
      for row in 0..<count {
        let entries = found.gradient[row * classes..<(row + 1) * classes]
        let sum = entries.reduce(0.0) { $0 + Double($1) }
        let size = entries.reduce(0.0) { $0 + abs(Double($1)) }
        #expect(abs(sum) <= 4e-7 * size, "row \(row) of \(classes) classes")
      }
    }
  }

  @Test("renaming the classes renames the gradient's columns", arguments: lossIDs)
  func permutation(id: String) throws {
    for (count, classes) in Self.shapes {
      let batch = RandomBatch(seed: 9, count: count, classes: classes)
      var turned = batch
      for row in 0..<count {
        for column in 0..<classes {
          turned.logits[row * classes + (column + 1) % classes] =
            batch.logits[row * classes + column]
        }
        turned.labels[row] = (batch.labels[row] + 1) % Int32(classes)
      }
      let found = try batch.evaluate(id, alpha: 0.5)
      let other = try turned.evaluate(id, alpha: 0.5)
      for row in 0..<count {
        // The order of a sum changes, so the last bits may.
        #expect(abs(found.losses[row] - other.losses[row]) <= 1e-6 * found.losses[row])
        for column in 0..<classes {
          let left = found.gradient[row * classes + column]
          let right = other.gradient[row * classes + (column + 1) % classes]
          #expect(abs(left - right) <= 1e-6 * abs(left))
        }
      }
    }
  }

  @Test("a batch is the sum of its parts, and an example's outputs its own", arguments: lossIDs)
  func split(id: String) throws {
    for (count, classes) in Self.shapes {
      let whole = RandomBatch(seed: 13, count: count, classes: classes)
      let cut = count / 3 + 1
      var (head, tail) = (whole, whole)
      head.logits = Array(whole.logits[..<(cut * classes)])
      head.labels = Array(whole.labels[..<cut])
      tail.logits = Array(whole.logits[(cut * classes)...])
      tail.labels = Array(whole.labels[cut...])
      let found = try whole.evaluate(id, alpha: 0.5)
      let (first, second) = (
        try head.evaluate(id, alpha: 0.5), try tail.evaluate(id, alpha: 0.5)
      )
      #expect(first.losses + second.losses == found.losses)
      #expect(first.gradient + second.gradient == found.gradient)
      #expect(first.weights + second.weights == found.weights)
      var totals = first.totals
      totals += second.totals
      #expect(totals.count == found.totals.count && totals.correct == found.totals.correct)
      #expect(abs(totals.loss - found.totals.loss) <= 1e-12 * found.totals.loss)
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
}
