import Core
import GRDB
import Records

/// What reports read of a trial, as columns: no JSON is decoded for it.
///
/// What the columns cannot hold stands in `rest` as JSON, so that a field which is new in records
/// is kept, and read slowly, until it has a column.
struct TrialRow {
  /// The columns in the order of ``arguments`` and of reading.
  static let columns =
    [
      "key", "format", "spec", "seed", "data", "environment", "outcome", "outcomeFacts",
      "parameterCount",
    ] + scoreColumns("test") + scaledColumns + scoreColumns("train") + scoreColumns("validation")
    + timingColumns + ["extras", "rest", "sum"]

  /// The columns with the table's name, for `SELECT`.
  static let selection = columns.map { "trial.\($0)" }.joined(separator: ", ")

  /// The shared facts that a row points at.
  struct Links: Hashable {
    var spec: Int64
    var data: Int64
    var environment: Int64
  }

  var key: String
  var format: Int64
  var links: Links
  var seed: UInt64
  /// The outcome's name, such as `completed`.
  var outcome: String
  /// The whole outcome as canonical JSON.
  var outcomeFacts: String
  var parameterCount: Int64
  var test: TrialRecord.Scores?
  var train: TrialRecord.Scores?
  var validation: TrialRecord.Scores?
  var timing: TimingFacts
  /// What few trials have, as canonical JSON.
  var extras: String?
  /// The record without details as canonical JSON, where the columns do not say everything.
  var rest: String?

  /// Lays out a record whose shared facts have been stored.
  init(_ record: TrialRecord, links: Links) throws {
    key = record.key
    format = Int64(record.format)
    self.links = links
    seed = record.spec.seed
    outcomeFacts = try CanonicalJSON.text(record.outcome)
    outcome = Self.name(ofOutcome: outcomeFacts)
    parameterCount = Int64(record.parameterCount)
    test = record.test?.inColumns
    test?.scaled = record.test?.scaled
    train = record.train?.inColumns
    validation = record.validation?.inColumns
    timing = record.timing.inColumns
    let plain = record.withoutDetails
    let some = Extras(plain)
    extras = some.areNone ? nil : try CanonicalJSON.text(some)
    let read = self.record(
      spec: record.spec, data: record.data, environment: record.environment,
      outcome: record.outcome, extras: some)
    rest = read == plain ? nil : try CanonicalJSON.text(plain)
  }

  /// Reads a row that begins with ``columns``.
  ///
  /// - Throws: an error of the database when a value has the wrong type, ``RowDamage`` when the
  ///   values do not add up to the sum.
  init(_ row: Row) throws {
    var reader = ColumnReader(row)
    key = try reader.next()
    format = try reader.next()
    let spec: Int64 = try reader.next()
    seed = UInt64(bitPattern: try reader.next())
    links = Links(spec: spec, data: try reader.next(), environment: try reader.next())
    outcome = try reader.next()
    outcomeFacts = try reader.next()
    parameterCount = try reader.next()
    test = try Self.scores(&reader)
    let scaled = try Self.scaled(&reader)
    test?.scaled = scaled
    train = try Self.scores(&reader)
    validation = try Self.scores(&reader)
    timing = try Self.timing(&reader)
    extras = try reader.next()
    rest = try reader.next()
    let expected: Int64 = try reader.next()
    guard expected == sum else { throw RowDamage.sum }
  }

  /// Returns the record without its details, from columns alone.
  func record(
    spec: TrialSpec, data: DataFacts, environment: EnvironmentFacts,
    outcome: TrialRecord.Outcome, extras: Extras?
  ) -> TrialRecord {
    var spec = spec
    spec.seed = seed
    var record = TrialRecord(
      key: key, spec: spec, data: data, environment: environment, outcome: outcome, test: test,
      train: train, curve: [], testPredictions: "", parameterCount: Int(parameterCount),
      timing: timing, validation: validation, selection: extras?.selection,
      labelNoise: extras?.labelNoise)
    record.format = Int(format)
    return record
  }

  /// The first word of an outcome's JSON, which is the case's name.
  private static func name(ofOutcome json: String) -> String {
    String(json.drop { !$0.isLetter }.prefix { $0.isLetter })
  }

  /// The sum over every column before it.
  private var sum: Int64 {
    var sum = RowSum()
    sum.add(key)
    for number in [format, links.spec, links.data, links.environment, parameterCount] {
      sum.add(number)
    }
    sum.add(seed)
    sum.add(outcome)
    sum.add(outcomeFacts)
    Self.add(test, to: &sum)
    Self.add(test?.scaled, to: &sum)
    Self.add(train, to: &sum)
    Self.add(validation, to: &sum)
    Self.add(timing, to: &sum)
    sum.add(extras)
    sum.add(rest)
    return sum.value
  }

  /// The values for `INSERT`, in the order of ``columns``.
  var arguments: StatementArguments {
    let facts: [(any DatabaseValueConvertible)?] = [
      key, format, links.spec, Int64(bitPattern: seed), links.data, links.environment, outcome,
      outcomeFacts, parameterCount,
    ]
    return StatementArguments(
      facts + Self.values(of: test) + Self.values(of: test?.scaled) + Self.values(of: train)
        + Self.values(of: validation) + Self.values(of: timing) + [extras, rest, sum])
  }
}

/// What few trials have, and reports seldom read.
struct Extras: Codable, Hashable {
  var selection: SelectionFacts?
  var labelNoise: NoiseFacts?

  init(_ record: TrialRecord) {
    selection = record.selection
    labelNoise = record.labelNoise
  }

  var areNone: Bool { selection == nil && labelNoise == nil }
}

/// Why a row is not used.
enum RowDamage: Error {
  /// The values are not those that were stored.
  case sum
}

/// Reads the columns of a row from left to right.
struct ColumnReader {
  private let row: Row
  private var index: Int

  init(_ row: Row, from start: Int = 0) {
    self.row = row
    index = start
  }

  /// Passes over values that are not there.
  mutating func skip(_ count: Int) { index += count }

  /// Returns the next value; a value of another type throws and does not trap.
  mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() throws
    -> Value
  {
    defer { index += 1 }
    return try row.decode(Value.self, atIndex: index)
  }
}
