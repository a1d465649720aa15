public import Core

/// The losses that a suite can name.
///
/// To add one: a file in `Catalogue/` whose stem is the id, and a line here.
public enum LossCatalogue {
  /// Every loss; cross entropy, the baseline, first.
  public static let all = Catalogue<any Loss.Type>(
    "loss",
    [
      CrossEntropy.self, Expectation.self, Mixed.self, MixedRescaled.self, LabelSmoothing.self,
      Focal.self, GCE.self, SCE.self, Poly1.self, TaylorCrossEntropy.self, Brier.self,
      Squentropy.self, NCE.self, NceMAE.self, BiTempered.self, OHEM.self, Superloss.self,
      LogitNorm.self, ClassWeighted.self, LogitAdjusted.self,
    ], describe: { $0 })

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a loss from a component, whose missing settings take their defaults.
  ///
  /// - Parameters:
  ///   - component: the loss and its settings.
  ///   - context: the class counts of the training part. Without it classes count as equally
  ///     frequent, and the losses for imbalanced classes are plain cross entropy.
  /// - Returns: the loss.
  /// - Throws: `ComponentError` for an unknown id or a setting that does not fit.
  public static func make(
    _ component: Component, context: LossContext = .balanced
  ) throws(ComponentError) -> any Loss {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete, context: context)
  }
}
