import Core
import DataStore
import Foundation
import Records
import Synchronization
import TestSupport

@testable import Experiments

/// The library of the checkout, with a cache that tests share: generated sets are made once.
let testLibrary = DatasetLibrary.standard(
  Home(folder: Repository.root),
  cache: FileManager.default.temporaryDirectory.appending(path: "lossbench-test-cache"))

/// Returns a suite that trains in a fraction of a second.
func makeSuite(seeds: Int = 2, epochs: Int = 1) -> Suite {
  Suite(
    id: "tiny", title: "Tiny", baseline: "ce", seedCount: seeds,
    tasks: [
      SuiteTask(
        dataset: "builtin-tables", model: resolved(.models, "mlp", ["width": 8, "dropout": 0.2]),
        epochs: epochs, batchSize: 512, optimizer: resolved(.optimizers, "sgd"),
        learningRate: resolved(.learningRates, "one-cycle"))
    ],
    arms: [
      SuiteArm(
        id: "ce", loss: resolved(.losses, "cross-entropy"),
        schedule: Component("constant", ["alphaMax": 0])),
      SuiteArm(
        id: "mixed", loss: resolved(.losses, "mixed"),
        schedule: resolved(.mixingSchedules, "linear")),
    ])
}

/// Returns a component with all settings.
func resolved(
  _ family: ComponentFamily, _ id: String, _ settings: [String: Double] = [:]
) -> Component {
  (try? family.resolve(Component(id, settings))) ?? Component("unresolved \(id)")
}

/// Facts that do not depend on the machine.
let testEnvironment = EnvironmentFacts(
  lossBench: "0", numerics: 1, commit: "unknown", isDirty: false, libraries: [:],
  processor: "CPU", instructionSet: "any", system: "any")

/// Returns a run of a plan into a folder.
func makeRun(_ plan: TrialPlan, in folder: URL) -> SuiteRun {
  SuiteRun(
    plan, library: testLibrary, folder: folder, environment: testEnvironment,
    command: "bench run tiny", reportDamage: { _ in })
}

/// Remembers what it is told, and may ask to stop after a number of trials.
final class Witness: RunObserver {
  var outline: RunOutline?
  var finished: [FinishedTrial] = []
  var lastSnapshot: RunSnapshot?
  var hasEnded = false
  var notes: [String] = []
  var stopAfter: (count: Int, stop: StopRequest)?

  func began(_ outline: RunOutline) { self.outline = outline }

  func finished(_ trial: FinishedTrial, _ snapshot: RunSnapshot) {
    finished.append(trial)
    lastSnapshot = snapshot
    if let (count, stop) = stopAfter, finished.count == count { stop.make(signal: 2) }
  }

  func progressed(_ snapshot: RunSnapshot) { lastSnapshot = snapshot }

  func ended() { hasEnded = true }

  func noted(_ text: String) { notes.append(text) }
}
