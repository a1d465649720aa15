/// A tensor of a plan: logical extents, layout and where it lives.
public struct Tensor {
  /// Identifies the tensor within its plan; gradients are filed under it.
  let id: Int
  let layout: Descriptor
  let place: Place
  /// Whether a gradient is worth computing: false for the network's input.
  let needsGradient: Bool

  /// Logical extents, batch first.
  var extents: [Int] { layout.extents }

  /// Where a tensor's floats are.
  enum Place: Hashable {
    /// At an offset of the plan's own arena.
    case activation(offset: Int)
    /// The scratch area that all primitives of a plan share.
    case scratch
    /// A parameter or statistic of the network, by index.
    case parameter(Int)
    /// The gradient of a parameter, by index.
    case parameterGradient(Int)

    /// The place some floats further on, within the same tensor of a plan.
    func advanced(by floats: Int) -> Place {
      guard case .activation(let offset) = self else {
        preconditionFailure("only tensors of the plan's own memory have parts")
      }
      return .activation(offset: offset + floats)
    }
  }
}
