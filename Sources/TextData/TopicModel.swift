import Core
import DataStore
import Foundation

/// Texts of words drawn independently given a topic, so that the topic can be inferred exactly.
///
/// A text is drawn so: a topic by its prior; a length from 8 to 32; then each word by the topic's
/// whole-number weights. All topics use all 120 words, few of them often and many seldom; a fifth
/// of the words says nothing. The label is the topic, or with the noise rate any topic.
struct TopicModel: Sendable {
  /// One text with its label.
  struct Text {
    /// Positions among the words.
    var words: [Int]
    var label: Int
  }

  static let classes = ["harbour", "garden", "market", "library"]
  static let priors = HundredthsChoice([40, 30, 20, 10])
  static let noiseHundredths = 5
  static let lengths = 8...32
  static let wordCount = 120

  /// How often each topic uses each word, relative to its other words.
  static let weights: [[Int]] = classes.indices.map { topic in
    (0..<wordCount).map { word in
      let frequency = 1 + 240 / (word + 3)
      switch word % 5 {
      case 4: return 2 * frequency
      case topic: return 3 * frequency
      default: return frequency
      }
    }
  }

  private static let cumulative = weights.map { weights in
    weights.reduce(into: [Int]()) { $0.append(($0.last ?? 0) + $1) }
  }

  /// Draws one text.
  static func draw(_ stream: inout RandomStream) -> Text {
    let topic = priors.draw(&stream)
    let length = lengths.lowerBound + stream.index(below: lengths.count)
    let sums = cumulative[topic]
    let words = (0..<length).map { _ in
      let number = stream.index(below: sums[wordCount - 1])
      return sums.firstIndex { number < $0 } ?? wordCount - 1
    }
    let isNoisy = stream.index(below: 100) < noiseHundredths
    let other = stream.index(below: classes.count)
    return Text(words: words, label: isNoisy ? other : topic)
  }

  /// The probability of each topic before label noise, given the words.
  static func posterior(_ words: [Int]) -> [Double] {
    let logTerms = classes.indices.map { topic in
      words.reduce(log(Double(priors.hundredths[topic]))) { sum, word in
        sum + log(Double(weights[topic][word]) / Double(cumulative[topic][wordCount - 1]))
      }
    }
    let highest = logTerms.max() ?? 0
    let terms = logTerms.map { exp($0 - highest) }
    let total = terms.reduce(0, +)
    return terms.map { $0 / total }
  }

  /// How a word is written: two syllables, some with an accent.
  static func spelling(_ word: Int) -> String {
    let onsets = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r"]
    let vowels = ["a", "e", "i", "o", "u", "\u{e9}"]
    let endings = ["lo", "na"]
    return onsets[word % 10] + vowels[word / 10 % 6] + endings[word / 60]
  }

  /// Writes words as a sentence: a capital, a comma after every sixth word, a full stop.
  static func sentence(_ words: [Int]) -> String {
    var text = ""
    for (position, word) in words.enumerated() {
      let spelling = spelling(word)
      text += position == 0 ? spelling.prefix(1).uppercased() + spelling.dropFirst() : spelling
      if position == words.count - 1 {
        text += "."
      } else {
        text += position % 6 == 5 ? ", " : " "
      }
    }
    return text
  }
}
