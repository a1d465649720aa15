public import Core
import Engine
import Losses
import Models

/// One registry of parts that a suite can name.
public struct ComponentFamily: Sendable {
  /// What its entries are, in messages: `loss`.
  public let name: String
  /// The entries, in the order of lists.
  public let entries: [any Catalogued.Type]
  private let check: @Sendable (Component) throws(ComponentError) -> Component

  private init<Entry>(_ catalogue: Catalogue<Entry>) {
    name = catalogue.family
    entries = catalogue.described
    check = { (component) throws(ComponentError) in try catalogue.resolve(component).component }
  }

  /// Joins two registries whose ids differ.
  private init(_ name: String, _ first: ComponentFamily, _ second: ComponentFamily) {
    self.name = name
    entries = first.entries + second.entries
    check = { (component) throws(ComponentError) in
      try (second.entry(component.id) == nil ? first : second).resolve(component)
    }
  }

  /// Returns a component with every setting filled in and checked.
  public func resolve(_ component: Component) throws(ComponentError) -> Component {
    try check(component)
  }

  /// Returns the entry with an id, or nil.
  public func entry(_ id: String) -> (any Catalogued.Type)? { entries.first { $0.id == id } }

  /// Every registry.
  public static let all = [
    models, losses, mixingSchedules, adaptiveMixingSchedules, learningRates, optimizers,
  ]

  /// The models.
  public static let models = ComponentFamily(ModelCatalogue.all)
  /// The training losses.
  public static let losses = ComponentFamily(LossCatalogue.all)
  /// The schedules of the mixing coefficient α.
  public static let mixingSchedules = ComponentFamily(MixingScheduleCatalogue.all)
  /// The schedules of α that follow what training records.
  public static let adaptiveMixingSchedules = ComponentFamily(AdaptiveMixingCatalogue.all)
  /// Every schedule of α, as an arm may name it.
  static let allMixingSchedules = ComponentFamily(
    mixingSchedules.name, mixingSchedules, adaptiveMixingSchedules)
  /// The schedules of the learning rate.
  public static let learningRates = ComponentFamily(LearningRateCatalogue.all)
  /// The optimizers.
  public static let optimizers = ComponentFamily(OptimizerCatalogue.all)
}
