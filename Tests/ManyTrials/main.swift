import Core
import DataStore
import Experiments
import Foundation
import Records
import ResultStore

// Fills a run folder with made-up scores, to measure commands on a store of many trials and to be
// killed while it writes. The suite, its keys, run.json and the store are the real ones.
//
// usage: many-trials FOLDER [SEEDS] [BATCH]
//   writes FOLDER/many.yaml and FOLDER/run; 100 trials a seed, BATCH trials a transaction

let arguments = CommandLine.arguments
let folder = URL(filePath: arguments.count > 1 ? arguments[1] : "many", directoryHint: .isDirectory)
let seeds = arguments.count > 2 ? Int(arguments[2]) ?? 1_000 : 1_000
let batch = arguments.count > 3 ? Int(arguments[3]) ?? 1_000 : 1_000

let home = try Home.find()
let library = DatasetLibrary.standard(home)
let suiteFile = folder.appending(path: "many.yaml")
try AtomicFile.write(Data(SuiteText.yaml(seeds: seeds).utf8), to: suiteFile)
let suite = try home.suites.suite(named: suiteFile.path, datasets: try library.ids())
let plan = try TrialPlan(suite, library: library)
let run = folder.appending(path: "run", directoryHint: .isDirectory)
try RunDescription(plan, command: "bench run many.yaml").write(to: run)

let maker = RecordMaker(environment: EnvironmentFacts.current(home: home))
let store = try ResultStore(at: run) { print("\($0)") }
let known = try store.keys()
let missing = plan.trials.filter { !known.contains($0.key) }
for start in stride(from: 0, to: missing.count, by: batch) {
  let trials = missing[start..<min(start + batch, missing.count)]
  try store.store(contentsOf: trials.map(maker.record))
}
store.close()
print("\(plan.trials.count) trials in \(run.relativePath)")
