public import DataStore

extension DecodedTable: PreviewableDataset {
  /// Returns rows of the training part; a missing cell is `?`.
  public func preview(_ trainIndices: [Int]) -> DatasetPreview {
    .table(
      header: train.columns.map(\.name),
      rows: trainIndices.map { row in train.columns.map { $0.text(row) } })
  }
}

extension TableColumn {
  /// The column's name.
  var name: String {
    switch self {
    case .numeric(let name, _), .categorical(let name, _, _), .ordered(let name, _, _): name
    }
  }

  /// A cell in words.
  fileprivate func text(_ row: Int) -> String {
    switch self {
    case .numeric(_, let values):
      if values[row].isNaN { return "?" }
      return values[row] == values[row].rounded() && abs(values[row]) < 1e7
        ? "\(Int(values[row]))" : "\(values[row])"
    case .categorical(_, let levels, let codes), .ordered(_, let levels, let codes):
      return codes[row] < 0 ? "?" : levels[Int(codes[row])]
    }
  }
}
