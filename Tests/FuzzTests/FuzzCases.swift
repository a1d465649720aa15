extension FuzzCase {
  /// A small dataset of every format.
  static let all = images + texts + tables + series

  private static let binary = ["\0", "\0\0\u{8}\u{3}", "\u{7f}\u{7f}\u{7f}\u{7f}", "\0\0\0\0"]

  private static let images = [
    FuzzCase(
      name: "idx", domain: "images", decoder: "{format: idx, height: 3, width: 3}",
      files: [
        File(path: "a.gz", parts: [Part(role: "train-images", content: idx(3, [4, 3, 3]))]),
        File(path: "b.gz", parts: [Part(role: "train-labels", content: idx(1, [4]))]),
        File(path: "c", parts: [Part(role: "test-images", content: idx(3, [2, 3, 3]))]),
        File(path: "d", parts: [Part(role: "test-labels", content: idx(1, [2]))]),
      ], words: binary),
    FuzzCase(
      name: "cifar", domain: "images", decoder: "{format: cifar-binary, label: only}",
      files: [
        File(
          path: "a.tar.gz",
          parts: [
            Part(role: "train", name: "x/1.bin", content: cifar(4)),
            Part(role: "test", name: "x/2.bin", content: cifar(2)),
          ])
      ], words: binary),
  ]

  private static func idx(_ dimensions: UInt8, _ extents: [UInt8]) -> [UInt8] {
    let count = extents.reduce(1) { $0 * Int($1) }
    return [0, 0, 8, dimensions] + extents.flatMap { [0, 0, 0, $0] }
      + (0..<count).map { UInt8($0 % 2) }
  }

  private static func cifar(_ count: Int) -> [UInt8] {
    (0..<count).flatMap { [UInt8($0 % 2)] + [UInt8](repeating: UInt8($0), count: 3072) }
  }

  private static let textWords = [
    "\"", "\"\"", ",", "\t", " ", "\n", "\r\n", "\r", "\0", "\u{feff}", "\u{e9}", "\u{1F600}", "up",
    "down", "neg", "pos", ":", String(repeating: "word", count: 300),
    String(repeating: ",", count: 300),
  ]

  private static let texts = [
    FuzzCase(
      name: "text-csv", domain: "text", decoder: "{format: text-csv, columns: [class, text, text]}",
      files: [
        File(
          path: "a.csv.gz",
          parts: [
            part("train", "up,A,b\n\"1\",\"x \"\"y\"\"\",\"two\r\nlines\"\ndown,c,d\n-1,\u{c9},\n")
          ]),
        File(path: "b.csv", parts: [part("test", "up,A,b\ndown,c,d\n")]),
      ], words: textWords),
    FuzzCase(
      name: "text-folders", domain: "text",
      decoder: "{format: text-files, classFrom: folder, examples: files}",
      files: [
        File(
          path: "a.tar.gz",
          parts: [
            part("train", "t/pos/1.txt", "Good, good"), part("train", "t/pos/2.txt", "fine \u{e9}"),
            part("train", "t/neg/1.txt", "bad"), part("train", "t/neg/2.txt", "no\nno"),
            part("test", "s/pos/1.txt", "better"), part("test", "s/neg/1.txt", "worse"),
          ])
      ], words: textWords),
    FuzzCase(
      name: "text-lines", domain: "text",
      decoder: "{format: text-files, classFrom: file, examples: lines, encoding: latin-1}",
      splits: "{algorithm: stratified, testFraction: 0.3, seed: 1}",
      files: [
        File(
          path: "a.tar",
          parts: [part("data", "x/pos", "one\ntwo\nthree"), part("data", "x/neg", "1\r\n2\n\n3\n")])
      ], words: textWords),
    FuzzCase(
      name: "labelled-lines", domain: "text",
      decoder: "{format: text-labelled-lines, separator: tab, labelEnd: \":\"}",
      files: [
        File(path: "a", parts: [part("train", "up:x\tone\nup\ttwo\ndown\t3\n\ndown:\tfour")]),
        File(path: "b", parts: [part("test", "up\tone\r\ndown\ttwo\r\n")]),
      ], words: textWords),
  ]

  private static let tableWords = [
    "\"", "\"\"", ",", ";", " ", "\n", "\r\n", "\r", "|", "?", "-1", "1e999", "-", ".", "nan",
    "0x1p3", "99999999999999999999", "\u{e9}", "low", "up", "\0", "\n\n\n",
    String(repeating: "7", count: 500), String(repeating: ",", count: 300),
  ]

  private static let columns = """
    columns: [{name: n, kind: numeric}, {name: w, kind: categorical}, \
    {name: o, kind: ordered, levels: [low, high]}, {name: x, kind: ignored}, {name: c, kind: class}]
    """

  private static let tables = [
    FuzzCase(
      name: "csv", domain: "tables",
      decoder: "{format: csv, quote: '\"', header: yes, missing: [\"?\"], \(columns)}",
      files: [
        File(
          path: "a.csv.gz",
          parts: [
            part(
              "train",
              "n,w,o,x,c\n\"1\",\"a,\"\"b\",low,x,up\n2.5,b,high,,up\n-3e1,b,?,,down\n?,,low,y,-1\n"
            )
          ]),
        File(path: "b.csv", parts: [part("test", "n,w,o,x,c\r\n1,a,low,x,1\r\n2,c,high,x,neg")]),
      ], words: tableWords),
    FuzzCase(
      name: "csv-blanks", domain: "tables",
      decoder: "{format: csv, separator: blanks, decimal: \",\", comment: \"|\", \(columns)}",
      splits: "{algorithm: stratified, testFraction: 0.3, seed: 1}",
      files: [
        File(
          path: "a.data",
          parts: [
            part(
              "data",
              "| note\n 1  a low   x up\n2,5 b\thigh y up\n3 b low z up\n4 c low x down\n"
                + "5 c low x -1\n6 a high x down")
          ])
      ], words: tableWords),
  ]

  private static let seriesWords = [
    ",", ":", "\t", " ", "\n", "\r\n", "?", "NaN", "-", ".", "1e999", "1e-5", "inf", "0x1",
    "@data\n", "@dimensions 2\n", "@classLabel true up down\n", "@timeStamps true\n",
    "@equalLength true\n", "@missing true\n", "@univariate true\n", "# x\n", "\0", "\u{feff}",
    "9223372036854775808", String(repeating: "1,", count: 300),
    String(repeating: "7", count: 500),
  ]

  private static let header = """
    # toy
    @problemName Toy
    @timeStamps false
    @missing true
    @univariate false
    @dimensions 2
    @equalLength false
    @classLabel true up down
    @data

    """

  private static let layout = "length: 3, shortest: 1, normalization: per-series"

  private static let series = [
    FuzzCase(
      name: "ts", domain: "sequences", decoder: "{format: ts, channels: 2, \(layout)}",
      files: [
        File(
          path: "a.zip",
          parts: [
            part(
              "train", "x_TRAIN.ts",
              header + "1,2.5,?:3,4,5:up\n-1e-3,2:3,4:1\n1:2:down\n1,2,3:3,2,1:neg\n"),
            part("test", "x_TEST.ts", header + "1,2:3,4:up\n5:6:down\n"),
          ])
      ], words: seriesWords),
    FuzzCase(
      name: "ucr-text", domain: "sequences",
      decoder: "{format: ucr-text, separator: tab, \(layout)}",
      files: [
        File(
          path: "a.tsv.gz",
          parts: [part("train", "up\t1\t2.5\tNaN\n-1\t-1e-3\t2\t3\n1\t1\t2\t3\ndown\t4\t5\t6\n")]),
        File(path: "b.tsv", parts: [part("test", "up\t1\t2\t3\r\ndown\t3\t2\t1\r\n")]),
      ], words: seriesWords),
    FuzzCase(
      name: "channel-files", domain: "sequences",
      decoder: "{format: channel-files, channels: [p, q], length: 3, normalization: per-channel}",
      files: [
        File(
          path: "a.zip",
          parts: [
            part("train-channels", "d/p_train.txt", " 1 2 3\n4 5 6\n7 8 9\n-1e-3 0 1\n"),
            part("train-channels", "d/q_train.txt", " 1 2 3\n4 5 6\n7 8 9\n-1e-3 0 1\n"),
            part("train-labels", "d/y_train.txt", "1\n1\n-1\n-1\n"),
            part("test-channels", "d/p_test.txt", " 1 2 3\n4 5 6\n"),
            part("test-channels", "d/q_test.txt", " 1 2 3\n4 5 6\n"),
            part("test-labels", "d/y_test.txt", "1\n-1\n"),
          ])
      ], words: seriesWords),
    FuzzCase(
      name: "symbols", domain: "sequences",
      decoder: "{format: symbols, fields: [class, ignored, sequence], symbols: [a, c, g, t], "
        + "missing: [n], length: 4, normalization: none}",
      splits: "{algorithm: stratified, testFraction: 0.3, seed: 1}",
      files: [
        File(
          path: "a.data",
          parts: [
            part(
              "data",
              "up,x,acgt\n-1,y,\ttgca\nup,z,aaaa\n1,w,cccc\ndown,v,\tgtgn\ndown,u,tttt\n")
          ])
      ], words: seriesWords),
  ]

  private static func part(_ role: String, _ content: String) -> Part {
    Part(role: role, content: Array(content.utf8))
  }

  private static func part(_ role: String, _ name: String, _ content: String) -> Part {
    Part(role: role, name: name, content: Array(content.utf8))
  }
}
