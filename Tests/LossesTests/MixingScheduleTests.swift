import Core
import Foundation
import TestSupport
import Testing

@testable import Losses

private struct ScheduleGoldens: Decodable {
  let mixing: [Mixing]

  struct Mixing: Decodable {
    let id: String
    let settings: [String: Double]
    let progress: [Double]
    let alpha: [Double]
  }
}

@Suite("Mixing schedules")
struct MixingScheduleTests {
  static let ids = MixingScheduleCatalogue.all.described.map { $0.id }

  /// The schedules that start at 0 and rise; the controls do not.
  static let rising = ids.filter { $0 != "reversed" && $0 != "piecewise" }

  @Test("shapes, exponents, reversed and piecewise agree with NumPy")
  func goldens() throws {
    let goldens = try JSONDecoder().decode(
      ScheduleGoldens.self, from: Repository.golden("schedules.json"))
    #expect(goldens.mixing.count == 20)
    for golden in goldens.mixing {
      let schedule = try MixingScheduleCatalogue.make(Component(golden.id, golden.settings))
      for (progress, expected) in zip(golden.progress, golden.alpha) {
        let found = schedule.alpha(at: progress)
        #expect(abs(found - expected) <= 1e-14, "\(golden.id) at \(progress): \(found)")
      }
    }
  }

  @Test("α rises from 0 before start to alphaMax, and never falls", arguments: rising)
  func laws(id: String) throws {
    for (start, end, alphaMax) in [(0.5, 1.0, 0.9), (0.0, 0.6, 1.0), (0.25, 0.75, 0.0)] {
      var component = Component(id)
      let known = try #require(MixingScheduleCatalogue.all.described.first { $0.id == id }).settings
      for (name, value) in [("start", start), ("end", end), ("alphaMax", alphaMax)]
      where known.contains(where: { $0.name == name }) {
        component.settings[name] = value
      }
      let schedule = try MixingScheduleCatalogue.make(component)
      var last = 0.0
      for step in 0..<1000 {
        let progress = Double(step) / 1000
        let alpha = schedule.alpha(at: progress)
        #expect((0...alphaMax).contains(alpha), "\(id) at \(progress)")
        #expect(alpha >= last, "\(id) at \(progress)")
        if progress < start, component.settings["start"] != nil { #expect(alpha == 0) }
        if progress >= end, component.settings["end"] != nil { #expect(alpha == alphaMax) }
        last = alpha
      }
      #expect(alphaMax == 0 || last > 0.99 * alphaMax, "\(id) ends at \(last)")
    }
  }

  @Test("a step switches at start, a constant never does")
  func stepAndConstant() throws {
    let step = try MixingScheduleCatalogue.make(Component("step", ["start": 0.75]))
    #expect(step.alpha(at: 0.7499) == 0)
    #expect(step.alpha(at: 0.75) == 0.9)
    let constant = try MixingScheduleCatalogue.make(Component("constant", ["alphaMax": 0.25]))
    #expect(constant.alpha(at: 0) == 0.25 && constant.alpha(at: 0.999) == 0.25)
  }

  @Test("the default is linear from half of training to 0.9 at its end")
  func defaults() throws {
    let complete = try MixingScheduleCatalogue.resolve(Component("linear"))
    #expect(complete.settings == ["start": 0.5, "end": 1, "alphaMax": 0.9, "exponent": 1])
  }

  @Test("α is in 0...1 and finite", arguments: ids)
  func range(id: String) throws {
    let schedule = try MixingScheduleCatalogue.make(Component(id))
    for step in 0..<1000 { #expect((0...1).contains(schedule.alpha(at: Double(step) / 1000))) }
  }

  @Test("reversed spends as much training at each α as linear, in the opposite order")
  func reversed() throws {
    let settings = ["start": 0.25, "end": 0.875, "alphaMax": 0.5, "exponent": 2.0]
    let forward = try MixingScheduleCatalogue.make(Component("linear", settings))
    let backward = try MixingScheduleCatalogue.make(Component("reversed", settings))
    for step in 0...64 {
      let progress = Double(step) / 64  // Exact, and so is 1 less it.
      #expect(backward.alpha(at: progress) == forward.alpha(at: 1 - progress))
    }
    #expect(backward.alpha(at: 0) == 0.5 && backward.alpha(at: 0.99) == 0)
  }

  @Test("piecewise with its defaults is linear with its own; two points at one place are a jump")
  func piecewise() throws {
    let (straight, piecewise) = (
      try MixingScheduleCatalogue.make(Component("linear")),
      try MixingScheduleCatalogue.make(Component("piecewise"))
    )
    for step in 0..<100 {
      let progress = Double(step) / 100
      #expect(abs(straight.alpha(at: progress) - piecewise.alpha(at: progress)) < 1e-15)
    }
    let jump = try MixingScheduleCatalogue.make(
      Component(
        "piecewise",
        [
          "points": 3, "at1": 0.5, "alpha1": 0.25, "at2": 0.5, "alpha2": 0.75, "at3": 1,
          "alpha3": 0.75,
        ]))
    #expect(jump.alpha(at: 0.49) == 0.25 && jump.alpha(at: 0.5) == 0.75)
  }

  @Test(
    "points that contradict each other are refused",
    arguments: [
      (["at1": 0.8, "at2": 0.2], "at1 is 0.8 and at2 is 0.2; expected rising places"),
      (["points": 2.5], "points is 2.5; expected a whole number"),
      (["alpha3": 0.5], "alpha3 is set and points is 2; expected points of at least 3"),
    ])
  func badPoints(settings: [String: Double], reason: String) {
    let error = #expect(throws: ComponentError.self) {
      try MixingScheduleCatalogue.make(Component("piecewise", settings))
    }
    #expect(error?.description == "mixing schedule \"piecewise\": \(reason)")
  }

  @Test("a rise that ends before it begins is refused", arguments: ["linear", "cosine", "sigmoid"])
  func emptyRise(id: String) {
    let error = #expect(throws: ComponentError.self) {
      try MixingScheduleCatalogue.make(Component(id, ["start": 0.8, "end": 0.8]))
    }
    #expect(error?.kind == .usage)
    #expect(
      error?.description
        == "mixing schedule \"\(id)\": start is 0.8 and end is 0.8; expected start < end")
  }
}
