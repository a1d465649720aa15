/// A suite of ten tasks and ten arms: 100 trials a seed.
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
        - {dataset: builtin-series, model: lstm}
        - {dataset: builtin-series, model: fcn}
        - {dataset: builtin-tables, model: mlp}
        - {dataset: builtin-tables, model: mlp-resnet}
        - {dataset: builtin-text, model: fasttext}
        - {dataset: builtin-text, model: textcnn}
        - {dataset: builtin-text, model: transformer}
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
