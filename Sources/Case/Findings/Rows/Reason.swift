// Why an entry ended as it did: a code with its numbers. Sentences are made of it where people read,
// in their language.

/// A reason for an outcome. Cases and machine-readable reports keep it as it is.
public struct Reason: Hashable, Codable, Sendable {
  /// What the reason is.
  public var code: Code

  /// Its numbers, in the order of ``Code/parameters``.
  public var numbers: [Int64]

  /// Makes a reason.
  ///
  /// - Precondition: There are as many numbers as the code has parameters.
  public init(_ code: Code, _ numbers: Int64...) {
    precondition(numbers.count == code.parameters.count, "\(code) has \(code.parameters)")
    self.code = code
    self.numbers = numbers
  }

  /// Reads a reason of a case or report, which anybody may have written.
  ///
  /// - Throws: `DecodingError` unless it has the numbers that its code has.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    code = try container.decode(Code.self, forKey: .code)
    numbers = try container.decodeIfPresent([Int64].self, forKey: .numbers) ?? []
    guard numbers.count == code.parameters.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .numbers, in: container,
        debugDescription: "\(code.rawValue) has \(code.parameters.count) numbers")
    }
  }

  /// Writes the code, and the numbers if there are any.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(code, forKey: .code)
    if !numbers.isEmpty { try container.encode(numbers, forKey: .numbers) }
  }

  private enum CodingKeys: CodingKey { case code, numbers }

  /// All reasons. The raw value stands in cases and reports, and stays what it is.
  public enum Code: String, Codable, CaseIterable, Sendable {
    // Of an entry.
    case directory, symbolicLink, specialFile, otherFileSystem, directoryLoop, repeatedName
    case replacedWhileOpened
    /// The system's error number.
    case notOpened

    // Of a file's bytes.
    case readFailed, readingGivenUp, endedEarly, bytesUnread, tooManyHoles, moreThanFileSystem
    case changedWhileRead, noAnswer

    // Of a picture or video.
    case truncated, damaged, broken, unsupported, noVideo
    case scanLimit, pixelLimit, byteLimit, timeLimit, frameLimit
    case crashed, timedOut, noProcess
    /// A list of known-good files has these bytes: the list's number among them, and the entry's line,
    /// both from 1.
    case knownGood
    /// A Bloom filter of known-good files takes these bytes for its own, and no other list does: its
    /// number among the lists, from 1, and in how many files that it does not hold it does so of one.
    case probablyKnownGood

    /// What its numbers are, in order.
    public var parameters: [String] {
      switch self {
      case .notOpened: ["errno"]
      case .readFailed: ["errno", "offset"]
      case .readingGivenUp: ["offset"]
      case .endedEarly: ["offset", "size"]
      case .bytesUnread: ["bytes"]
      case .tooManyHoles, .moreThanFileSystem: ["most"]
      case .noAnswer: ["seconds", "offset"]
      case .damaged: ["errors"]
      case .crashed: ["signal"]
      case .knownGood: ["list", "entry"]
      case .probablyKnownGood: ["list", "oneIn"]
      default: []
      }
    }
  }
}

extension Reason {
  /// Reasons as JSON text, an array of objects as ``Reason`` encodes itself: one text for equal reasons.
  ///
  /// Codes are plain words, so that nothing is to be escaped.
  package static func json(_ reasons: [Reason]) -> String {
    let objects = reasons.map { reason in
      let numbers = reason.numbers.map(String.init).joined(separator: ",")
      return reason.numbers.isEmpty
        ? "{\"code\":\"\(reason.code.rawValue)\"}"
        : "{\"code\":\"\(reason.code.rawValue)\",\"numbers\":[\(numbers)]}"
    }
    return "[" + objects.joined(separator: ",") + "]"
  }
}
