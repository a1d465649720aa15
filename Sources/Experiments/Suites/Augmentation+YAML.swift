import Core
import DataStore

extension Augmentation {
  /// Reads `none`, or a mapping of `padCrop`, `flip` and `shift`; nil for none and for mistakes.
  init?(_ value: YAMLValue, subject: String, _ mistakes: inout [YAMLMistake]) {
    if value.content == .scalar("none") { return nil }
    guard var fields = YAMLFields(value, subject: subject, &mistakes) else { return nil }
    let padCrop = fields.integer("padCrop", in: 0...1024, default: 0, &mistakes)
    let flip = fields.flag("flip", default: false, &mistakes)
    let shift = fields.integer("shift", in: 0...1024, default: 0, &mistakes)
    fields.finish(&mistakes)
    guard let padCrop, let flip, let shift else { return nil }
    let augmentation = Augmentation(padCrop: padCrop, flip: flip, shift: shift)
    if augmentation.isNone { return nil }
    self = augmentation
  }
}
