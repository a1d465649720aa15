import DataStore
import Foundation

/// The part of JSON Schema that the manifest's schema uses, for YAML values.
///
/// YAML scalars are texts until someone asks, so a type is what a text can be read as.
struct JSONSchema {
  private let root: Rule

  /// One schema or subschema.
  private final class Rule: Decodable {
    var type: String?
    var required: [String]?
    var properties: [String: Rule]?
    var additionalProperties: Bool?
    var items: Rule?
    var minItems: Int?
    var minLength: Int?
    var pattern: String?
    var choices: [String]?
    var minimum: Double?
    var maximum: Double?
    var exclusiveMinimum: Double?
    var exclusiveMaximum: Double?
    var anyOf: [Rule]?
    var reference: String?
    var definitions: [String: Rule]?

    private enum CodingKeys: String, CodingKey {
      case type, required, properties, additionalProperties, items, minItems, minLength, pattern
      case minimum, maximum, exclusiveMinimum, exclusiveMaximum, anyOf
      case choices = "enum"
      case reference = "$ref"
      case definitions = "$defs"
    }
  }

  /// Reads a schema.
  init(_ url: URL) throws {
    root = try JSONDecoder().decode(Rule.self, from: try Data(contentsOf: url))
  }

  /// The keys of a definition, or of the whole, sorted.
  func keys(_ definition: String?) -> [String] {
    let rule = definition.map { root.definitions?[$0] } ?? root
    return (rule?.properties ?? [:]).keys.sorted()
  }

  /// The formats that the decoder's mapping may have, sorted.
  var decoderFormats: [String] {
    (root.definitions?["decoder"]?.anyOf ?? []).compactMap {
      $0.reference?.split(separator: "/").last.map(String.init)
    }.sorted()
  }

  /// What a value does not satisfy, a line each.
  func mistakes(_ value: YAMLValue) -> [String] { mistakes(value, root, at: "") }

  private func mistakes(_ value: YAMLValue, _ rule: Rule, at place: String) -> [String] {
    if let name = rule.reference?.split(separator: "/").last {
      guard let definition = root.definitions?[String(name)] else {
        return ["\(place): no definition of \(name)"]
      }
      return mistakes(value, definition, at: place)
    }
    var found: [String] = []
    if let options = rule.anyOf {
      let all = options.map { mistakes(value, $0, at: place) }
      if !all.contains([]) { found += all.min { $0.count < $1.count } ?? [] }
    }
    switch value.content {
    case .scalar(let text): found += scalar(text, rule, at: place)
    case .list(let items):
      if rule.type ?? "array" != "array" || rule.choices != nil { found.append("\(place): a list") }
      if items.count < rule.minItems ?? 0 { found.append("\(place): \(items.count) items") }
      for (index, item) in items.enumerated() {
        if let rule = rule.items { found += mistakes(item, rule, at: "\(place)[\(index)]") }
      }
    case .mapping(let entries): found += mapping(entries, rule, at: place)
    }
    return found
  }

  private func mapping(
    _ entries: [YAMLValue.Entry], _ rule: Rule, at place: String
  ) -> [String] {
    var found: [String] = []
    if rule.type ?? "object" != "object" || rule.choices != nil {
      found.append("\(place): a mapping")
    }
    for key in rule.required ?? [] where !entries.contains(where: { $0.key == key }) {
      found.append("\(place): no \(key)")
    }
    for entry in entries {
      if let property = rule.properties?[entry.key] {
        found += mistakes(entry.value, property, at: "\(place).\(entry.key)")
      } else if rule.additionalProperties == false {
        found.append("\(place): unknown \(entry.key)")
      }
    }
    return found
  }

  private func scalar(_ text: String, _ rule: Rule, at place: String) -> [String] {
    let number = Double(text.filter { $0 != "_" })
    let holds: [Bool] = [
      fits(text, rule.type),
      rule.choices?.contains(text) ?? true,
      text.count >= rule.minLength ?? 0,
      rule.pattern.map { text.range(of: $0, options: .regularExpression) != nil } ?? true,
      rule.minimum.map { number ?? -.infinity >= $0 } ?? true,
      rule.maximum.map { number ?? .infinity <= $0 } ?? true,
      rule.exclusiveMinimum.map { number ?? -.infinity > $0 } ?? true,
      rule.exclusiveMaximum.map { number ?? .infinity < $0 } ?? true,
    ]
    return holds.contains(false) ? ["\(place): \"\(text)\""] : []
  }

  private func fits(_ text: String, _ type: String?) -> Bool {
    switch type {
    case nil, "string": true
    case "integer": Int(text.filter { $0 != "_" }) != nil
    case "number": Double(text) != nil
    case "boolean": ["yes", "no", "true", "false"].contains(text)
    default: false
    }
  }
}
