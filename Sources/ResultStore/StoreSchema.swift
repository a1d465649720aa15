import GRDB

/// The tables of a store, and how each earlier layout becomes the present one.
///
/// A migration never changes once it has been published: a change is a new migration at the end.
enum StoreSchema {
  /// Marks the file as ours, for `file` and for us: "LBRS".
  static let applicationID = 0x4C42_5253

  /// The name of the present layout.
  static let currentVersion = "1"

  /// Every layout, oldest first.
  static func migrator() -> DatabaseMigrator {
    var migrator = DatabaseMigrator()
    // The tables are ours alone and checked by sums, so a check of all foreign keys buys nothing.
    migrator = migrator.disablingDeferredForeignKeyChecks()
    migrator.registerMigration("1") { db in
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: first)
    }
    return migrator
  }

  /// Facts that many trials share are stored once; `trial` holds what reports read, `record` the
  /// whole record, and `damaged` what was set aside.
  private static let first = """
    CREATE TABLE spec (
      id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE,
      dataset TEXT NOT NULL, model TEXT NOT NULL, arm TEXT NOT NULL, json TEXT NOT NULL
    ) STRICT;
    CREATE TABLE data (
      id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, json TEXT NOT NULL
    ) STRICT;
    CREATE TABLE environment (
      id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, json TEXT NOT NULL
    ) STRICT;
    CREATE TABLE trial (
      id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, format INTEGER NOT NULL,
      spec INTEGER NOT NULL REFERENCES spec(id), seed INTEGER NOT NULL,
      data INTEGER NOT NULL REFERENCES data(id),
      environment INTEGER NOT NULL REFERENCES environment(id),
      outcome TEXT NOT NULL, outcomeFacts TEXT NOT NULL, parameterCount INTEGER NOT NULL,
      testCount INTEGER, testAccuracy REAL, testNLL REAL, testBrier REAL, testECE REAL,
      testEqualMassECE REAL, testWorstClassAccuracy REAL, testAUROC REAL,
      scaledTemperature REAL, scaledIsFitted INTEGER, scaledNLL REAL, scaledBrier REAL,
      scaledECE REAL, scaledEqualMassECE REAL,
      trainCount INTEGER, trainAccuracy REAL, trainNLL REAL, trainBrier REAL, trainECE REAL,
      trainEqualMassECE REAL, trainWorstClassAccuracy REAL, trainAUROC REAL,
      validationCount INTEGER, validationAccuracy REAL, validationNLL REAL, validationBrier REAL,
      validationECE REAL, validationEqualMassECE REAL, validationWorstClassAccuracy REAL,
      validationAUROC REAL,
      startedAt TEXT NOT NULL, trainingSeconds REAL NOT NULL, evaluationSeconds REAL NOT NULL,
      totalSeconds REAL NOT NULL, jobs INTEGER NOT NULL, loadAverage REAL NOT NULL,
      attributedSeconds REAL, attributedSteps REAL, standAloneSteps INTEGER,
      extras TEXT, rest TEXT, sum INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE record (
      id INTEGER PRIMARY KEY REFERENCES trial(id), json TEXT NOT NULL, predictions BLOB NOT NULL,
      seal TEXT NOT NULL, content TEXT NOT NULL
    ) STRICT;
    CREATE TABLE damaged (
      id INTEGER PRIMARY KEY, foundAt TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL,
      json TEXT, predictions BLOB
    ) STRICT;
    """
}
