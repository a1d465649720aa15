import Core
import DataStore

/// The entries of `arms` after inheritance and grids: each is an arm written out in full.
///
/// Works on what is written, so that every value keeps its line and one reader checks them all.
struct ArmTexts {
  /// An arm written out.
  struct Entry {
    /// What is written, without `extends` and `grid`.
    var value: YAMLValue
    /// Where, for messages.
    var subject: String
  }

  /// The arms in the order of the file; those of a grid in the order of its lists.
  private(set) var entries: [Entry] = []

  private let items: [YAMLValue]
  private let names: [String?]

  /// Expands the entries; what is wrong with inheritance and grids is noted.
  init(_ items: [YAMLValue], _ mistakes: inout [YAMLMistake]) {
    self.items = items
    names = items.map { $0["id"]?.scalar }
    for (index, item) in items.enumerated() {
      let subject = "arms[\(index)]"
      guard case .mapping = item.content else {
        entries.append(Entry(value: item, subject: subject))
        continue
      }
      guard let whole = inherited(index, heirs: [], &mistakes) else { continue }
      let arms = ArmGrid.expanded(whole, subject: subject, &mistakes)
      entries += arms.map { Entry(value: $0, subject: subject) }
    }
  }

  /// Returns an entry with everything that it does not say itself taken from the one it extends.
  private func inherited(
    _ index: Int, heirs: [Int], _ mistakes: inout [YAMLMistake]
  ) -> YAMLValue? {
    let item = items[index]
    guard let extended = item["extends"] else { return item.without("none") }
    guard let name = extended.scalar else {
      mistakes.append(
        YAMLMistake(
          line: extended.line, text: "arms[\(index)].extends has to be the id of an arm"))
      return nil
    }
    guard let parent = names.firstIndex(of: name) else {
      let hint = Suggestion.hint(for: name, in: names.compactMap(\.self))
      mistakes.append(
        YAMLMistake(
          line: extended.line, text: "arms[\(index)].extends names no arm \"\(name)\"; \(hint)"))
      return nil
    }
    guard parent != index, !heirs.contains(parent) else {
      mistakes.append(
        YAMLMistake(
          line: extended.line, text: "arms[\(index)].extends \"\(name)\", which extends it in turn")
      )
      return nil
    }
    guard let model = inherited(parent, heirs: heirs + [index], &mistakes) else { return nil }
    return item.overriding(model).without("none")
  }
}

extension YAMLValue {
  /// What an arm does not inherit: its name and its part in the study.
  private static let ownKeys = ["id", "extends", "grid", "answers"]
  /// The keys whose value is a component.
  static let componentKeys = ["loss", "schedule", "optimizer", "learningRate"]

  /// The text of a scalar; nil for anything else.
  var scalar: String? {
    guard case .scalar(let text) = content else { return nil }
    return text
  }

  /// The value of a key of a mapping; nil when it is absent.
  subscript(_ key: String) -> YAMLValue? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// Returns an arm with the keys of another one that it does not have.
  ///
  /// A component without an id changes settings of the inherited one; everything else replaces it.
  fileprivate func overriding(_ model: YAMLValue) -> YAMLValue {
    guard case .mapping(let own) = content, case .mapping(let inherited) = model.content else {
      return self
    }
    var entries = own.filter { $0.key != "extends" }
    for entry in inherited where !Self.ownKeys.contains(entry.key) {
      guard let index = entries.firstIndex(where: { $0.key == entry.key }) else {
        entries.append(entry)
        continue
      }
      if Self.componentKeys.contains(entry.key), case .mapping = entries[index].value.content,
        entries[index].value.namesNothing
      {
        entries[index].value = entry.value.changed(by: entries[index].value)
      }
    }
    return YAMLValue(.mapping(entries), line: line)
  }

  /// Whether a component's mapping only changes settings.
  var namesNothing: Bool {
    self["id"] == nil && self["meanOf"] == nil && self["matches"] == nil
  }

  /// Returns a component, a word or a mapping, with settings written anew.
  func changed(by settings: YAMLValue) -> YAMLValue {
    guard case .mapping(let new) = settings.content else { return settings }
    var entries: [Entry] =
      switch content {
      case .mapping(let entries): entries
      default: [Entry(key: "id", line: line, value: self)]
      }
    for entry in new {
      if let index = entries.firstIndex(where: { $0.key == entry.key }) {
        entries[index] = entry
      } else {
        entries.append(entry)
      }
    }
    return YAMLValue(.mapping(entries), line: line)
  }

  /// Returns a mapping without the keys of components whose value is a word that switches them off.
  fileprivate func without(_ word: String) -> YAMLValue {
    guard case .mapping(let entries) = content else { return self }
    return YAMLValue(
      .mapping(
        entries.filter {
          !((Self.componentKeys + ["tune"]).contains($0.key) && $0.value.scalar == word)
        }), line: line)
  }
}
