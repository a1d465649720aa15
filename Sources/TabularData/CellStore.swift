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

  /// A line of a processor's cache between the columns of a chunk: rows are written across columns,
  /// and at distances of a power of two they would all compete for one place in the cache.
  private static let gap = 16

  /// A chunk has 2,048 rows, fewer when it would be longer than half a mebibyte.
  init(columnCount: Int) {
    var rows = 2048
    while rows > 1, rows * columnCount > 1 << 17 { rows /= 2 }
    self.columnCount = columnCount
    rowsPerChunk = rows
    open = [UInt32](repeating: 0, count: (rows + Self.gap) * columnCount)
  }

  /// Where a column begins in a chunk.
  func firstCell(_ column: Int) -> Int { column * (rowsPerChunk + Self.gap) }

  /// Lends the cells of rows that may be added: cell `[firstCell(column) + row]` of the row that is
  /// the `row`-th of the chunk.
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

  /// Returns a column of some rows, fastest where they ascend.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - rows: the rows.
  ///   - zero: any value; every place is overwritten.
  ///   - cell: what the bits of a cell stand for.
  /// - Returns: the cells in the order of the rows.
  func column<Cell: BitwiseCopyable>(
    _ column: Int, rows: some RandomAccessCollection<Int>, zero: Cell, _ cell: (UInt32) -> Cell
  ) -> [Cell] {
    var cells = [Cell](repeating: zero, count: rows.count)
    var target = cells.mutableSpan
    let (shift, mask) = (rowsPerChunk.trailingZeroBitCount, rowsPerChunk - 1)
    let first = firstCell(column)
    var (index, place) = (rows.startIndex, 0)
    while index < rows.endIndex {
      let number = rows[index] >> shift
      let chunk = number < full.count ? full[number] : open
      let span = chunk.span.extracting(first..<first + rowsPerChunk)
      while index < rows.endIndex {
        let row = rows[index]
        guard row >> shift == number else { break }
        target[place] = cell(span[row & mask])
        place &+= 1
        index = rows.index(after: index)
      }
    }
    return cells
  }
}
