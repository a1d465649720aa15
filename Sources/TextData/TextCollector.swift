import DataStore

/// Gathers labelled texts of many files into one dataset.
///
/// Files of one role follow each other in the order of their names, whatever the archive's order.
struct TextCollector {
  /// The texts of one file.
  private struct Chunk {
    var role: String
    var name: String
    var texts: Range<Int>
  }

  private var store = TextStore()
  private var labels: [Int32] = []
  private var chunks: [Chunk] = []
  private var codes: [[UInt8]: Int32] = [:]
  private let manifest: DatasetManifest

  /// Creates an empty collector.
  init(_ manifest: DatasetManifest) {
    self.manifest = manifest
    for (code, name) in manifest.classes.enumerated() {
      for spelling in [name.name] + name.spellings { codes[Array(spelling.utf8)] = Int32(code) }
    }
    // No text is longer than its file; memory that is never written costs nothing.
    store.reserve(bytes: manifest.files.reduce(0) { $0 + min($1.unpackedBytes, 1 << 30) })
  }

  /// Adds the texts of a file that `body` finds.
  mutating func file(
    _ content: FileContent, body: (inout TextCollector) throws -> Void
  ) throws {
    let start = store.count
    try body(&self)
    guard store.count > start else { throw TextDataError.noExamples(path: content.path) }
    chunks.append(
      Chunk(role: content.role, name: content.name, texts: start..<store.count))
  }

  /// Adds a text of the file that is open.
  mutating func add(_ text: ArraySlice<UInt8>, label: Int32) {
    store.append(text)
    labels.append(label)
  }

  /// Adds a text made of pieces.
  mutating func add(_ pieces: [ArraySlice<UInt8>], label: Int32) {
    store.append(pieces)
    labels.append(label)
  }

  /// The class that a label in a file names.
  func code(_ label: ArraySlice<UInt8>, path: String, line: Int) throws(TextDataError) -> Int32 {
    if let code = codes[Array(label)] { return code }
    throw .unknownClass(
      path: path, line: line, found: String(decoding: label, as: UTF8.self), known: known)
  }

  /// The class that a file or folder is named after.
  func code(named name: Substring, path: String) throws(TextDataError) -> Int32 {
    if let code = codes[Array(name.utf8)] { return code }
    throw .unknownClassName(path: path, found: String(name), known: known)
  }

  private var known: [String] { manifest.classes.flatMap { [$0.name] + $0.spellings } }

  /// Returns the dataset, split as the manifest says.
  consuming func finished(_ settings: TokenSettings) -> DecodedText {
    let ordered = chunks.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    func texts(_ role: String) -> [Int] {
      ordered.filter { $0.role == role }.flatMap { Array($0.texts) }
    }
    let train: [Int]
    let test: [Int]
    switch manifest.splits {
    case .official: (train, test) = (texts("train"), texts("test"))
    case .stratified(let fraction, let seed):
      let all = texts("data")
      let drawn = StratifiedSplit.testIndices(
        of: all.map { labels[$0] }, classCount: manifest.classes.count, testFraction: fraction,
        seed: seed)
      let isTest = Set(drawn)
      train = all.indices.filter { !isTest.contains($0) }.map { all[$0] }
      test = drawn.map { all[$0] }
    }
    return DecodedText(
      classes: manifest.classNames, store: store, labels: labels, train: train, test: test,
      settings: settings)
  }
}
