import DataStore
import Experiments
import Foundation
import TestSupport
import Testing

/// Counts stated by those who collected or published the sets, not by our own readers.
///
/// The mirror of tests has the same facts, found by parsing, in its PROVENANCE.md.
private enum Published {
  /// Examples of each class, in label order.
  struct Counts {
    /// The training part, or all examples of a set without a published split.
    let train: [Int]
    /// The test part; nil where the publisher has none.
    let test: [Int]?

    init(_ train: [Int], _ test: [Int]? = nil) { (self.train, self.test) = (train, test) }
  }

  /// By id.
  static let classCounts: [(id: String, counts: Counts)] = [
    ("adult", Counts([24_720, 7841], [12_435, 3846])),
    ("ag-news-subset", Counts([1900, 1900, 1900, 1900])),
    ("bank-marketing", Counts([36_548, 4640])), ("breast-cancer-wisconsin", Counts([458, 241])),
    ("car", Counts([1210, 384, 69, 65])),
    (
      "cifar-10-subset",
      Counts(
        [1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1015, 981],
        [1000, 1000, 1000, 1000, 1000, 1000, 1000, 999, 980, 1000])
    ),
    ("credit-approval", Counts([383, 307])), ("credit-default", Counts([23_364, 6636])),
    (
      "fashion-mnist",
      Counts([Int](repeating: 6000, count: 10), [Int](repeating: 1000, count: 10))
    ),
    ("house-votes-84", Counts([267, 168])), ("imdb", Counts([12_500, 12_500], [12_500, 12_500])),
    ("ionosphere", Counts([225, 126])), ("iris", Counts([50, 50, 50])),
    ("kr-vs-kp", Counts([1669, 1527])), ("mr-polarity", Counts([5331, 5331])),
    ("nursery", Counts([4320, 2, 328, 4266, 4044])),
    ("poker-hand", Counts([12_493, 10_599, 1206, 513, 93, 54, 36, 6, 5, 5])),
    ("promoters", Counts([53, 53])), ("sms-spam", Counts([4827, 747])),
    ("sonar", Counts([111, 97])), ("spambase", Counts([2788, 1813])),
    ("trec", Counts([86, 1162, 1250, 1223, 835, 896], [9, 138, 94, 65, 81, 113])),
    (
      "uci-har",
      Counts([1226, 1073, 986, 1286, 1374, 1407], [496, 471, 420, 491, 532, 537])
    ),
    ("wine-quality", Counts([10, 53, 681, 638, 199, 18])),
  ]

  /// Where only sums are published: training (or all) examples, test examples, classes.
  static let totals: [(id: String, train: Int, test: Int?, classes: Int)] = [
    ("abalone", 4177, nil, 28), ("mnist", 60_000, 10_000, 10), ("pendigits", 7494, 3498, 10),
    ("sst2", 60_614 + 6735, 872, 2), ("trec-fine", 5452, 500, 50), ("tsc-acsf1", 100, 100, 10),
    ("tsc-arrow-head", 36, 175, 3), ("tsc-basic-motions", 40, 40, 4), ("tsc-beef", 30, 30, 5),
    ("tsc-car", 60, 60, 4), ("tsc-coffee", 28, 28, 2), ("tsc-face-four", 24, 88, 4),
    ("tsc-gun-point", 50, 150, 2), ("tsc-italy-power-demand", 67, 1029, 2),
    ("tsc-japanese-vowels", 270, 370, 9), ("tsc-lightning2", 60, 61, 2),
    ("tsc-olive-oil", 30, 30, 4), ("tsc-osu-leaf", 200, 242, 6), ("tsc-plaid", 537, 537, 11),
    ("tsc-synthetic-control", 300, 300, 6),
  ]
}

@Suite("Published counts")
struct PublishedCountsTests {
  private static let library = DatasetLibrary.standard(Home(folder: Repository.root))

