import Core

@testable import Engine

/// The layers of transformers and of tables with categories.
extension GradientTests {
  static let attentionCases: [Case] = [
    Case(
      "tokens of numbers and categories", .mixed(numeric: 2, cardinalities: [3, 2]),
      [
        FeatureTokens(numeric: 2, cardinalities: [3, 2], width: 6),
        SelfAttention(heads: 2, readsLengths: false, start: .fanIn), FirstPosition(), Dense(3),
      ]),
    Case(
      "tokens of numbers", .features(3),
      [FeatureTokens(numeric: 3, cardinalities: [], width: 17), Flatten(), Dense(3)]),
    Case(
      "tokens of categories", .mixed(numeric: 0, cardinalities: [3, 2]),
      [FeatureTokens(numeric: 0, cardinalities: [3, 2], width: 4), Flatten(), Dense(3)]),
    Case(
      "vectors of categories", .mixed(numeric: 2, cardinalities: [3, 2]),
      [CategoryEmbedding(numeric: 2, cardinalities: [3, 2], width: 4), Dense(6), Dense(3)]),
    Case(
      "batch norm of features", .features(4),
      [Dense(18), BatchNorm(), ReLU(), Residual([BatchNorm(), Dense(18)]), Dense(3)]),
    Case("ReGLU of features", .features(4), [Dense(14), ReGLU(), Dense(3)]),
    Case("GELU", .features(4), [Dense(9), GELU(), Dense(3)]),
    Case("layer norm of features", .features(4), [Dense(21), LayerNorm(), Dense(3)]),
    Case(
      "layer norm with a second reader", .series(channels: 2, length: 5),
      [
        PositionwiseDense(19), Residual([LayerNorm(), PositionwiseDense(19)]),
        TimePooling(.average), Dense(3),
      ], lengths: [5, 1, 3, 4]),
    Case(
      "layer norm behind a convolution", .series(channels: 2, length: 5),
      [Convolution(16, size: 3), LayerNorm(), TimePooling(.max), Dense(3)]),
    Case(
      "dense at each position with ReLU", .series(channels: 3, length: 5),
      [
        PositionwiseDense(6), ReLU(), PositionwiseDense(4), ReLU(), TimePooling(.average), Dense(3),
      ], lengths: [5, 1, 2, 4]),
    Case(
      "ReGLU", .series(channels: 3, length: 5),
      [PositionwiseDense(6), PositionwiseDense(14), ReGLU(), TimePooling(.average), Dense(3)]),
    Case(
      "position embedding", .series(channels: 3, length: 5),
      [
        Convolution(16, size: 3), PositionEmbedding(), PositionEmbedding(), Residual([GELU()]),
        TimePooling(.average), Dense(3),
      ], lengths: [5, 1, 2, 4]),
    Case(
      "attention", .series(channels: 3, length: 18),
      [PositionwiseDense(6), SelfAttention(heads: 2), Flatten(), Dense(3)]),
    Case(
      "attention with padding", .series(channels: 3, length: 18),
      [
        PositionwiseDense(6), Residual([SelfAttention(heads: 3)]), SelfAttention(heads: 1),
        TimePooling(.average), Dense(3),
      ], lengths: [18, 1, 16, 17]),
    Case(
      "attention with dropout", .series(channels: 3, length: 6),
      [
        PositionwiseDense(8), SelfAttention(heads: 2, dropout: 0.4), TimePooling(.average),
        Dense(3),
      ], lengths: [6, 1, 2, 5]),
    Case(
      "attention that reads no lengths", .series(channels: 3, length: 4),
      [
        PositionwiseDense(6), SelfAttention(heads: 2, readsLengths: false), Flatten(), Dense(3),
      ], lengths: [4, 1, 2, 3]),
    Case(
      "attention of wide heads with padding", .series(channels: 3, length: 5),
      [PositionwiseDense(34), SelfAttention(heads: 2), TimePooling(.average), Dense(3)],
      lengths: [5, 1, 2, 4]),
    Case(
      "attention that the first position asks for", .series(channels: 3, length: 18),
      [
        PositionwiseDense(6), Residual([SelfAttention(heads: 2)]),
        Residual([SelfAttention(heads: 2, onlyFirstAsks: true)], shortcut: [FirstPosition()]),
        Dense(3),
      ], lengths: [18, 1, 16, 17]),
    Case(
      "attention of wide heads that the first position asks for", .series(channels: 3, length: 5),
      [PositionwiseDense(34), SelfAttention(heads: 2, onlyFirstAsks: true), Dense(3)],
      lengths: [5, 1, 2, 4]),
    Case(
      "attention of one position", .series(channels: 3, length: 1),
      [PositionwiseDense(6), SelfAttention(heads: 2), Flatten(), Dense(3)]),
    Case(
      "words through a pre-norm layer", .tokens(length: 5, vocabulary: 9),
      [
        Embedding(vocabulary: 9, width: 6, bound: 1), PositionEmbedding(),
        Residual([LayerNorm(), SelfAttention(heads: 2)]),
        Residual([LayerNorm(), PositionwiseDense(7), ReLU(), PositionwiseDense(6)]), LayerNorm(),
        TimePooling(.average), Dense(3),
      ]),
  ]
}
