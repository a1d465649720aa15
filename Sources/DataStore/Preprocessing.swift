import Core

/// Settings of preprocessing that a run replaces, by the names that manifests use, such as
/// `scaling: robust` or `length: 128`.
public struct Preprocessing: Hashable, Sendable {
  /// The settings as they are written.
  public var settings: [String: String]

  /// Names settings.
  public init(_ settings: [String: String]) { self.settings = settings }
}

extension DecodedDataset {
  /// Knows no setting, unless a domain says otherwise.
  public func changing(
    _ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]
  ) -> any DecodedDataset {
    self
  }

  /// Returns the same examples with settings of preprocessing replaced.
  ///
  /// - Parameters:
  ///   - preprocessing: the settings.
  ///   - id: the dataset's id, for messages.
  /// - Returns: the dataset, its arrays shared.
  /// - Throws: ``DatasetError/wrongPreprocessing(dataset:reason:)`` for a setting that this domain
  ///   does not have, or a value that it may not have.
  public func replacing(_ preprocessing: Preprocessing, id: String) throws -> any DecodedDataset {
    let entries = preprocessing.settings.keys.sorted().map { key in
      YAMLValue.Entry.word(key, preprocessing.settings[key] ?? "")
    }
    var mistakes: [YAMLMistake] = []
    let value = YAMLValue(.mapping(entries))
    guard var fields = YAMLFields(value, subject: "preprocessing", &mistakes) else { return self }
    let changed = changing(&fields, &mistakes)
    fields.finish(&mistakes)
    guard mistakes.isEmpty else {
      throw DatasetError.wrongPreprocessing(
        dataset: id, reason: mistakes.map(\.text).joined(separator: "; "))
    }
    return changed
  }
}

extension DatasetLibrary {
  /// Returns what is wrong with settings of preprocessing that a suite writes for a dataset, from its
  /// manifest alone.
  ///
  /// - Parameters:
  ///   - value: the settings as they are written.
  ///   - subject: what they belong to, for messages, such as `tasks[1].preprocessing`.
  ///   - id: the dataset.
  /// - Returns: every mistake with its line; none where the manifest itself cannot be read, which
  ///   whoever loads the dataset is told.
  public func preprocessingMistakes(
    in value: YAMLValue, subject: String, for id: String
  ) -> [YAMLMistake] {
    guard let choice = try? builtInSet(id)?.decoder ?? manifest(id).decoder,
      let decoder = decoder(of: choice)
    else { return [] }
    var mistakes: [YAMLMistake] = []
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return mistakes }
    decoder.checkPreprocessing(&fields, of: choice, &mistakes)
    fields.finish(&mistakes)
    return mistakes
  }
}
