import Core
import Foundation
import Records
import TestSupport
import Testing

@testable import Experiments

@Suite struct SuiteReaderTests {
  static let sound = """
    id: tiny
    title: Two losses on a table
    seeds: 2
    baseline: ce
    epochs: 3
    batchSize: 32
    optimizer: {id: sgd, momentum: 0.8}
    learningRate: constant
    tasks:
      - dataset: iris
        model: {id: mlp, width: 8}
      - dataset: adult
        model: mlp
        epochs: 1
        optimizer: adamw
    arms:
      - id: ce
        loss: cross-entropy
      - id: mixed
        loss: mixed
        schedule: {id: linear, start: 0.4}
        learningRate: {id: cosine, peak: 0.2}
    """

  private func read(_ text: String) throws(SuiteError) -> Suite {
    try SuiteReader.read(
      text, path: "suites/tiny.yaml", stem: "tiny", datasets: ["adult", "iris", "mnist"])
  }

  /// The messages for the sound suite with one text replaced.
  private func mistakes(replacing old: String, with new: String) -> [String] {
    precondition(Self.sound.contains(old), "\(old) is not in the sound suite")
    do {
      _ = try read(Self.sound.replacing(old, with: new))
      return []
    } catch {
      return error.description.split(separator: "\n").map(String.init)
    }
  }

