import Core
import Foundation

/// Which fields two values differ in, for messages.
public enum FieldDifferences {
  /// Returns the paths of the fields that differ, such as `test.accuracy`, sorted.
  ///
  /// Lists that differ are one field. What cannot be encoded differs in nothing.
  public static func between(_ left: some Encodable, _ right: some Encodable) -> [String] {
    guard let a = object(left), let b = object(right) else { return [] }
    return paths(a, b, prefix: "").sorted()
  }

  private static func object(_ value: some Encodable) -> [String: Any]? {
    guard let text = try? CanonicalJSON.text(value) else { return nil }
    return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
  }

  private static func paths(
    _ left: [String: Any], _ right: [String: Any], prefix: String
  ) -> [String] {
    Set(left.keys).union(right.keys).flatMap { key -> [String] in
      let path = prefix + key
      switch (left[key], right[key]) {
      case (let a as [String: Any], let b as [String: Any]):
        return paths(a, b, prefix: path + ".")
      case (let a as NSObject, let b as NSObject):
        return a.isEqual(b) ? [] : [path]
      case (let a?, let b?):
        return "\(a)" == "\(b)" ? [] : [path]
      default: return [path]
      }
    }
  }
}
