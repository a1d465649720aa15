extension YAMLValue: ExpressibleByStringLiteral {
  /// Creates a scalar.
  public init(stringLiteral value: String) { self.init(.scalar(value)) }
}

extension YAMLValue: ExpressibleByArrayLiteral {
  /// Creates a list.
  public init(arrayLiteral elements: YAMLValue...) { self.init(.list(elements)) }
}

extension YAMLValue: ExpressibleByDictionaryLiteral {
  /// Creates a mapping with the keys in the order written.
  public init(dictionaryLiteral elements: (String, YAMLValue)...) {
    self.init(.mapping(elements.map { Entry(key: $0.0, value: $0.1) }))
  }
}
