import DataStore
import Foundation

/// Series in one file a channel and one file of labels for each part, as in the UCI HAR dataset.
///
/// A line of a channel's file holds the values of one series, separated by blanks; the same line of
/// the other files belongs to the same series.
enum ChannelFilesDecoder: SeriesFormat {
  static let format = "channel-files"

  static func roles(for splits: SplitRule) -> [String]? {
    splits == .official
      ? ["train-channels", "train-labels", "test-channels", "test-labels"] : nil
  }

  static func check(_ settings: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
    _ = Settings(&settings, &mistakes)
  }

  static func decode(
    _ manifest: DatasetManifest, files: VerifiedFiles
  ) throws -> any DecodedDataset {
    let settings = try manifest.decoder.settings { Settings(&$0, &$1) }
    let classes = SeriesClasses(manifest.classes)
    func part(_ name: String, _ counts: [Int]) throws(SequenceDataError) -> ChannelPart {
      ChannelPart(
        name, settings, classes: classes,
        count: try settings.layout.count(counts, dataset: manifest.id))
    }
    var train = try part("train", manifest.counts.train)
    var test = try part("test", manifest.counts.test)
    try files.forEachContent { file in
      let text = try SeriesText(path: file.path, bytes: file.bytes)
      let name = file.name.split(separator: "/").last.map(String.init) ?? file.name
      switch file.role {
      case "train-channels": try train.addChannel(text, file: name)
      case "train-labels": try train.addLabels(text)
      case "test-channels": try test.addChannel(text, file: name)
      default: try test.addLabels(text)
      }
    }
    return DecodedSeries(
      classes: manifest.classNames, layout: settings.layout,
      train: try train.finished(dataset: manifest.id),
      test: try test.finished(dataset: manifest.id))
  }

  /// What the `decoder` mapping says.
  struct Settings {
    let layout: SeriesLayout
    /// The channels in order.
    let channels: [String]
    /// The name of a channel's file, with `{channel}` and `{part}` to be filled in.
    let file: String

    init(layout: SeriesLayout, channels: [String], file: String = Self.standardFile) {
      self.layout = layout
      self.channels = channels
      self.file = file
    }

    init?(_ fields: inout YAMLFields, _ mistakes: inout [YAMLMistake]) {
      let channels = fields.texts("channels", &mistakes)
      let file = fields.text("file", default: Self.standardFile, &mistakes)
      let layout = SeriesLayout(&fields, channels: max(channels?.count ?? 1, 1), &mistakes)
      guard let channels, let file, let layout else { return nil }
      guard (1...SeriesLayout.mostChannels).contains(channels.count),
        Set(channels).count == channels.count
      else {
        if let value = fields.value("channels") {
          fields.note("channels", value, expected: "different names", &mistakes)
        }
        return nil
      }
      self.init(layout: layout, channels: channels, file: file)
    }

    /// The name of the file that holds a channel.
    func fileName(_ channel: String, part: String) -> String {
      file.replacing("{channel}", with: channel).replacing("{part}", with: part)
    }

    /// How files are named unless the manifest says otherwise.
    static let standardFile = "{channel}_{part}.txt"
  }
}
