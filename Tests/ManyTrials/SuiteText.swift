/// A suite of five tasks and ten arms.
enum SuiteText {
  static func yaml(seeds: Int) -> String {
    let arms = [
      (0.3, 0.5), (0.3, 0.9), (0.5, 0.5), (0.5, 0.75), (0.5, 0.9), (0.7, 0.5), (0.7, 0.9),
    ]
    .map { start, alpha in
      """
        - id: mixed-\(start)-\(alpha)
          loss: mixed
          schedule: {id: linear, start: \(start), alphaMax: \(alpha)}
      """
    }.joined(separator: "\n")
    return """
      id: many
      title: Many seeds of made-up scores
      seeds: \(seeds)
      baseline: cross-entropy
      epochs: 10
      batchSize: 64
      optimizer: sgd
      learningRate: one-cycle
      tasks:
        - {dataset: builtin-images, model: mlp}
        - {dataset: builtin-images, model: cnn-small}
        - {dataset: builtin-series, model: gru}
        - {dataset: builtin-tables, model: mlp}
        - {dataset: builtin-text, model: fasttext}
      arms:
        - id: cross-entropy
          loss: cross-entropy
        - id: expectation
          loss: expectation
        - id: poly1
          loss: poly1
      \(arms)

      """
  }
}
