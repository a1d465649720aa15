import CKernels

/// Which rows of a table the last backward pass reached, and by how much.
///
/// A batch reads a few thousand of many rows, so the gradient is kept as the words and the slopes of
/// their positions. An optimizer that leaves rows without a gradient alone changes just these;
/// for the others the rows are added up in the gradient arena and cleared before the next step.
@safe struct TableGradient {
  /// The slopes of one plan's batch; the pointers hold as long as the plan.
  @safe struct Slopes {
    let ids: UnsafeMutablePointer<Float>
    let positions: Int
    let values: UnsafeMutablePointer<Float>
    /// Positions that share a slope.
    let positionsPerSlope: Int
    /// What each slope is divided by, or nil.
    let lengths: UnsafeMutablePointer<Float>?
  }

  /// The parameter's index in the store.
  let parameter: Int
  let rows: Int
  let width: Int
  /// The ids whose rows the gradient arena holds.
  let touched: Arena
  var touchedCount = 0
  var slopes: Slopes?

  /// Adds `factor` times the slopes to the rows of a table.
  func scatter(into table: UnsafeMutablePointer<Float>, times factor: Float) {
    guard let slopes else { return }
    // SAFETY: the plan made the pointers for these counts; ids outside the table are skipped.
    unsafe lb_table_scatter(
      table, rows, slopes.ids, slopes.lengths, slopes.values, slopes.positions,
      slopes.positionsPerSlope, width, factor)
  }

  /// Makes the gradient arena hold these slopes and nothing else.
  mutating func gather(in gradient: UnsafeMutablePointer<Float>) {
    guard let slopes else { return }
    // SAFETY: `touched` holds ids of an earlier batch; its capacity is the largest batch's positions.
    unsafe lb_table_clear(gradient, rows, touched.base, touchedCount, width)
    unsafe touched.base.update(from: slopes.ids, count: slopes.positions)
    touchedCount = slopes.positions
    unsafe scatter(into: gradient, times: 1)
  }
}

extension ParameterStore {
  /// Says that a parameter is a table of which a batch reads at most `positions` rows.
  func registerTable(_ parameter: Int, rows: Int, width: Int, positions: Int) {
    guard !tables.contains(where: { $0.parameter == parameter }) else { return }
    tables.append(
      TableGradient(
        parameter: parameter, rows: rows, width: width,
        touched: Arena(floatCount: gathersTables ? positions : 0)))
  }

  /// Files what a backward pass found.
  func file(_ slopes: TableGradient.Slopes, ofTable index: Int) {
    tables[index].slopes = slopes
    if gathersTables {
      // SAFETY: the gradient arena has room for the table at its parameter's offset.
      unsafe tables[index].gather(in: gradientPointer(tables[index].parameter))
    }
  }
}
