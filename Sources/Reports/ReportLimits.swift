import Statistics

/// How much of a long list a report shows; the records themselves are in the store.
enum ReportLimits {
  /// The seeds of an arm up to which each is listed.
  static let listedSeeds = 200

  /// The trials of an arm without scores up to which each is listed.
  static let listedGaps = 50
}

/// What was left out of an arm's lists.
public struct OmittedLists: Codable, Hashable, Sendable {
  /// Seeds with scores, and pairs with differences.
  public var seeds: Int
  /// Trials without scores.
  public var gaps: Int
}

extension ComparisonReport {
  /// The report as files hold it: without lists of more than 200 seeds an arm.
  ///
  /// Everything that is made from the lists stays; an arm says how many entries were left out.
  public var withoutLongLists: ComparisonReport {
    var report = self
    for c in cells.indices {
      for a in cells[c].arms.indices where cells[c].arms[a].isLong {
        report.cells[c].arms[a].leaveOutLists()
      }
    }
    return report
  }
}

extension ArmRow {
  /// Whether the arm has more seeds than are listed.
  var isLong: Bool { plannedCount > ReportLimits.listedSeeds }

  fileprivate mutating func leaveOutLists() {
    omitted = OmittedLists(seeds: seeds.count, gaps: gaps.count)
    seeds = []
    gaps = []
    pairedSeeds = []
    for index in differences.indices { differences[index].leaveOutDifferences() }
    for index in diagnosticDifferences.indices {
      diagnosticDifferences[index].leaveOutDifferences()
    }
  }
}
