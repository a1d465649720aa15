import Core
import DataStore
import Engine
import Foundation
import Models
import Records
import TestSupport
import Testing

@testable import Experiments

/// The suites that come with LossBench.
@Suite("Committed suites") struct CommittedSuiteTests {
  private static let home = Home(folder: Repository.root)

  static let suites: [Experiments.Suite] = {
    guard let datasets = try? testLibrary.ids(), let ids = try? home.suites.ids() else { return [] }
    return ids.compactMap { try? home.suites.suite(named: $0, datasets: datasets) }
  }()

  @Test("all are sound, and the ones that the documents name are there")
  func names() throws {
    #expect(Self.suites.map(\.id) == (try Self.home.suites.ids()))
    let named = [
      "default", "full", "quick-images", "quick-series", "quick-tables", "quick-text", "smoke",
      "standard",
    ]
    #expect(Set(named).isSubset(of: Self.suites.map(\.id)))
  }

  @Test("standard has every real set that is checked by digest, and no other")
  func standard() throws {
    let suite = try #require(Self.suites.first { $0.id == "standard" })
    let checked = try testLibrary.ids().filter {
      try !$0.hasPrefix("builtin-") && testLibrary.manifest($0).decodedDigest != nil
    }
    #expect(Set(suite.tasks.map(\.dataset)) == Set(checked))
    #expect(checked.count == suite.tasks.count)
  }

  @Test("default is four domains, two models, five arms and pairs enough for Holm's correction")
  func defaults() throws {
    let suite = try #require(Self.suites.first { $0.id == "default" })
    let domains = try suite.tasks.map { try testLibrary.manifest($0.dataset).domain.rawValue }
    #expect(Dictionary(grouping: domains) { $0 }.mapValues(\.count).values.allSatisfy { $0 == 2 })
    #expect(Set(domains).count == 4 && suite.arms.count == 5)
    let comparisons = Double(suite.tasks.count * (suite.arms.count - 1))
    #expect(comparisons * 2 / pow(2, Double(suite.seedCount)) < 0.05)
  }

  @Test(
    "suites that anyone can run have pairs enough for every family that a report corrects",
    arguments: ["controls", "default", "noise", "tuned"])
  func families(id: String) throws {
    let suite = try #require(Self.suites.first { $0.id == id })
    // The largest family: NLL, Brier score and ECE of every arm but the baseline on every task.
    let comparisons = Double(3 * suite.tasks.count * (suite.arms.count - 1))
    #expect(comparisons * 2 / pow(2, Double(suite.seedCount)) < 0.05)
  }

  @Test("a tuned arm may choose whatever the baseline may choose, in as many tries")
  func fairTuning() throws {
    for suite in Self.suites where suite.tuning != nil {
      func settings(_ arm: SuiteArm) -> Set<String> {
        Set(arm.configurations.joined().map { "\($0.part.rawValue).\($0.name)" })
      }
      let baseline = try #require(suite.arms.first { $0.id == suite.baseline })
      #expect(!baseline.configurations.isEmpty)
      for arm in suite.arms where !arm.configurations.isEmpty {
        #expect(arm.configurations.count == baseline.configurations.count)
        #expect(settings(arm).isSuperset(of: settings(baseline)), "\(suite.id), \(arm.id)")
      }
    }
  }

  @Test("every model reads examples of its dataset's kind", arguments: suites)
  func shapes(suite: Experiments.Suite) throws {
    for task in suite.tasks {
      let manifest = try testLibrary.manifest(task.dataset)
      let network = try ModelCatalogue.make(task.model).network(
        input: Self.standIn(for: task, manifest), classCount: manifest.classNames.count)
      #expect(network.parameterCount > 0, "\(task.dataset)")
    }
  }

  /// A shape of the dataset's kind; what only the files say is made up.
  private static func standIn(for task: SuiteTask, _ manifest: DatasetManifest) -> ExampleShape {
    switch manifest.domain {
    case .images: .image(channels: 3, height: 32, width: 32)
    case .text: .tokens(length: 64, vocabulary: 1000)
    case .tables:
      task.preprocessing?["categories"] == "ids"
        ? .mixed(numeric: 5, cardinalities: [3, 4]) : .features(9)
    case .sequences: .series(channels: 2, length: 64)
    }
  }

  @Test("plans on generated data are what the file says", arguments: ["default", "smoke"])
  func plans(id: String) throws {
    let suite = try #require(Self.suites.first { $0.id == id })
    let plan = try TrialPlan(suite, library: testLibrary)
    #expect(plan.trials.count == suite.tasks.count * suite.arms.count * suite.seedCount)
    #expect(Set(plan.trials.map(\.key)).count == plan.trials.count)
  }

  /// A step of every task, on the real files where a mirror has them.
  @Test(
    "every task on real data is planned and priced",
    .enabled(if: Mirror.folder != nil),
    arguments: ["quick-images", "quick-text", "quick-tables", "quick-series", "standard"])
  func realData(id: String) throws {
    let library = DatasetLibrary.standard(
      Self.home, mirror: Mirror.folder,
      cache: FileManager.default.temporaryDirectory.appending(path: "lossbench-test-cache"))
    var suite = try #require(Self.suites.first { $0.id == id })
    suite.seedCount = 2
    let plan = try TrialPlan(suite, library: library)
    let sharded = try ShardedPlan(plan, count: 2, library: library)
    #expect(sharded.parts.flatMap(\.trials).count == plan.trials.count)
    #expect(sharded.costs.allSatisfy { $0 > 1e6 })
    // Two seeds of every task make two shards of the same cost.
    #expect(abs(sharded.costs[0] / sharded.costs[1] - 1) < 1e-9)
  }
}
