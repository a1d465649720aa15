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

  @Test("linear, cosine and sigmoid agree with NumPy")
  func goldens() throws {
    let goldens = try JSONDecoder().decode(
      ScheduleGoldens.self, from: Repository.golden("schedules.json"))
    #expect(goldens.mixing.count == 9)
    for golden in goldens.mixing {
      let schedule = try MixingScheduleCatalogue.make(Component(golden.id, golden.settings))
      for (progress, expected) in zip(golden.progress, golden.alpha) {
        let found = schedule.alpha(at: progress)
        #expect(abs(found - expected) <= 1e-14, "\(golden.id) at \(progress): \(found)")
      }
    }
  }

  @Test("α rises from 0 before start to alphaMax, and never falls", arguments: ids)
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
    #expect(complete.settings == ["start": 0.5, "end": 1, "alphaMax": 0.9])
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
