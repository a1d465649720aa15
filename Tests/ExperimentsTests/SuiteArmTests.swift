import Core
import Records
import Testing

@testable import Experiments

@Suite struct SuiteArmTests {
  private static let head = """
    id: tiny
    title: Arms
    seeds: 2
    baseline: ce
    epochs: 4
    batchSize: 32
    optimizer: {id: sgd, weightDecay: 0.001}
    learningRate: {id: constant, peak: 0.1}
    tasks:
      - {dataset: iris, model: mlp}
    arms:
      - {id: ce, loss: cross-entropy}
      - {id: mixed, loss: mixed, schedule: {id: linear, start: 0.4}}

    """

  private func read(_ text: String) throws(SuiteError) -> Suite {
    try SuiteReader.read(
      text, path: "suites/tiny.yaml", stem: "tiny", datasets: ["adult", "iris", "mnist"])
  }

  private func arms(_ more: String) throws -> [SuiteArm] { try read(Self.head + more).arms }

  private func spec(_ suite: Suite, _ id: String) throws -> ArmSpec {
    let arm = try #require(suite.arms.first { $0.id == id })
    return try ArmResolver(suite: suite).spec(arm, for: suite.tasks[0])
  }

  private func mistakes(_ more: String, head: String = head) -> [String] {
    do {
      _ = try read(head + more)
      return []
    } catch {
      return error.description.split(separator: "\n").map {
        String($0.dropFirst("suites/tiny.yaml:".count))
      }
    }
  }

  @Test("an arm takes what it does not write from the arm it extends, setting by setting")
  func inheritance() throws {
    let suite = try read(
      Self.head + """
          - {id: late, extends: mixed, schedule: {start: 0.8}, learningRate: {id: cosine, peak: 0.2}}
          - {id: later, extends: late, schedule: {end: 0.9}, optimizer: adamw}
          - {id: plain, extends: late, loss: focal, schedule: none, learningRate: none}
        """)
    #expect(suite.arms.map(\.id) == ["ce", "mixed", "late", "later", "plain"])
    let (late, later, plain) = (suite.arms[2], suite.arms[3], suite.arms[4])
    #expect(late.loss.id == "mixed" && late.schedule["start"] == 0.8)
    #expect(late.schedule["alphaMax"] == 0.9 && late.learningRate?["peak"] == 0.2)
    #expect(later.schedule["start"] == 0.8 && later.schedule["end"] == 0.9)
    #expect(later.optimizer?.id == "adamw" && later.learningRate?["peak"] == 0.2)
    #expect(plain.loss.id == "focal" && plain.learningRate == nil)
  }