  @Test("an augmentation of all tasks can be switched off or replaced in one")
  func augmentation() throws {
    #expect(try read(Self.sound).tasks.allSatisfy { $0.augmentation == nil })
    let shared = Self.sound.replacing(
      "epochs: 3", with: "epochs: 3\naugmentation: {padCrop: 4, flip: yes}")
    #expect(
      try read(shared).tasks.map(\.augmentation) == [
        Augmentation(padCrop: 4, flip: true), Augmentation(padCrop: 4, flip: true),
      ])
    let own = shared.replacing("    epochs: 1", with: "    epochs: 1\n    augmentation: none")
    #expect(
      try read(own).tasks.map(\.augmentation) == [Augmentation(padCrop: 4, flip: true), nil])
    #expect(
      mistakes(
        replacing: "epochs: 3", with: "epochs: 3\naugmentation: {padCrop: -1, flop: yes}")
        == [
          "suites/tiny.yaml:6: augmentation.padCrop is \"-1\"; expected a whole number from 0 to 1024",
          "suites/tiny.yaml:6: unknown key \"augmentation.flop\"; did you mean \"flip\"?",
        ])
  }

  @Test("preprocessing is read as words, which the dataset judges later")
  func preprocessing() throws {
    let text = Self.sound.replacing(
      "    epochs: 1", with: "    epochs: 1\n    preprocessing: {scaling: robust, categories: ids}")
    #expect(
      try read(text).tasks.map(\.preprocessing) == [
        nil, ["scaling": "robust", "categories": "ids"],
      ])
    #expect(
      mistakes(replacing: "    epochs: 1", with: "    epochs: 1\n    preprocessing: robust") == [
        "suites/tiny.yaml:15: tasks[1].preprocessing is \"robust\"; expected settings such as "
          + "{scaling: robust} or {length: 128}"
      ])
  }

  @Test("a setting of preprocessing that a dataset does not have is named with its line")
  func judgedPreprocessing() throws {
    let library = testLibrary
    func lines(_ text: String) throws -> [String] {
      try withTemporaryFolder { folder in
        try Data(text.utf8).write(to: folder.appending(path: "tiny.yaml"))
        do {
          _ = try SuiteFolder(folder).suite(named: "tiny", library: library)
          return []
        } catch {
          return "\(error)".split(separator: "\n").map { String($0.drop { $0 != ":" }) }
        }
      }
    }
    let sound = Self.sound.replacing("dataset: iris", with: "dataset: builtin-series")
      .replacing("dataset: adult", with: "dataset: builtin-tables")
    let own = sound.replacing(
      "    epochs: 1", with: "    epochs: 1\n    preprocessing: {scalling: robust, categories: id}")
    #expect(
      try lines(own) == [
        ":15: unknown key \"tasks[1].preprocessing.scalling\"; did you mean \"scaling\"?",
        ":15: unknown tasks[1].preprocessing.categories \"id\"; did you mean \"ids\"?",
      ])
    let shared = sound.replacing(
      "epochs: 3", with: "epochs: 3\npreprocessing: {normalization: none}")
    #expect(
      try lines(shared) == [
        ":6: unknown key \"preprocessing.normalization\"; known: categories, scaling"
      ])
    #expect(
      try lines(sound.replacing("    epochs: 1", with: "    preprocessing: {categories: ids}"))
        == [])
  }

  @Test("a sound suite is read with every setting filled in")
  func readsSuite() throws {
    let suite = try read(Self.sound)
    #expect(suite.id == "tiny" && suite.title == "Two losses on a table")
    #expect(suite.seedCount == 2 && suite.baseline == "ce")
    #expect(suite.tasks.map(\.dataset) == ["iris", "adult"])
    #expect(suite.tasks.map(\.epochs) == [3, 1])
    #expect(suite.tasks.map(\.batchSize) == [32, 32])
    #expect(suite.tasks.map(\.optimizer.id) == ["sgd", "adamw"])
    #expect(suite.tasks[0].optimizer["momentum"] == 0.8)
    #expect(suite.tasks[0].optimizer["nesterov"] == 0)
    #expect(suite.tasks[0].model["width"] == 8)
    #expect(suite.arms.map(\.id) == ["ce", "mixed"])
    #expect(suite.arms[0].schedule == Component("constant", ["alphaMax": 0]))
    #expect(
      suite.arms[1].schedule
        == (try ComponentFamily.mixingSchedules.resolve(Component("linear", ["start": 0.4]))))
    #expect(suite.arms[1].schedule["end"] == 1 && suite.arms[1].schedule["alphaMax"] == 0.9)
    #expect(suite.arms[1].learningRate?["peak"] == 0.2)
    #expect(suite.arms[0].learningRate == nil)
  }

  @Test("an arm takes what it does not name from its task")
  func armsOverrideTasks() throws {
    let suite = try read(Self.sound)
    #expect(suite.arms[0].spec(for: suite.tasks[1]).optimizer.id == "adamw")
    #expect(suite.arms[0].spec(for: suite.tasks[1]).learningRateSchedule.id == "constant")
    #expect(suite.arms[1].spec(for: suite.tasks[1]).learningRateSchedule.id == "cosine")
  }

  @Test("seeds default to six, the least that can be significant")
  func defaultSeeds() throws {
    #expect(try read(Self.sound.replacing("seeds: 2\n", with: "")).seedCount == 6)
  }

  @Test(
    "one mistake gives one line with file, line and what would be right",
    arguments: [
      ("id: tiny", "id: tidy", "1: id is \"tidy\"; expected \"tiny\", the file's stem"),
      ("epochs: 3", "epohcs: 3", "5: unknown key \"epohcs\"; did you mean \"epochs\"?"),
      (
        "epochs: 3", "epochs: three",
        "5: epochs is \"three\"; expected a whole number from 1 to 100000"
      ),
      ("epochs: 3", "epochs: 0", "5: epochs is \"0\"; expected a whole number from 1 to 100000"),
      ("epochs: 3\n", "", "9: \"tasks[0].epochs\" is missing, and so is \"epochs\" for all tasks"),
      ("dataset: iris", "dataset: irsi", "10: unknown dataset \"irsi\"; did you mean \"iris\"?"),
      (
        "dataset: iris", "dataset: [iris]",
        "10: tasks[0].dataset is a list; expected a dataset's id"
      ),
      ("id: mlp, width: 8", "id: mpl", "11: unknown model \"mpl\"; did you mean \"mlp\"?"),
      (
        "width: 8", "widht: 8",
        "11: model \"mlp\" has no setting \"widht\"; did you mean \"width\"?"
      ),
      ("width: 8", "width: 0", "11: model \"mlp\": width is 0.0; expected 1.0 to 65536.0"),
      ("width: 8", "width: wide", "11: model \"mlp\": width is \"wide\"; expected a number"),
      ("id: mlp, width: 8", "width: 8", "11: \"tasks[0].model.id\" is missing"),
      (
        "{id: mlp, width: 8}", "[mlp]",
        "11: tasks[0].model is a list; expected the id of a model, or a mapping of id and settings"
      ),
      (
        "loss: cross-entropy", "loss: cross-entrpy",
        "18: unknown loss \"cross-entrpy\"; did you mean \"cross-entropy\"?"
      ),
      (
        "id: linear", "id: liner",
        "21: unknown mixing schedule \"liner\"; did you mean \"linear\"?"
      ),
      (
        "start: 0.4", "start: 1",
        "21: mixing schedule \"linear\": start is 1.0 and end is 1.0; expected start < end"
      ),
      (
        "id: cosine, peak", "id: cosin, peak",
        "22: unknown learning-rate schedule \"cosin\"; did you mean \"cosine\"?"
      ),
      (
        "optimizer: adamw", "optimizer: adam",
        "15: unknown optimizer \"adam\"; did you mean \"adamw\"?"
      ),
      (
        "baseline: ce", "baseline: cee",
        "4: baseline has to be the id of an arm, found \"cee\"; did you mean \"ce\"?"
      ),
      ("baseline: ce\n", "", "1: \"baseline\" is missing"),
      ("id: mixed", "id: ce", "19: arms[1].id \"ce\" is used by an earlier arm"),
      (
        "id: mixed", "id: mi/xed",
        "19: arms[1].id is \"mi/xed\"; expected letters, digits, hyphens and points, at most 60"
      ),
      (
        "loss: cross-entropy", "loss: cross-entropy\n    schedule: linear",
        "19: arms[0].schedule has no effect; loss \"cross-entropy\" has no α"
      ),
      (
        "    schedule: {id: linear, start: 0.4}\n", "",
        "19: \"arms[1].schedule\" is missing; loss \"mixed\" needs a schedule for α, "
          + "such as {id: linear, start: 0.5, end: 1, alphaMax: 0.9}"
      ),
      ("seeds: 2", "seeds: 0", "3: seeds is \"0\"; expected a whole number from 1 to 1000"),
      ("seeds: 2", "seeds: 2\nseeds: 3", "3: \"seeds\" is written twice"),
    ])
  func singleMistake(old: String, new: String, expected: String) {
    #expect(mistakes(replacing: old, with: new) == ["suites/tiny.yaml:\(expected)"])
  }

  @Test("all mistakes are reported at once, in the order of their lines")
  func reportsEverything() {
    let text = Self.sound.replacing("epochs: 3", with: "epohcs: 3")
      .replacing("dataset: iris", with: "dataset: irsi").replacing("width: 8", with: "wdth: 8")
      .replacing("loss: cross-entropy", with: "loss: cross")
    do {
      _ = try read(text)
      Issue.record("the suite was accepted")
    } catch {
      let lines = error.description.split(separator: "\n").map {
        $0.split(separator: ":")[1]
      }
      #expect(lines == ["5", "10", "11", "18"])
    }
  }

  @Test("a task with the dataset and model of another one is refused")
  func duplicateTask() {
    let messages = mistakes(
      replacing: "- dataset: adult\n    model: mlp",
      with: "- dataset: iris\n    model: {id: mlp, width: 8}")
    #expect(
      messages == [
        "suites/tiny.yaml:12: tasks[1] has the dataset, model and label noise of an earlier task"
      ])
  }

  @Test("empty lists are refused", arguments: ["tasks", "arms"])
  func emptyLists(key: String) throws {
    let parts = Self.sound.split(separator: "arms:")
    let text =
      key == "arms"
      ? parts[0] + "arms: []"
      : parts[0].split(separator: "tasks:")[0] + "tasks: []\narms:" + parts[1]
    do {
      _ = try read(String(text))
      Issue.record("the suite was accepted")
    } catch {
      #expect(error.description.contains("\(key) is empty; expected at least one entry"))
    }
  }

  @Test("what is not YAML, or no mapping, is one line")
  func notYAML() {
    for (text, expected) in [
      ("- a\n- b", "suites/tiny.yaml:1: the file has to be a mapping"),
      ("", "suites/tiny.yaml:1: nothing is written here"),
      (
        "tasks:\n  - model: {id: mlp}\n\tepochs: 3\n",
        "suites/tiny.yaml:3: not YAML: found a tab, @, ` or % where a value begins; indent with "
          + "spaces, or quote the value"
      ),
      (
        "\u{1}",
        "suites/tiny.yaml:1: not YAML: 1:1: error: reader: control characters are not allowed:"
      ),
    ] {
      do {
        _ = try read(text)
        Issue.record("\(text) was accepted")
      } catch {
        #expect(error.description == expected)
      }
    }
  }

  @Test("a byte order mark before the first key is passed over")
  func byteOrderMark() throws {
    #expect(try read("\u{FEFF}" + Self.sound) == read(Self.sound))
  }

  @Test("mistakes of a suite are usage errors")
  func kind() {
    #expect(SuiteError.mistakes(path: "x", []).kind == .usage)
    #expect(SuiteError.unknown(id: "x", known: []).kind == .usage)
  }
}
