import Core
public import DataStore

/// The cells of one feature column.
public enum TableColumn: Sendable {
  /// Numbers; a missing cell is NaN.
  case numeric(name: String, values: [Float])
  /// Positions in the list of levels; a missing cell is −1.
  case categorical(name: String, levels: [String], codes: [Int32])
  /// Positions in the list of levels, which ascend; a missing cell is −1.
  case ordered(name: String, levels: [String], codes: [Int32])

  /// The cells of some rows.
  func rows(_ indices: [Int]) -> TableColumn {
    switch self {
    case .numeric(let name, let values):
      .numeric(name: name, values: indices.map { values[$0] })
    case .categorical(let name, let levels, let codes):
      .categorical(name: name, levels: levels, codes: indices.map { codes[$0] })
    case .ordered(let name, let levels, let codes):
      .ordered(name: name, levels: levels, codes: indices.map { codes[$0] })
    }
  }
}

/// A table as its files say it, column by column.
public struct DecodedTable: DecodedDataset {
  /// One part of the dataset.
  public struct Part: Sendable {
    /// The feature columns in the manifest's order.
    public let columns: [TableColumn]
    /// The class of each row, from 0.
    public let labels: [Int32]

    /// Creates a part.
    public init(columns: [TableColumn], labels: [Int32]) {
      self.columns = columns
      self.labels = labels
    }

    func rows(_ indices: [Int]) -> Part {
      Part(columns: columns.map { $0.rows(indices) }, labels: indices.map { labels[$0] })
    }
  }

  /// Class names in label order.
  public let classes: [String]
  /// The SHA-256 of the training part, the test part and the levels.
  ///
  /// A part is its columns in order, then its labels; numbers are 32-bit floats with missing cells
  /// as the bits 7fc00000, codes and labels are 32-bit integers, all little-endian. The levels are
  /// those of each column of words in order, each with a line feed: sorted by their bytes, or as
  /// listed in the manifest where the words are ordered.
  public var digest: String { arrayDigest.hexadecimal }
  private let arrayDigest: ArrayDigest
  /// The training part.
  public let train: Part
  /// The test part.
  public let test: Part
  /// How numbers are scaled in ``prepared(id:holdingOut:)``: what the manifest says, or another way.
  public var scaling: TableScaling
  /// How words without an order are encoded: what the manifest says, or another way.
  public var categories: CategoryEncoding

  /// The training part's labels.
  public var trainLabels: [Int32] { train.labels }
  /// The test part's labels.
  public var testLabels: [Int32] { test.labels }
  /// The bytes of cells and labels.
  public var byteCount: Int {
    4 * (train.columns.count + 1) * (train.labels.count + test.labels.count)
  }

  /// Creates a dataset from parts with the same columns and levels.
  public init(
    classes: [String], train: Part, test: Part, scaling: TableScaling = .standard,
    categories: CategoryEncoding = .oneHot
  ) {
    self.init(
      classes: classes, train: train, test: test, scaling: scaling, categories: categories,
      digest: ArrayDigest { Self.digest(train: train, test: test) })
  }

  init(
    classes: [String], train: Part, test: Part, scaling: TableScaling,
    categories: CategoryEncoding, digest: ArrayDigest
  ) {
    self.classes = classes
    self.scaling = scaling
    self.categories = categories
    arrayDigest = digest
    self.train = train
    self.test = test
  }

  private static func digest(train: Part, test: Part) -> String {
    var stream = DigestStream()
    for part in [train, test] {
      for column in part.columns {
        switch column {
        case .numeric(_, let values): stream.update(values)
        case .categorical(_, _, let codes), .ordered(_, _, let codes): stream.update(codes)
        }
      }
      stream.update(part.labels)
    }
    for column in train.columns {
      switch column {
      case .numeric: break
      case .categorical(_, let levels, _), .ordered(_, let levels, _):
        for level in levels { stream.update(Array(level.utf8) + [.lineFeed]) }
      }
    }
    return stream.hexadecimal()
  }

  /// Adds the feature cells of a row: numbers as floats, words as codes.
  public func appendValues(of example: Int, in part: DatasetPart, to bytes: inout [UInt8]) {
    for column in (part == .train ? train : test).columns {
      switch column {
      case .numeric(_, let values): bytes.append(littleEndian: values[example])
      case .categorical(_, _, let codes), .ordered(_, _, let codes):
        bytes.append(littleEndian: codes[example])
      }
    }
  }

  /// Takes `scaling` and `categories`.
  public func changing(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> any DecodedDataset {
    var table = self
    Self.change(&table.scaling, &table.categories, &fields, &mistakes)
    return table
  }

  /// Reads the settings of preprocessing that tables have.
  static func change(
    _ scaling: inout TableScaling, _ categories: inout CategoryEncoding,
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) {
    scaling = fields.choice("scaling", TableScaling.self, default: scaling, &mistakes) ?? scaling
    categories =
      fields.choice("categories", CategoryEncoding.self, default: categories, &mistakes)
      ?? categories
  }

  /// Scales and encodes the columns, fitted on the training rows not held out.
  public func prepared(id: String, holdingOut validation: [Int]) throws -> PreparedDataset {
    let heldOut = Set(validation)
    let kept = train.labels.indices.filter { !heldOut.contains($0) }
    precondition(!kept.isEmpty, "no training rows are left to fit the preprocessing on")
    let fitted = validation.isEmpty ? train : train.rows(kept)
    let encoder = TableEncoder(
      fitting: fitted.columns, scaling: scaling, categories: categories)
    return PreparedDataset(
      id: id, shape: encoder.shape, classes: classes, train: encoder.examples(fitted),
      validation: validation.isEmpty ? nil : encoder.examples(train.rows(validation)),
      test: encoder.examples(test))
  }
}
