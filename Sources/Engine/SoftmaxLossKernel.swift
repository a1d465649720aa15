import CKernels

/// What a loss may know about the true class of one example.
@frozen public struct TrueClass: Hashable, Sendable {
  /// `ln p_y`, at most 0, finite for finite logits.
  public var logProbability: Double
  /// `p_y`; 0 where the true logit is more than 87 below the largest.
  public var probability: Double
  /// `1 − p_y` as a sum of the other probabilities, so that it is accurate also near 0.
  public var complement: Double
  /// The reciprocal of the row's sum of shifted exponentials.
  var normalizer: Double

  /// Creates a value of zeros, for scratch space.
  public init() {
    logProbability = 0
    probability = 0
    complement = 0
    normalizer = 0
  }
}

/// The two passes of every loss that depends on the true class's probability alone.
///
/// Such a loss has the gradient `w(p_y) · (p − e_y)`. The first pass writes exponentials in place of
/// the gradient and says what the loss needs per example; the caller computes losses and weights;
/// the second pass turns the exponentials into the gradient. Passes run over chunks of rows that
/// stay in the first-level cache, so logits are read from memory once and gradients written once.
///
/// Accuracy: exponentials are within 2 ulp of those of the rounded differences to the row's
/// largest logit, sums are in `Double` (long rows add floats in fours first), and `p_y − 1` is
/// never formed.
public enum SoftmaxLossKernel {
  /// The number of rows to pass at once: as many as fit the cache, at most ``maximumRows``.
  public static func rowsPerChunk(classes: Int) -> Int {
    // 2,048 logits and as many exponentials are 16 KiB, half of a small first-level cache.
    min(maximumRows, max(1, 2_048 / classes))
  }

  /// The most rows of a chunk.
  public static let maximumRows = Int(softmax_loss_max_rows)

  /// Writes the exponentials of a chunk of rows and what a loss needs of each true class.
  ///
  /// - Parameters:
  ///   - logits: `[count, classes]`, row-major.
  ///   - labels: `[count]`, each in `0..<classes`.
  ///   - classes: the number of columns, at least 2.
  ///   - rows: the rows of this chunk, at most ``maximumRows``.
  ///   - exponentials: `[count, classes]`; the chunk's rows are overwritten.
  ///   - trueClasses: overwritten from its start, one for each row of the chunk.
  /// - Returns: how many rows have their largest logit at the true class; the first of equals counts.
  public static func forward(
    logits: Span<Float>, labels: Span<Int32>, classes: Int, rows: Range<Int>,
    exponentials: inout MutableSpan<Float>, trueClasses: inout MutableSpan<TrueClass>
  ) -> Int {
    check(rows, classes: classes, labels: labels, elements: exponentials.count)
    precondition(
      logits.count >= rows.upperBound * classes, "logits end before row \(rows.upperBound)")
    precondition(
      trueClasses.count >= rows.count, "\(trueClasses.count) true classes for \(rows.count) rows")
    // SAFETY: the extents were checked above; `TrueClass` is four doubles and nothing else, which
    // is what the kernel writes per row; the C function keeps no pointer.
    return unsafe logits.withUnsafeBufferPointer { logits in
      unsafe labels.withUnsafeBufferPointer { labels in
        unsafe exponentials.withUnsafeMutableBufferPointer { exponentials in
          unsafe trueClasses.withUnsafeMutableBytes { terms in
            guard let z = logits.baseAddress, let y = labels.baseAddress,
              let e = exponentials.baseAddress,
              let terms = unsafe terms.assumingMemoryBound(to: Double.self).baseAddress
            else { return 0 }
            let start = rows.lowerBound * classes
            return unsafe softmax_loss_forward(
              z + start, y + rows.lowerBound, rows.count, classes, e + start, terms)
          }
        }
      }
    }
  }

  /// Turns the exponentials of a chunk into `scale · weight · (p − e_y)`, in place.
  ///
  /// - Parameters:
  ///   - trueClasses: what ``forward(logits:labels:classes:rows:exponentials:trueClasses:)`` wrote.
  ///   - weights: `[count]`, the weight `w(p_y)` of each row.
  ///   - labels: `[count]`, each in `0..<classes`.
  ///   - classes: the number of columns.
  ///   - rows: the rows of this chunk.
  ///   - scale: a factor of every row.
  ///   - gradient: `[count, classes]`, exponentials before and the gradient after.
  public static func backward(
    trueClasses: Span<TrueClass>, weights: Span<Float>, labels: Span<Int32>, classes: Int,
    rows: Range<Int>, scale: Float, gradient: inout MutableSpan<Float>
  ) {
    check(rows, classes: classes, labels: labels, elements: gradient.count)
    precondition(weights.count >= rows.upperBound, "weights end before row \(rows.upperBound)")
    precondition(
      trueClasses.count >= rows.count, "\(trueClasses.count) true classes for \(rows.count) rows")
    // SAFETY: the extents were checked above; `TrueClass` is four doubles and nothing else, which
    // is what the kernel reads per row; the C function keeps no pointer.
    unsafe trueClasses.withUnsafeBytes { terms in
      unsafe weights.withUnsafeBufferPointer { weights in
        unsafe labels.withUnsafeBufferPointer { labels in
          unsafe gradient.withUnsafeMutableBufferPointer { gradient in
            guard let terms = unsafe terms.assumingMemoryBound(to: Double.self).baseAddress,
              let w = weights.baseAddress, let y = labels.baseAddress,
              let g = gradient.baseAddress
            else { return }
            let first = rows.lowerBound
            unsafe softmax_loss_backward(
              terms, w + first, y + first, rows.count, classes, scale, g + first * classes)
          }
        }
      }
    }
  }

  /// Stops at extents or labels that would make the kernels touch memory that is not theirs.
  private static func check(
    _ rows: Range<Int>, classes: Int, labels: Span<Int32>, elements: Int
  ) {
    precondition(classes >= 2, "a softmax needs 2 classes, got \(classes)")
    precondition(rows.lowerBound >= 0 && rows.count <= maximumRows, "rows \(rows) are no chunk")
    precondition(labels.count >= rows.upperBound, "labels end before row \(rows.upperBound)")
    precondition(
      elements >= rows.upperBound * classes, "the gradient ends before row \(rows.upperBound)")
    for row in rows {
      precondition(
        UInt32(bitPattern: labels[row]) < UInt32(classes),
        "label \(labels[row]) of row \(row) is outside 0..<\(classes)")
    }
  }
}
