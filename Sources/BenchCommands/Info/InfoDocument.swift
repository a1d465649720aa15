import Core
import DataStore
import Experiments
import Records

/// What `bench info --json` prints: all that an id names.
struct InfoDocument: Encodable {
  let id: String
  /// Entries of the registries.
  var components: [ComponentFacts] = []
  var dataset: DatasetFacts?
  var suite: SuiteFacts?

  /// An entry of a registry.
  struct ComponentFacts: Encodable {
    let family: String
    let id: String
    let summary: String
    let citation: String
    let settings: [Setting]

    struct Setting: Encodable {
      let name: String
      let defaultValue: Double
      let least: Double
      let most: Double
      let summary: String
    }

    init(_ entry: any Catalogued.Type, family: ComponentFamily) {
      self.family = family.name
      id = entry.id
      summary = entry.summary
      citation = entry.citation
      settings = entry.settings.map {
        Setting(
          name: $0.name, defaultValue: $0.defaultValue, least: $0.range.lowerBound,
          most: $0.range.upperBound, summary: $0.summary)
      }
    }
  }

  /// A dataset by its manifest.
  struct DatasetFacts: Encodable {
    let summary: DatasetSummary
    let version: Int
    let citation: String
    let homepage: String
    let redistribution: Bool
    let notes: String
    let format: String
    let classes: [ClassFacts]
    let files: [FileFacts]
    let decodedDigest: String?

    struct ClassFacts: Encodable {
      let label: Int
      let name: String
      let train: Int
      let test: Int
    }

    struct FileFacts: Encodable {
      let path: String
      let bytes: Int
      let sha256: String
      let urls: [String]
    }

    init(_ manifest: DatasetManifest, summary: DatasetSummary) {
      self.summary = summary
      version = manifest.version
      citation = manifest.citation
      homepage = manifest.homepage
      redistribution = manifest.redistribution
      notes = manifest.notes
      format = manifest.decoder.format
      classes = manifest.classNames.enumerated().map { label, name in
        ClassFacts(
          label: label, name: name, train: manifest.counts.train[label],
          test: manifest.counts.test[label])
      }
      files = manifest.files.map {
        FileFacts(path: $0.path, bytes: $0.bytes, sha256: $0.sha256, urls: $0.urls)
      }
      decodedDigest = manifest.decodedDigest
    }
  }

  /// A suite by its outline.
  struct SuiteFacts: Encodable {
    let id: String
    let title: String
    let baseline: String
    let seeds: Int
    let tasks: [TaskFacts]
    let arms: [String]
    let candidate: String?
    let tuning: TuningFacts?

    struct TuningFacts: Encodable {
      let seeds: [UInt64]
      let validation: Double
      let configurations: Int
    }

    struct TaskFacts: Encodable {
      let dataset: String
      let model: Component
      let epochs: Int
      let batchSize: Int
      let labelNoise: LabelNoise?
      let validation: Double?
      let selection: SelectionRule?
    }

    init(_ suite: Suite) {
      id = suite.id
      title = suite.title
      baseline = suite.baseline
      seeds = suite.seedCount
      tasks = suite.tasks.map {
        TaskFacts(
          dataset: $0.dataset, model: $0.model, epochs: $0.epochs, batchSize: $0.batchSize,
          labelNoise: $0.labelNoise, validation: $0.validation, selection: $0.selection)
      }
      arms = suite.arms.map(\.id)
      candidate = suite.candidate
      tuning = suite.tuning.map { tuning in
        TuningFacts(
          seeds: tuning.seeds, validation: tuning.validation,
          configurations: suite.arms.map(\.configurations.count).max() ?? 0)
      }
    }
  }
}
