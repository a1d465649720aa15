public import Core

/// The models that suites can name.
///
/// To add one: a file in `Catalogue/` whose stem is the id, and a line here.
public enum ModelCatalogue {
  /// Every model.
  public static let all = Catalogue<any Model.Type>(
    "model",
    [
      // Images and whatever can be flattened, texts, series, tables.
      MLP.self, CNNSmall.self, Resnet20.self, Resnet20Wide.self,
      FastText.self, TextCNN.self, Transformer.self,
      LSTM.self, GRU.self, FCN.self, Resnet1D.self, InceptionTime.self,
      FTTransformer.self, MLPResnet.self,
    ],
    describe: { $0 })

  /// Returns the component with every setting present and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try all.resolve(component).component
  }

  /// Makes a model from a component, whose missing settings take their defaults.
  public static func make(_ component: Component) throws(ComponentError) -> any Model {
    let (entry, complete) = try all.resolve(component)
    return entry.init(complete)
  }

  /// Returns the step of a model that speed is judged on.
  public static func referenceShape(_ component: Component) throws(ComponentError)
    -> ReferenceShape
  {
    try all.resolve(component).entry.referenceShape
  }
}
