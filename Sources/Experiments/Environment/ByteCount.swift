/// Amounts of memory, as the command line writes them and as people read them.
public enum ByteCount {
  private static let units: [(suffix: String, bytes: Double)] = [
    ("T", 0x1p40), ("G", 0x1p30), ("M", 0x1p20), ("K", 0x1p10),
  ]

  /// Returns an amount with its unit, such as `1.5 GiB`.
  public static func text(_ bytes: Int) -> String {
    for (suffix, size) in units where Double(bytes) >= size {
      return "\((Double(bytes) / size * 10).rounded() / 10) \(suffix)iB"
    }
    return "\(bytes) B"
  }

  /// Reads `512M`, `4G`, `1.5GiB` or a count of bytes; nil for anything else.
  public static func parse(_ text: String) -> Int? {
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).uppercased()
    guard let value = Double(number), value > 0 else { return nil }
    let size =
      unit.isEmpty || unit == "B"
      ? 1
      : units.first { ["\($0.suffix)", "\($0.suffix)B", "\($0.suffix)IB"].contains(unit) }?.bytes
    return size.flatMap { value * $0 < 1e18 ? Int(value * $0) : nil }
  }
}
