/// What number a cell looks like, by the rules of the decoder.
struct NumberLook {
  /// Whether it is a number with a point, or a whole one.
  let isNumber: Bool
  /// Whether it has decimals after a point.
  let hasPoint: Bool
  /// Whether it is a number with decimals after a comma.
  let isDecimalComma: Bool
  /// Whether the comma cannot stand between thousands.
  let isSurelyDecimal: Bool

  /// Whether it is a number of either kind.
  var isAny: Bool { isNumber || isDecimalComma }

  init(_ cell: String) {
    let bytes = Array(cell.utf8)
    let comma = UInt8(ascii: ",")
    isNumber = DecimalParser.value(bytes.span, bytes.indices) != nil
    hasPoint = isNumber && bytes.contains(UInt8(ascii: "."))
    isDecimalComma =
      bytes.contains(comma) && DecimalParser.value(bytes.span, bytes.indices, mark: comma) != nil
    let digits = bytes.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let parts = digits.split(separator: comma, omittingEmptySubsequences: false)
    isSurelyDecimal =
      isDecimalComma && parts.count == 2
      && (parts[1].count != 3 || !(1...3).contains(parts[0].count)
        || parts[0].first == UInt8(ascii: "0"))
  }
}