  /// What an independent reader found in the files: Tests/Goldens/decoded_digests.py.
  private struct Golden: Decodable {
    struct Dataset: Decodable, Equatable {
      let counts: ExpectedCounts
      let decodedDigest: String
      let duplicates: Int
    }
    let datasets: [String: Dataset]
  }

  @Test("are those of the manifests", arguments: Published.classCounts.map(\.id))
  func classCounts(id: String) throws {
    let expected = try #require(Published.classCounts.first { $0.id == id }).counts
    let manifest = try Self.library.manifest(id)
    try Self.compare(manifest.counts, expected, manifest.splits)
  }

  @Test("are the sums of the manifests", arguments: Published.totals.map(\.id))
  func totals(id: String) throws {
    let expected = try #require(Published.totals.first { $0.id == id })
    let manifest = try Self.library.manifest(id)
    #expect(manifest.classes.count == expected.classes)
    let (train, test) = (manifest.counts.train.reduce(0, +), manifest.counts.test.reduce(0, +))
    if let published = expected.test {
      #expect(manifest.splits == .official)
      #expect(train == expected.train && test == published)
    } else {
      #expect(train + test == expected.train)
    }
  }

  @Test("an independent reader finds the counts, digests and duplicates of every manifest")
  func golden() throws {
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("decoded_digests.json"))
    var verified: [String] = []
    for id in try Self.library.ids() where Self.library.builtInSet(id) == nil {
      let manifest = try Self.library.manifest(id)
      guard let digest = manifest.decodedDigest else {
        #expect(manifest.duplicates == nil, "\(id): nobody has decoded it")
        continue
      }
      verified.append(id)
      let found = try #require(golden.datasets[id], "\(id) is not in decoded_digests.json")
      #expect(found.counts == manifest.counts, "\(id)")
      #expect(found.decodedDigest == digest, "\(id)")
      #expect(found.duplicates == manifest.duplicates, "\(id)")
    }
    #expect(verified == golden.datasets.keys.sorted())
    #expect(
      verified == (Published.classCounts.map(\.id) + Published.totals.map(\.id)).sorted())
  }

  private static func compare(
    _ found: ExpectedCounts, _ expected: Published.Counts, _ splits: SplitRule
  ) throws {
    if let test = expected.test {
      #expect(splits == .official)
      #expect(found.train == expected.train && found.test == test)
    } else {
      #expect(splits != .official)
      #expect(zip(found.train, found.test).map(+) == expected.train)
    }
  }

  @Test(
    "bench data verify --all prints them for every set of the mirror",
    .enabled(if: Mirror.folder != nil, "LOSSBENCH_MIRROR is not set"))
  func verifyAll() throws {
    struct Found: Decodable {
      let id: String
      let train: [Int]
      let test: [Int]
      let duplicates: Int
      let isDigestKnown: Bool
    }
    let mirror = try #require(Mirror.folder).path
    let golden = try JSONDecoder().decode(
      Golden.self, from: Repository.golden("decoded_digests.json"))
    let result = try BenchProcess.run("data", "verify", "--all", "--mirror", mirror, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let found = try JSONDecoder().decode([Found].self, from: Data(result.output.utf8))
    for (id, expected) in Published.classCounts {
      let dataset = try #require(found.first { $0.id == id }, "\(id)")
      #expect(dataset.isDigestKnown)
      #expect(dataset.duplicates == golden.datasets[id]?.duplicates, "\(id)")
      try Self.compare(
        ExpectedCounts(train: dataset.train, test: dataset.test), expected,
        try Self.library.manifest(id).splits)
    }
    for expected in Published.totals {
      let dataset = try #require(found.first { $0.id == expected.id }, "\(expected.id)")
      let (train, test) = (dataset.train.reduce(0, +), dataset.test.reduce(0, +))
      #expect(train + test == expected.train + (expected.test ?? 0), "\(expected.id)")
      #expect(expected.test == nil || expected.test == test, "\(expected.id)")
      #expect(dataset.train.count == expected.classes)
      #expect(dataset.duplicates == golden.datasets[expected.id]?.duplicates)
    }
  }
}
