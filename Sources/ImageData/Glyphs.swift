/// The ten shapes of the generated picture set, 7 × 7 pixels each.
enum Glyphs {
  /// A name and the rows from the top; `#` is a pixel of the glyph.
  struct Glyph: Sendable {
    let name: String
    let rows: [String]

    /// The pixels of the glyph, row by row.
    var pixels: [(row: Int, column: Int)] {
      rows.enumerated().flatMap { row, text in
        text.utf8.enumerated().filter { $0.element == UInt8(ascii: "#") }.map { (row, $0.offset) }
      }
    }
  }

  static let all = [
    Glyph(
      name: "bars",
      rows: [
        ".......",
        "#######",
        ".......",
        ".......",
        ".......",
        "#######",
        ".......",
      ]),
    Glyph(
      name: "rails",
      rows: [
        ".#...#.",
        ".#...#.",
        ".#...#.",
        ".#...#.",
        ".#...#.",
        ".#...#.",
        ".#...#.",
      ]),
    Glyph(
      name: "cross",
      rows: [
        "...#...",
        "...#...",
        "...#...",
        "#######",
        "...#...",
        "...#...",
        "...#...",
      ]),
    Glyph(
      name: "saltire",
      rows: [
        "#.....#",
        ".#...#.",
        "..#.#..",
        "...#...",
        "..#.#..",
        ".#...#.",
        "#.....#",
      ]),
    Glyph(
      name: "ring",
      rows: [
        "..###..",
        ".#...#.",
        "#.....#",
        "#.....#",
        "#.....#",
        ".#...#.",
        "..###..",
      ]),
    Glyph(
      name: "tee",
      rows: [
        "#######",
        "...#...",
        "...#...",
        "...#...",
        "...#...",
        "...#...",
        "...#...",
      ]),
    Glyph(
      name: "corner",
      rows: [
        "#......",
        "#......",
        "#......",
        "#......",
        "#......",
        "#......",
        "#######",
      ]),
    Glyph(
      name: "cup",
      rows: [
        "#.....#",
        "#.....#",
        "#.....#",
        "#.....#",
        "#.....#",
        "#.....#",
        ".#####.",
      ]),
    Glyph(
      name: "zed",
      rows: [
        "#######",
        ".....#.",
        "....#..",
        "...#...",
        "..#....",
        ".#.....",
        "#######",
      ]),
    Glyph(
      name: "box",
      rows: [
        "#######",
        "#.....#",
        "#.....#",
        "#.....#",
        "#.....#",
        "#.....#",
        "#######",
      ]),
  ]
}
