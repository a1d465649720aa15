/// Where finished trials go, such as a database.
///
/// `store` returns when the record would survive a crash, or throws and leaves nothing behind.
public protocol TrialSink: Sendable {
  /// Returns the record of this key, or nil when it is missing.
  func record(forKey key: String) throws -> TrialRecord?
  /// Stores a finished trial.
  func store(_ record: TrialRecord) throws
}
