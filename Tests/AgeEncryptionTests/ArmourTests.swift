// ASCII armour is read as strictly as the format asks for.

import AgeEncryption
import Foundation
import Testing

struct ArmourTests {
  private static let begin = "-----BEGIN AGE ENCRYPTED FILE-----\n"
  private static let end = "-----END AGE ENCRYPTED FILE-----\n"

  /// Bytes as base64 in lines of 64 columns.
  private static func lines(_ file: [UInt8]) -> String {
    let text = Data(file).base64EncodedString(options: [
      .lineLength64Characters, .endLineWithLineFeed,
    ])
    return text.hasSuffix("\n") || text.isEmpty ? text : text + "\n"
  }

  static func armour(_ file: [UInt8]) -> String { begin + lines(file) + end }

  @Test("Armoured content of any size comes back", arguments: AgeFiles.sizes + Array(2...50))
  func sizes(count: Int) throws {
    let content = AgeFiles.bytes(count)
    let text = Self.armour(AgeFiles.encrypt(content))
    #expect(AgeFile.isAge(Array(text.utf8.prefix(AgeFile.headLength))))
    let opened = try AgeFiles.open(Array(text.utf8), pieces: 1000)
    #expect(opened.error == nil)
    #expect(opened.content == content)
  }

  @Test(
    "Line ends of either kind and white space around it do not matter",
    arguments: [
      { $0.replacing("\n", with: "\r\n") }, { "\n \t\r\n" + $0 }, { $0 + "\n \n\t" },
      { String($0.dropLast()) },
    ] as [@Sendable (String) -> String])
  func variants(change: @Sendable (String) -> String) throws {
    let text = change(Self.armour(AgeFiles.encrypt([1, 2, 3])))
    let opened = try AgeFiles.open(Array(text.utf8))
    #expect(opened.error == nil)
    #expect(opened.content == [1, 2, 3])
  }

  /// A change and what is said of it.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var error: AgeError
    var change: @Sendable (String) -> String

    init(_ name: String, _ error: AgeError, _ change: @escaping @Sendable (String) -> String) {
      testDescription = name
      self.error = error
      self.change = change
    }
  }

  static let cases = [
    Case("text before it", .notAge) { "x\n" + $0 },
    Case("blank before it in the line", .armourBroken(line: 1)) { " " + $0 },
    Case("too much white space before it", .notAge) {
      String(repeating: "\n", count: 1025) + $0
    },
    Case("text behind it", .trailingData) { $0 + "x" },
    Case("too much white space behind it", .trailingData) {
      $0 + String(repeating: "\n", count: 1025)
    },
    Case("a second one behind it", .trailingData) { $0 + $0 },
    Case("no closing line", .truncated) { $0.replacing(end, with: "") },
    Case("another closing line", .armourBroken(line: 8)) {
      $0.replacing(end, with: "-----END AGE ENCRYPTED FIlE-----\n")
    },
    Case("another opening line", .armourBroken(line: 1)) {
      $0.replacing(begin, with: "-----BEGIN AGE ENCRYPTED FILE-----x\n")
    },
    Case("a PEM header", .armourBroken(line: 2)) { $0.replacing(begin, with: begin + "A: b\n\n") },
    Case("an empty line at the beginning", .armourBroken(line: 2)) {
      $0.replacing(begin, with: begin + "\n")
    },
    Case("an empty line at the end", .armourBroken(line: 8)) {
      $0.replacing(end, with: "\n" + end)
    },
    Case("a blank in a line", .armourBroken(line: 2)) { $0.replacing(begin, with: begin + " ") },
    Case("a short line in the middle", .armourBroken(line: 3)) {
      String($0.prefix(begin.count + 60)) + "\n" + $0.dropFirst(begin.count + 60)
    },
    Case("a long line", .armourBroken(line: 2)) {
      let line = begin.count + 64
      return String($0.prefix(line)) + $0.dropFirst(line + 1)
    },
    Case("a letter that is none", .armourBroken(line: 2)) {
      $0.replacing(begin + "Y", with: begin + "*")
    },
    Case("no padding", .armourBroken(line: 7)) { $0.replacing("=", with: "") },
    Case("more padding", .armourBroken(line: 7)) { $0.replacing("=", with: "==") },
  ]

  @Test("Armour that is not canonical is refused, with its line", arguments: cases)
  func broken(change: Case) throws {
    let file = AgeFiles.encrypt(AgeFiles.bytes(60))
    // Five full lines, and one that ends with one "=".
    #expect(file.count == 5 * 48 + 20)
    let text = Self.armour(file)
    let opened = try AgeFiles.open(Array(change.change(text).utf8))
    #expect(opened.error == change.error)
  }

  @Test("Bits behind the last byte have to be zero")
  func canonical() throws {
    for count in 1...6 {
      let text = Self.armour(AgeFiles.encrypt(AgeFiles.bytes(count)))
      guard let padding = text.firstIndex(of: "=") else { continue }
      let last = text.index(before: padding)
      let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
      let value = try #require(letters.firstIndex(of: text[last]))
      let changed = text[..<last] + String(letters[value ^ 1]) + text[padding...]
      let opened = try AgeFiles.open(Array(changed.utf8))
      guard case .armourBroken = opened.error else {
        Issue.record("\(String(describing: opened.error))")
        continue
      }
    }
  }

  @Test("Armour that is cut anywhere is refused")
  func cut() throws {
    let text = Array(Self.armour(AgeFiles.encrypt(AgeFiles.bytes(20))).utf8)
    // Without its last line feed it is whole.
    for count in 0..<text.count - 1 {
      #expect(try AgeFiles.open(Array(text[..<count])).error != nil, "cut to \(count) bytes")
    }
  }
}