  @Test("neither the baseline nor the candidate is a control of the candidate")
  func ownControls() {
    let head = Self.head
      .replacing("baseline: ce", with: "baseline: ce\ncandidate: mixed")
      .replacing("{id: ce, ", with: "{id: ce, answers: order, ")
      .replacing("{id: mixed, ", with: "{id: mixed, answers: polyloss, ")
    #expect(
      mistakes("", head: head) == [
        "13: arms[0].answers has no effect: the baseline is no control of itself",
        "14: arms[1].answers has no effect: the candidate is no control of itself",
      ])
  }

  @Test("an arm may come before the one it extends; order in the file is order in tables")
  func forwardInheritance() throws {
    let suite = try read(
      Self.head.replacing(
        "arms:\n", with: "arms:\n  - {id: sharp, extends: mixed, schedule: {alphaMax: 1}}\n"))
    #expect(suite.arms.map(\.id) == ["sharp", "ce", "mixed"])
    #expect(suite.arms[0].schedule["alphaMax"] == 1 && suite.arms[0].schedule["start"] == 0.4)
  }

  @Test("a grid is an arm for each combination, the last list quickest, with readable ids")
  func grid() throws {
    let arms = try arms(
      """
        - id: m
          extends: mixed
          grid: {schedule.start: [0.3, 0.5], schedule.alphaMax: [0.75, 0.9]}
        - {id: l, loss: focal, grid: {loss.gamma: [1, 2], epochs: [2, x2]}}
        - {id: s, loss: mixed, grid: {schedule: [cosine, {id: step, start: 0.6}, training-accuracy]}}
      """)
    #expect(
      arms.dropFirst(2).map(\.id) == [
        "m-start0.3-alphaMax0.75", "m-start0.3-alphaMax0.9", "m-start0.5-alphaMax0.75",
        "m-start0.5-alphaMax0.9", "l-gamma1-epochs2", "l-gamma1-epochsx2", "l-gamma2-epochs2",
        "l-gamma2-epochsx2", "s-cosine", "s-step-start0.6", "s-training-accuracy",
      ])
    #expect(arms[3].schedule["start"] == 0.3 && arms[3].schedule["alphaMax"] == 0.9)
    #expect(arms[7].loss["gamma"] == 1 && arms[7].epochs == .times(2))
    #expect(arms[11].schedule == resolved(.mixingSchedules, "step", ["start": 0.6]))
    #expect(arms[12].schedule == resolved(.adaptiveMixingSchedules, "training-accuracy"))
  }

  @Test("settings without an id change those of the task's component")
  func changedSettings() throws {
    let suite = try read(
      Self.head + """
          - {id: slow, loss: cross-entropy, learningRate: {peak: x0.5}, optimizer: {nesterov: yes}}
          - {id: decays, loss: cross-entropy, grid: {optimizer.weightDecay: [0, 0.01]}}
        """)
    let slow = try spec(suite, "slow")
    #expect(slow.learningRateSchedule["peak"] == 0.05 && slow.optimizer["nesterov"] == 1)
    #expect(slow.optimizer["weightDecay"] == 0.001)
    #expect(try spec(suite, "decays-weightDecay0").optimizer["weightDecay"] == 0)
    #expect(try spec(suite, "decays-weightDecay0.01").optimizer["weightDecay"] == 0.01)
  }

  @Test("epochs are the task's, a number, or a multiple of the task's; augmentation likewise")
  func epochs() throws {
    let suite = try read(
      Self.head + """
          - {id: short, extends: ce, epochs: 1, augmentation: {flip: yes}}
          - {id: long, extends: ce, epochs: x1.5, augmentation: none}
        """)
    #expect(suite.arms.map { $0.epochs(on: suite.tasks[0]) } == [4, 4, 1, 6])
    #expect(suite.arms[2].augmentation == .own(Augmentation(flip: true)))
    #expect(suite.arms[3].augmentation == .own(nil) && suite.arms[0].augmentation == .ofTask)
  }

  @Test(
    "a constant at the mean of a schedule takes the arm's step too, and nothing is written twice")
  func meanOf() throws {
    let suite = try read(
      Self.head + """
          - {id: sharp, extends: mixed, learningRate: {peak: 0.7}, schedule: {start: 0.5}}
          - {id: flat, loss: mixed, schedule: {meanOf: sharp}}
        """)
    let flat = try spec(suite, "flat")
    #expect(flat.schedule == Component("constant", ["alphaMax": 0.225]))  // 0.9 / 4.
    #expect(flat.learningRateSchedule["peak"] == 0.7)
  }

  @Test(
    "the mean of each schedule is its integral",
    arguments: [
      (Component("linear", ["start": 0.2, "end": 0.8, "alphaMax": 0.5]), 0.5 * (0.3 + 0.2)),
      (Component("step", ["start": 0.75, "alphaMax": 0.8]), 0.2),
      (Component("constant", ["alphaMax": 0.3]), 0.3),
      (Component("cosine", ["start": 0.5, "end": 1, "alphaMax": 1]), 0.25),
      (Component("reversed", ["start": 0.5, "end": 1, "alphaMax": 0.9]), 0.225),
    ])
  func means(schedule: Component, expected: Double) throws {
    let found = try ArmResolver.constant(meanOf: schedule)["alphaMax"]
    #expect(abs(found - expected) < 2e-8)
  }

  @Test("a matched arm takes optimizer and learning rate from the arm it matches")
  func matches() throws {
    let suite = try read(
      Self.head + """
          - {id: sharp, extends: mixed, learningRate: {peak: 0.7}, optimizer: adamw}
          - {id: same-step, loss: cross-entropy, learningRate: {matches: sharp}}
        """)
    let arm = try spec(suite, "same-step")
    #expect(arm.learningRateMatches == "sharp" && arm.optimizer.id == "adamw")
    #expect(arm.learningRateSchedule["peak"] == 0.7 && arm.loss.id == "cross-entropy")
    #expect(!(try CanonicalJSON.text(try spec(suite, "ce"))).contains("Matches"))
  }

  @Test("controls name the question they answer, and the suite the arm they are about")
  func controls() throws {
    let head = Self.head.replacing("baseline: ce", with: "baseline: ce\ncandidate: mixed")
    let suite = try read(
      head + "  - {id: poly, loss: poly1, answers: polyloss}\n  - {id: sce, loss: sce}\n")
    #expect(
      suite.controlStudy
        == ControlStudy(candidate: "mixed", controls: [.init(arm: "poly", question: .polyLoss)]))
    #expect(try read(Self.head).controlStudy == nil)
  }

  @Test("label noise, held-out data and the rule of selection are read for all tasks or for one")
  func dataSettings() throws {
    let text = Self.head.replacing(
      "  - {dataset: iris, model: mlp}",
      with: """
          - {dataset: iris, model: mlp}
          - dataset: adult
            model: mlp
            validation: none
            selection: last-epoch
            labelNoise: [none, {kind: symmetric, rate: 0.2}, {kind: pair, rate: 0.4}]
        """
    ).replacing("epochs: 4", with: "epochs: 4\nvalidation: 0.1\nselection: best-validation")
    let tasks = try read(text).tasks
    #expect(tasks.map(\.dataset) == ["iris", "adult", "adult", "adult"])
    #expect(tasks.map(\.validation) == [0.1, nil, nil, nil])
    #expect(tasks.map(\.selection) == [.bestValidation, nil, nil, nil])
    #expect(
      tasks.map(\.labelNoise) == [
        nil, nil, LabelNoise(kind: .symmetric, rate: 0.2), LabelNoise(kind: .pair, rate: 0.4),
      ])
  }

  @Test("tuning gives each arm as many configurations, and none to arms with a source")
  func tuning() throws {
    let head = Self.head.replacing(
      "tasks:",
      with:
        "tune: {seeds: 2, grid: {learningRate.peak: [x0.5, 0.2], optimizer.weightDecay: [0, x2]}}\ntasks:"
    )
    let suite = try read(
      head + """
          - {id: flat, loss: mixed, schedule: {meanOf: mixed}}
          - id: tuned
            extends: mixed
            tune: {schedule.alphaMax: [0.3, 0.6, 0.8, 1]}
        """)
    #expect(suite.tuning?.seeds == [1001, 1002] && suite.tuning?.validation == 0.2)
    #expect(suite.arms.map(\.configurations.count) == [4, 4, 0, 4])
    #expect(
      suite.arms[0].configurations[1] == [
        SettingChange(part: .learningRate, name: "peak", value: 0.5, isFactor: true),
        SettingChange(part: .optimizer, name: "weightDecay", value: 2, isFactor: true),
      ])
    #expect(suite.arms[3].configurations.map { $0[0].text }.last == "schedule.alphaMax 1")
  }

  @Test("a budget draws as many of each arm's configurations, the same ones every time")
  func budget() throws {
    let head = Self.head.replacing(
      "tasks:", with: "tune: {budget: 3, grid: {learningRate.peak: [0.1, 0.2, 0.3]}}\ntasks:")
    let more = "  - {id: t, extends: mixed, tune: {schedule.start: [0, 0.1, 0.2, 0.3, 0.6]}}\n"
    let (one, two) = (try read(head + more), try read(head + more))
    #expect(one == two && one.arms.map(\.configurations.count) == [3, 3, 3])
    let starts = one.arms[2].configurations.map { $0[0].value }
    #expect(starts == starts.sorted() && Set(starts).count == 3)
  }

  @Test("a value that is tried twice would be a try less, and unknown keys are listed once")
  func listedOnce() {
    let twice = Self.head.replacing(
      "tasks:", with: "tune: {grid: {learningRate.peak: [x1, x1]}}\ntasks:")
    #expect(
      mistakes("", head: twice) == [
        "9: tune.grid.learningRate.peak has a value twice; expected different ones, since every "
          + "arm tries as many configurations"
      ])
    let unknown = mistakes("", head: Self.head + "zzzzzzzzzz: 1\n")
    let known = unknown.first?.split(separator: "known: ").last?.split(separator: ", ") ?? []
    #expect(known.count > 10 && Set(known).count == known.count, "\(unknown)")
  }

  static let armMistakes: [(String, String)] = [
    (
      "  - {id: x, extends: mixd}",
      "14: arms[2].extends names no arm \"mixd\"; did you mean \"mixed\"?"
    ),
    ("  - {id: x, extends: x}", "14: arms[2].extends \"x\", which extends it in turn"),
    (
      "  - {id: x, extends: mixed, schedule: {strat: 0.2}}",
      "14: mixing schedule \"linear\" has no setting \"strat\"; did you mean \"start\"?"
    ),
    (
      "  - {id: x, extends: ce, grid: [1]}",
      "14: arms[2].grid has to be a mapping of keys to lists, such as {schedule.start: [0.3, 0.5]}"
    ),
    (
      "  - {id: x, extends: mixed, grid: {schedul.start: [1]}}",
      "14: arms[2].grid has the key \"schedul.start\"; expected a part of an arm or one of its settings, such as schedule.start; did you mean \"schedule\"?"
    ),
    (
      "  - {id: x, extends: mixed, grid: {schedule.start: 0.3}}",
      "14: arms[2].grid.schedule.start has to be a list of values"
    ),
    (
      "  - {id: x, extends: mixed, grid: {schedule.start: [0.3, 2]}}",
      "14: mixing schedule \"linear\": start is 2.0; expected 0.0 to 1.0"
    ),
    (
      "  - {id: x, extends: ce, epochs: x0}",
      "14: arms[2].epochs is \"x0\"; expected a whole number from 1 to 100000, or a multiple of the task's such as x1.5"
    ),
    (
      "  - {id: x, loss: focal, learningRate: {pek: 1}}",
      "14: arms[2], arm \"x\" on iris: learning-rate schedule \"constant\" has no setting \"pek\"; did you mean \"peak\"?"
    ),
    (
      "  - {id: x, loss: focal, learningRate: {peak: fast}}",
      "14: arms[2].learningRate.peak is \"fast\"; expected a number, or a multiple such as x0.3"
    ),
    (
      "  - {id: x, loss: mixed, schedule: {meanOf: mixd}}",
      "14: arms[2].schedule names no arm \"mixd\"; did you mean \"mixed\"?"
    ),
    (
      "  - {id: x, loss: mixed, schedule: {meanOf: mixed, start: 1}}",
      "14: arms[2].schedule is a mapping; expected {meanOf: the id of an arm} and nothing else"
    ),
    (
      "  - {id: x, loss: focal, learningRate: {matches: mixed}, epochs: 2}",
      "14: arms[2].learningRate names \"mixed\", which trains for other epochs"
    ),
    (
      "  - {id: x, loss: focal, answers: polylos}",
      "14: unknown arms[2].answers \"polylos\"; did you mean \"polyloss\"?"
    ),
    (
      "  - {id: x, loss: focal, answers: polyloss}",
      "14: arms[2].answers needs candidate: at the top of the suite, the id of the arm that is explained"
    ),
    (
      "  - {id: x, extends: mixed, tune: {schedule.start: [0.1]}}",
      "14: arms[2].tune needs tune: at the top of the suite, such as tune: {seeds: 2, validation: 0.2}"
    ),
    ("  - {id: x, los: focal}", "14: unknown key \"arms[2].los\"; did you mean \"loss\"?"),
  ]

  @Test(
    "one mistake gives one line that says what would be right",
    arguments: armMistakes)
  func singleMistake(more: String, expected: String) {
    #expect(mistakes(more) == [expected])
  }

  static let suiteMistakes: [(String, String, String?)] = [
    (
      "baseline: ce", "baseline: ce\ncandidate: mixed",
      "5: candidate has no effect; no arm answers a question, such as answers: smaller-step"
    ),
    (
      "tasks:", "tune: {grid: {learningRate.peak: [0.1, 0.2]}}\ntasks:",
      nil
    ),
    (
      "tasks:", "tune: {seeds: 0, grid: {learningRate.peak: [0.1, 0.2]}}\ntasks:",
      "9: tune.seeds is \"0\"; expected a whole number from 1 to 1000"
    ),
    (
      "tasks:", "tune: {grid: {learningRate: [0.1]}}\ntasks:",
      "9: tune.grid has the key \"learningRate\"; expected a setting, such as learningRate.peak"
    ),
    (
      "model: mlp}", "model: mlp, selection: best-validation}",
      "10: tasks[0]: selection is best-validation and nothing is held out; write validation: 0.1 here or for all tasks"
    ),
    (
      "model: mlp}", "model: mlp, validation: 1}",
      "10: tasks[0].validation is \"1\"; expected a number above 0 and below 1, such as 0.1"
    ),
    (
      "model: mlp}", "model: mlp, labelNoise: {kind: symetric, rate: 0.2}}",
      "10: unknown tasks[0].labelNoise.kind \"symetric\"; did you mean \"symmetric\"?"
    ),
    (
      "model: mlp}", "model: mlp, labelNoise: [none, none]}",
      "10: tasks[0] has the dataset, model and label noise of an earlier task"
    ),
  ]

  @Test(
    "mistakes about the whole suite name what to write",
    arguments: suiteMistakes)
  func wholeSuite(old: String, new: String, expected: String?) {
    #expect(
      mistakes("", head: Self.head.replacing(old, with: new)) == (expected.map { [$0] } ?? []))
  }

  @Test("arms with unequal budgets are refused, each with its count")
  func unequalBudgets() {
    let head = Self.head.replacing(
      "tasks:", with: "tune: {grid: {learningRate.peak: [0.1, 0.2]}}\ntasks:")
    #expect(
      mistakes("  - {id: x, extends: mixed, tune: {schedule.start: [0, 0.2, 0.3]}}", head: head)
        == [
          "15: arms[2] has 3 configurations to tune and arms[0] has 2; expected the same number, at least 1, for each arm; or write tune.budget, and as many are drawn"
        ])
  }

  @Test("arms with fewer configurations than the budget are refused")
  func smallGrids() {
    let head = Self.head.replacing(
      "tasks:", with: "tune: {budget: 3, grid: {learningRate.peak: [0.1, 0.2]}}\ntasks:")
    #expect(
      mistakes("", head: head)
        == [0, 1].map {
          "9: arms[\($0)] has 2 configurations to tune; expected at least the budget of 3"
        })
  }
}
