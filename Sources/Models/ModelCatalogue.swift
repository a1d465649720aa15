public import Core

/// The models that suites can name.
public enum ModelCatalogue {
  /// Every model; a new one is one file in `Catalogue/` and one line here.
  public static let entries: [any Model.Type] = [MLP.self, CNNSmall.self]

  /// Returns a component with all settings filled in and checked.
  public static func resolve(_ component: Component) throws(ComponentError) -> Component {
    try component.resolved(family: "model", settings: entry(component).settings)
  }

  /// Returns the model that a component names.
  public static func make(_ component: Component) throws(ComponentError) -> any Model {
    try entry(component).init(resolve(component))
  }

  /// Returns the step of a model that speed is judged on.
  public static func referenceShape(_ component: Component) throws(ComponentError)
    -> ReferenceShape
  {
    try entry(component).referenceShape
  }

  private static func entry(_ component: Component) throws(ComponentError) -> any Model.Type {
    guard let entry = entries.first(where: { $0.id == component.id }) else {
      throw .unknown(family: "model", id: component.id, known: entries.map { $0.id })
    }
    return entry
  }
}
