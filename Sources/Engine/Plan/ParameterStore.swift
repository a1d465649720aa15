import CKernels
import Core

/// Parameters, gradients, statistics and optimizer state of a network, each in one arena.
///
/// The first plan registers every tensor with the layout its primitives like best; sealing then lays
/// out the arenas, weights first, then tables, then what is not decayed, so that the optimizer runs over
/// contiguous ranges. Later plans convert where they prefer another layout.
@safe final class ParameterStore {
  struct Entry {
    let description: ParameterDescription
    let layout: Descriptor
    var offset = 0
  }

  /// Whether the gradients of tables are added up in the gradient arena; else the optimizer changes
  /// the rows that a step read and leaves the others alone.
  let gathersTables: Bool
  private(set) var entries: [Entry] = []
  var tables: [TableGradient] = []
  private(set) var isSealed = false
  /// Floats of weights that are no tables: the first range of the arenas.
  private(set) var weightCount = 0
  /// Floats of all that is decayed, weights and then tables.
  private(set) var decayedCount = 0
  private(set) var values = Arena(floatCount: 0)
  private(set) var gradients = Arena(floatCount: 0)
  private(set) var statistics = Arena(floatCount: 0)
  private(set) var moments: [Arena] = []
  /// The running mean of the values, where the optimizer keeps one.
  private(set) var average: Arena?

  private let keepsAverage: Bool

  init(gathersTables: Bool, keepsAverage: Bool = false) {
    self.gathersTables = gathersTables
    self.keepsAverage = keepsAverage
  }

  /// The Euclidean norm of the whole gradient; tables count only where they are gathered.
  var gradientNorm: Double {
    // SAFETY: the arena holds as many floats as it says.
    unsafe lb_square_sum(gradients.base, gradients.floatCount).squareRoot()
  }

  /// Returns the index of a tensor, which is registered at the first call.
  func index(of description: ParameterDescription, preferring layout: Descriptor) -> Int {
    if let known = entries.firstIndex(where: { $0.description.name == description.name }) {
      return known
    }
    precondition(!isSealed, "\(description.name) appeared after the parameters were laid out")
    entries.append(Entry(description: description, layout: layout))
    return entries.count - 1
  }

  /// Lays the arenas out, with `momentCount` arenas of optimizer state.
  func seal(momentCount: Int) {
    guard !isSealed else { return }
    var trained = 0
    for role in [ParameterDescription.Role.weight, .table, .bias] {
      for index in entries.indices where entries[index].description.role == role {
        entries[index].offset = trained
        trained += aligned(entries[index].layout.floatCount)
      }
      if role == .weight { weightCount = trained }
      if role == .table { decayedCount = trained }
    }
    var untrained = 0
    for index in entries.indices where entries[index].description.role == .statistic {
      entries[index].offset = untrained
      untrained += aligned(entries[index].layout.floatCount)
    }
    values = Arena(floatCount: trained)
    gradients = Arena(floatCount: trained)
    statistics = Arena(floatCount: untrained)
    average = keepsAverage ? Arena(floatCount: trained) : nil
    moments = (0..<momentCount).map { _ in Arena(floatCount: trained) }
    isSealed = true
  }

  /// The memory of a parameter or statistic.
  func pointer(_ index: Int) -> UnsafeMutablePointer<Float> {
    let entry = entries[index]
    let arena = entry.description.role == .statistic ? statistics : values
    // SAFETY: `seal` gave the entry an offset with room for its layout in this arena.
    return unsafe arena.base + entry.offset
  }

  /// The memory of a parameter's gradient.
  func gradientPointer(_ index: Int) -> UnsafeMutablePointer<Float> {
    precondition(entries[index].description.role != .statistic, "statistics have no gradient")
    // SAFETY: the gradient arena is laid out like the value arena.
    return unsafe gradients.base + entries[index].offset
  }
}

/// Rounds a count of floats up to whole cache lines.
func aligned(_ floatCount: Int) -> Int { (floatCount + 15) & ~15 }
