/// One entry of an event file: what was measured at a step.
///
/// - Source: TensorFlow, `core/util/event.proto` and `core/framework/summary.proto`, whose field
///   numbers stand below.
struct TensorBoardEvent {
  /// A named value.
  enum Value {
    /// A number.
    case scalar(tag: String, Double)
    /// Counts of values by range.
    case histogram(tag: String, TensorBoardHistogram)
  }

  /// The first entry of every file.
  static let fileVersion = "brain.Event:2"

  /// Seconds since 1970.
  var wallTime: Double
  /// Optimizer steps finished.
  var step: Int
  /// What was measured.
  var values: [Value]

  /// The entry as a message.
  var message: ProtobufMessage {
    var summary = ProtobufMessage()
    for value in values { summary.add(1, Self.message(of: value)) }
    var event = ProtobufMessage()
    event.add(1, wallTime)
    event.add(2, step)
    event.add(5, summary)
    return event
  }

  /// The entry that opens a file.
  static func opening(at wallTime: Double) -> ProtobufMessage {
    var event = ProtobufMessage()
    event.add(1, wallTime)
    event.add(3, fileVersion)
    return event
  }

  private static func message(of value: Value) -> ProtobufMessage {
    var message = ProtobufMessage()
    switch value {
    case .scalar(let tag, let number):
      message.add(1, tag)
      message.add(2, float: number)
    case .histogram(let tag, let histogram):
      message.add(1, tag)
      message.add(5, histogram.message)
    }
    return message
  }
}

/// Counts of values by range, as event files hold them.
struct TensorBoardHistogram {
  /// The start of the first range and the ends of all, rising; one more than there are counts.
  var edges: [Double]
  /// How many values lie in each range.
  var counts: [Int]

  /// The counts as a message.
  ///
  /// Sums are those of the ranges' middles: the values themselves are not kept.
  var message: ProtobufMessage {
    precondition(edges.count == counts.count + 1, "\(counts.count) ranges, \(edges.count) edges")
    var (total, sum, squares) = (0, 0.0, 0.0)
    for (index, count) in counts.enumerated() {
      let middle = (edges[index] + edges[index + 1]) / 2
      total += count
      sum += Double(count) * middle
      squares += Double(count) * middle * middle
    }
    var message = ProtobufMessage()
    message.add(1, edges.first ?? 0)
    message.add(2, edges.last ?? 0)
    message.add(3, Double(total))
    message.add(4, sum)
    message.add(5, squares)
    message.add(6, Array(edges.dropFirst()))
    message.add(7, counts.map(Double.init))
    return message
  }
}
