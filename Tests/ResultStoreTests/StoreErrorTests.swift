import Records
import Testing

@testable import ResultStore

@Suite struct StoreErrorTests {
  @Test(
    "each error is one line with the file and what to do",
    arguments: [
      (StoreError.notADatabase(path: "r.sqlite"), "choose another folder with --out"),
      (.foreign(path: "r.sqlite"), "choose another folder with --out"),
      (.newerVersion(path: "r.sqlite", found: "9"), "update LossBench"),
      (.olderVersion(path: "r.sqlite"), "brings it up to date"),
      (.damaged(path: "r.sqlite", reason: "bad page"), "keeps every whole record"),
      (.readOnly(path: "r.sqlite"), "check the permissions"),
      (.full(path: "r.sqlite"), "make room, and the same command goes on"),
      (.busy(path: "r.sqlite", seconds: 60), "end that process, or try again"),
      (.refused(path: "r.sqlite", reason: "no such folder"), "no such folder; check the folder"),
      (.record(.damaged(path: "r.sqlite", reason: "cut short")), "computes the trial again"),
    ])
  func messages(error: StoreError, part: String) {
    #expect(error.description.hasPrefix("r.sqlite: "))
    #expect(error.description.contains(part))
    #expect(!error.description.contains("\n"))
  }

  @Test("notes name the file, the trial and what happened to it")
  func notes() {
    #expect(
      StoreNote.damaged(
        path: "a", trial: "mnist × mlp, mixed, seed 3", reason: "r", isSetAside: true
      )
      .description
        == "a: mnist × mlp, mixed, seed 3: r; set aside in the table \"damaged\", and the trial is "
        + "computed again")
    #expect(
      StoreNote.salvaged(path: "a", count: 1, kept: "a.damaged", reason: "bad page").description
        == "a: damaged (bad page); 1 whole record kept, the rest is computed again; the damaged "
        + "file is now a.damaged")
  }
}
