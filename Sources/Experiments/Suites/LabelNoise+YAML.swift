import Core
import DataStore
import Records

extension LabelNoise {
  /// Reads `none`, a mapping of `kind` and `rate`, or a list of these: a task for each.
  static func list(
    _ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]
  ) -> [LabelNoise?] {
    guard case .list(let items) = value.content else {
      return [entry(value, subject: subject, &mistakes)]
    }
    if items.isEmpty {
      mistakes.append(
        YAMLMistake(line: value.line, text: "\(subject) is empty; expected at least one entry"))
    }
    return items.enumerated().map { entry($1, subject: "\(subject)[\($0)]", &mistakes) }
  }

  private static func entry(
    _ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]
  ) -> LabelNoise? {
    if value.scalar == "none" { return nil }
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let kind = fields.choice("kind", Kind.self, &mistakes)
    let rate = fields.share("rate", &mistakes)
    fields.finish(&mistakes)
    guard let kind, let rate else { return nil }
    return LabelNoise(kind: kind, rate: rate)
  }
}

extension YAMLFields {
  /// Reads a share of examples.
  mutating func share(
    _ key: String, default fallback: Double? = nil, _ mistakes: inout [YAMLMistake]
  ) -> Double? {
    number(
      key, "above 0 and below 1, such as 0.1", where: { $0 > 0 && $0 < 1 }, default: fallback,
      &mistakes)
  }
}
