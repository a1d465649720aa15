/// The cells of a table while it is read: 32 bits each, in chunks of some rows, column by column.
///
/// A row is written to its chunk without a look at how much room there is, and no cell is moved
/// until the columns of a part are put together.
struct CellStore {
  /// The rows that were added.
  private(set) var rowCount = 0
  let columnCount: Int
  /// The rows of a chunk, a power of two.
  let rowsPerChunk: Int
  private var full: [[UInt32]] = []
  private var open: [UInt32]

  /// A chunk has 2,048 rows, fewer when it would be longer than half a mebibyte.
  init(columnCount: Int) {
    var rows = 2048
    while rows > 1, rows * columnCount > 1 << 17 { rows /= 2 }
    self.columnCount = columnCount
    rowsPerChunk = rows
    open = [UInt32](repeating: 0, count: rows * columnCount)
  }

  /// Lends the cells of rows that may be added: cell `[column * rowsPerChunk + row]` of the row
  /// that is the `row`-th of the chunk.
  ///
  /// - Parameter write: takes the cells and the first row without any, and returns how many rows it
  ///   wrote, at most to the end of the chunk.
  /// - Returns: how many rows were added.
  mutating func addRows(_ write: (inout MutableSpan<UInt32>, _ first: Int) -> Int) -> Int {
    let first = rowCount & (rowsPerChunk - 1)
    var cells = open.mutableSpan
    let added = write(&cells, first)
    precondition(added <= rowsPerChunk - first, "\(added) rows do not fit the chunk")
    rowCount += added
    if added > 0, first + added == rowsPerChunk {
      full.append(open)
      open = [UInt32](repeating: 0, count: open.count)
    }
    return added
  }

  /// Returns a column of some rows.
  func column<Cell>(
    _ column: Int, rows: some RandomAccessCollection<Int>, _ cell: (UInt32) -> Cell
  ) -> [Cell] {
    var cells: [Cell] = []
    cells.reserveCapacity(rows.count)
    var chunkNumber = -1
    var chunk = open
    let shift = rowsPerChunk.trailingZeroBitCount
    let start = column * rowsPerChunk
    for row in rows {
      if row >> shift != chunkNumber {
        chunkNumber = row >> shift
        chunk = chunkNumber < full.count ? full[chunkNumber] : open
      }
      cells.append(cell(chunk[start + (row & (rowsPerChunk - 1))]))
    }
    return cells
  }
}
