import Foundation

/// How fast a dataset goes from its files to checked arrays: verified, unpacked, decoded, digested.
public struct LoadBenchmark: Codable, Sendable {
  /// The dataset's id.
  public let dataset: String
  /// Whether arrays were taken from the decoded cache instead of decoded.
  public let isCached: Bool
  /// Timed loads.
  public let loads: Int
  /// Examples of both parts.
  public let exampleCount: Int
  /// The bytes of the files as they lie on disk.
  public let fileBytes: Int
  /// The bytes they may unpack to, which is what they do unpack to when the manifest is exact.
  public let contentBytes: Int
  /// Whether every load was followed by preparing the examples for training.
  public let isPrepared: Bool
  /// The bytes of the decoded arrays, and of the prepared ones.
  public let arrayBytes: Int
  /// The median time of one load.
  public let medianMilliseconds: Double
  /// The fastest load.
  public let minimumMilliseconds: Double
  /// The slowest load.
  public let maximumMilliseconds: Double
  /// The median time from verified files to arrays, of preparing too if that was asked for.
  ///
  /// Without looking files up, and without comparing the arrays with their digest.
  public let decodingMilliseconds: Double
  /// The median processor time of decoding.
  public let processorMilliseconds: Double
  /// Examples loaded in a second, by the median.
  public let examplesPerSecond: Double
  /// Million bytes of content loaded in a second, by the median.
  public let megabytesPerSecond: Double
  /// The most memory that this process has held; nil where the system does not tell.
  public let peakMemoryBytes: Int?
  /// The most memory that loading may take: 1.5 times the arrays and 64 MB.
  public let memoryLimitBytes: Int

  /// Loads a dataset again and again.
  ///
  /// - Parameters:
  ///   - id: the dataset.
  ///   - seconds: how long to measure after one load as warm-up; at least 3 loads are timed.
  ///   - isCached: what `library` does, for the record.
  ///   - prepares: whether examples are prepared for training too: scaled, or turned into token ids.
  ///   - library: makes a library that has loaded nothing; called once a load.
  /// - Returns: the times and sizes.
  /// - Throws: what loading throws.
  public static func measure(
    _ id: String, seconds: Double, isCached: Bool, prepares: Bool = false,
    library: () -> DatasetLibrary
  ) throws -> LoadBenchmark {
    let clock = ContinuousClock()
    // What the warm-up loaded is dropped before the timed loads, so that one copy is resident.
    let facts = try facts(of: library().load(id))
    var times: [Double] = []
    var decodingTimes: [Double] = []
    var processorTimes: [Double] = []
    var preparedBytes = 0
    let start = clock.now
    while times.count < 3 || clock.now - start < .seconds(seconds) {
      var decoding = LoadTime()
      let duration = try clock.measure {
        let loaded = try library().fresh(id, decoding: &decoding)
        guard prepares else { return }
        let prepared = try decoding.measure {
          try loaded.decoded.prepared(id: id, holdingOut: [])
        }
        preparedBytes = prepared.train.preparedBytes + prepared.test.preparedBytes
      }
      times.append(duration / .milliseconds(1))
      decodingTimes.append(decoding.elapsed / .milliseconds(1))
      processorTimes.append(decoding.processor / .milliseconds(1))
    }
    let median = Self.median(times)
    return LoadBenchmark(
      dataset: id, isCached: isCached, loads: times.count, exampleCount: facts.examples,
      fileBytes: facts.fileBytes, contentBytes: facts.contentBytes, isPrepared: prepares,
      arrayBytes: facts.arrayBytes + preparedBytes, medianMilliseconds: median,
      minimumMilliseconds: times.min() ?? 0, maximumMilliseconds: times.max() ?? 0,
      decodingMilliseconds: Self.median(decodingTimes),
      processorMilliseconds: Self.median(processorTimes),
      examplesPerSecond: Double(facts.examples) / median * 1000,
      megabytesPerSecond: Double(facts.contentBytes) / median / 1000,
      peakMemoryBytes: peakMemory(),
      memoryLimitBytes: (facts.arrayBytes + preparedBytes) / 2 * 3 + 64_000_000)
  }

  private static func median(_ times: [Double]) -> Double {
    let sorted = times.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private static func facts(
    of dataset: LoadedDataset
  ) -> (examples: Int, fileBytes: Int, contentBytes: Int, arrayBytes: Int) {
    (
      dataset.decoded.trainLabels.count + dataset.decoded.testLabels.count,
      dataset.files.reduce(0) { $0 + $1.bytes },
      dataset.files.reduce(0) { $0 + $1.unpackedBytes },
      dataset.decoded.byteCount
    )
  }

  /// Linux writes the peak as `VmHWM:   1234 kB`.
  private static func peakMemory() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }),
      let kibibytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) })
    else { return nil }
    return kibibytes * 1024
  }
}
