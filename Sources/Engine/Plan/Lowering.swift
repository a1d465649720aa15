/// Rewrites a network into fewer, larger steps with the same values and gradients.
enum Lowering {
  /// Returns the layers a plan builds, each with the name of the layer it came from.
  static func lowered(_ layers: [any Layer]) -> [(name: String, layer: any Layer)] {
    fused(reordered(Array(zip(Network.names(of: layers), layers))))
  }

  /// Moves ReLU behind a max pooling that follows it.
  ///
  /// The two commute, the gradient too: the largest input is positive exactly where the pooled value
  /// is. ReLU then works on a fraction of the elements.
  private static func reordered(_ layers: [(name: String, layer: any Layer)])
    -> [(name: String, layer: any Layer)]
  {
    var result = layers
    for index in result.indices.dropLast() where result[index].layer is ReLU {
      let next = result[index + 1].layer
      if (next as? Pooling)?.pooling == .max || (next as? TimePooling)?.pooling == .max {
        result.swapAt(index, index + 1)
      }
    }
    return result
  }

  private static func fused(_ layers: [(name: String, layer: any Layer)])
    -> [(name: String, layer: any Layer)]
  {
    var result: [(name: String, layer: any Layer)] = []
    for (name, layer) in layers {
      if let last = result.last, let both = last.layer.fused(with: layer) {
        result[result.count - 1].layer = both
      } else {
        result.append((name, layer))
      }
    }
    return result
  }
}
