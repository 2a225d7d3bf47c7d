// Headers: what the format allows is read, everything else is refused for a reason.

import AgeEncryption
import Foundation
import Testing

struct HeaderTests {
  private static let identities = AgeKeys(identities: [AgeFiles.identity])

  /// A text of a header, what replaces it, and what is said of that.
  typealias Change = (old: String, new: String, error: AgeError)

  static let changes: [Change] = [
    ("v1\n", "v1\r\n", .unknownVersion),
    ("v1\n", "v2\n", .unknownVersion),
    ("v1\n", "v1 \n", .unknownVersion),
    ("age-enc", "Age-enc", .notAge),
    ("-> ", "->", .headerBroken(line: 2)),
    ("-> ", "-> \u{7F}", .headerBroken(line: 2)),
    ("-> ", "->  ", .headerBroken(line: 2)),
    ("-> X25519 ", "-> X25519  ", .headerBroken(line: 2)),
    ("-> X25519 ", "-> X25519 more ", .headerBroken(line: 2)),
    ("-> X25519 ", "-> X25519 A", .headerBroken(line: 2)),
    ("-> X25519 ", "-> X25519\n", .headerBroken(line: 4)),
    ("-> X25519 ", "-> x25519 ", .noKeyFits(kinds: ["x25519"])),
    (
      "-> X25519 ", "-> \(String(repeating: "k", count: 99)) ",
      .noKeyFits(kinds: [String(repeating: "k", count: 40)])
    ),
    ("\n--- ", "=\n--- ", .headerBroken(line: 3)),
    ("\n--- ", "A\n--- ", .headerBroken(line: 2)),
    ("\n--- ", "AAAA\n--- ", .headerBroken(line: 2)),
    ("\n--- ", "\r\n--- ", .headerBroken(line: 3)),
    ("\n--- ", "\n\n--- ", .headerBroken(line: 4)),
    ("--- ", "---", .headerBroken(line: 4)),
    ("--- ", "---  ", .headerBroken(line: 4)),
    ("--- ", "--- A", .headerBroken(line: 4)),
    ("--- ", "-- ", .headerBroken(line: 4)),
    ("\n--- ", "\n-> other\n\n--- ", .headerChanged),
    ("\n--- ", "\n-> other \n\n--- ", .headerBroken(line: 4)),
    ("-> ", "-> scrypt AAAAAAAAAAAAAAAAAAAAAA 1\nAAAA\n-> ", .passphraseNotAlone),
    ("\n--- ", "\n-> scrypt\n\n--- ", .passphraseNotAlone),
  ]

  @Test("A header that is not of the format is refused, with its line", arguments: changes)
  func refused(change: Change) throws {
    let file = AgeFiles.encrypt([1, 2, 3])
    let changed = AgeFiles.replacing(change.old, by: change.new, in: file)
    #expect(try AgeFiles.open(changed).error == change.error)
  }

  static let passphraseChanges: [Change] = [
    (" 1\n", " 23\n", .workFactor(23)),
    (" 1\n", " 99999999999999999999\n", .workFactor(.max)),
    (" 1\n", " 0\n", .headerBroken(line: 2)),
    (" 1\n", " 01\n", .headerBroken(line: 2)),
    (" 1\n", " 0x1\n", .headerBroken(line: 2)),
    (" 1\n", " +1\n", .headerBroken(line: 2)),
    (" 1\n", " -1\n", .headerBroken(line: 2)),
    (" 1\n", " 1x\n", .headerBroken(line: 2)),
    (" 1\n", "\n", .headerBroken(line: 2)),
    (" 1\n", " 1 1\n", .headerBroken(line: 2)),
    (" 1\n", "AA 1\n", .headerBroken(line: 2)),
    (" 1\n", " 2\n", .wrongPassphrase),
    ("scrypt ", "Scrypt ", .noKeyFits(kinds: ["Scrypt"])),
    ("\n--- ", "\n-> X25519 AAAA\nAAAA\n--- ", .passphraseNotAlone),
  ]

  @Test("So is one with a passphrase", arguments: passphraseChanges)
  func refusedPassphrases(change: Change) throws {
    let file = try AgeFiles.encryptWithPassphrase([1, 2, 3])
    let changed = AgeFiles.replacing(change.old, by: change.new, in: file)
    let keys = AgeKeys(passphrase: AgeFiles.passphrase)
    #expect(try AgeFiles.open(changed, with: keys).error == change.error)
  }

  @Test("A key that does not fit, and none, are told from a passphrase that is wrong")
  func otherKeys() throws {
    let file = AgeFiles.encrypt([1])
    let locked = try AgeFiles.encryptWithPassphrase([1])
    let other = AgeKeys(identities: [AgeFiles.other])
    let wrong = AgeKeys(passphrase: AgePassphrase("incorrect horse".utf8))
    #expect(try AgeFiles.open(file, with: other).error == .noKeyFits(kinds: ["X25519"]))
    #expect(try AgeFiles.open(file, with: AgeKeys()).error == .noKeyFits(kinds: ["X25519"]))
    #expect(try AgeFiles.open(file, with: wrong).error == .noKeyFits(kinds: ["X25519"]))
    #expect(try AgeFiles.open(locked, with: wrong).error == .wrongPassphrase)
    #expect(try AgeFiles.open(locked, with: other).error == .noKeyFits(kinds: ["scrypt"]))
  }

  @Test("A header is read to its bound, however it goes on")
  func bound() throws {
    let stanza = "-> other\n\n"
    let long = String(repeating: stanza, count: 30_000)
    let file = AgeFiles.replacing("-> X", by: long + "-> X", in: AgeFiles.encrypt([1]))
    #expect(try AgeFiles.open(file).error == .headerTooLong)
    let endless = Array("age-encryption.org/v1".utf8) + [UInt8](repeating: 0x78, count: 1 << 20)
    #expect(try AgeFiles.open(endless).error == .headerTooLong)
  }

  @Test("A header of as many recipients as are allowed is not too long")
  func manyRecipients() throws {
    let others = [AgeRecipient](
      repeating: AgeFiles.other.recipient, count: AgeFile.mostRecipients - 1)
    let file = AgeFiles.encrypt([1], for: others + [AgeFiles.identity.recipient])
    #expect(try AgeFiles.open(file).content == [1])
  }

  @Test(
    "A file put together by the specification is opened, and stanzas of other kinds passed over")
  func otherKinds() throws {
    var file = ForgedFile()
    let full = String(repeating: "A", count: 64)
    file.lines = ["-> example.com/enigma !\"#~ 2", full, full, "", "-> grease", "AAAA"]
    file.lines += try file.stanza(for: AgeFiles.other.recipient)
    file.lines += try file.stanza(for: AgeFiles.identity.recipient)
    file.lines += ["-> last", ""]
    let opened = try AgeFiles.open(file.bytes)
    #expect(opened.error == nil)
    #expect(opened.content == Array("content".utf8))
    file.lines = [
      "-> example.com/enigma !", "AAAA", "-> ssh-ed25519 a", "AAAA", "-> ssh-ed25519", "",
    ]
    let kinds = ["example.com/enigma", "ssh-ed25519"]
    #expect(try AgeFiles.open(file.bytes).error == .noKeyFits(kinds: kinds))
  }

  @Test("Stanzas that would open, but not by the rules, are refused")
  func forged() throws {
    var file = ForgedFile()
    func error(_ lines: [String]) throws -> AgeError? {
      file.lines = lines
      return try AgeFiles.open(file.bytes).error
    }
    let recipient = AgeFiles.identity.recipient
    #expect(try error([]) == .headerBroken(line: 2))
    #expect(try error(file.stanza(for: recipient, extra: " x")) == .headerBroken(line: 2))
    // A file key of other than 16 bytes.
    let long = try file.stanza(for: recipient, fileKey: AgeFiles.bytes(17))
    #expect(try error(long) == .headerBroken(line: 2))
    // A share that makes the same secret with every key.
    let zero = ForgedFile.base64(Data(count: 32))
    let body = try file.stanza(for: recipient)[1]
    #expect(try error(["-> X25519 \(zero)", body]) == .headerBroken(line: 2))
    // Bits behind the last byte.
    var loose = try file.stanza(for: recipient)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let value = try #require(letters.firstIndex(of: loose[1].last!))
    loose[1] = loose[1].dropLast() + String(letters[value ^ 1])
    #expect(try error(loose) == .headerBroken(line: 3))
  }

  @Test("An empty last chunk is allowed to a file without content only")
  func emptyChunks() throws {
    var file = ForgedFile()
    file.lines = try file.stanza(for: AgeFiles.identity.recipient)
    file.chunks = [([], true)]
    #expect(try AgeFiles.open(file.bytes).error == nil)
    let full = AgeFiles.bytes(65_536)
    file.chunks = [(full, false), ([], true)]
    let opened = try AgeFiles.open(file.bytes)
    #expect(opened.error == .damaged(chunk: 1))
    #expect(opened.content == full)
    // A chunk that is short but not the last, and one behind the last.
    file.chunks = [([1, 2, 3], false), ([4], true)]
    #expect(try AgeFiles.open(file.bytes).error == .damagedEnd(chunk: 0))
    file.chunks = [(full, true), ([4], true)]
    #expect(try AgeFiles.open(file.bytes).error == .trailingData)
    file.chunks = [(full, false)]
    #expect(try AgeFiles.open(file.bytes).error == .truncated)
    file.chunks = [(full, false), (full, true)]
    #expect(try AgeFiles.open(file.bytes).content == full + full)
  }

  @Test(
    "Files are recognised by their beginning",
    arguments: [
      ("age-encryption.org/v1\n-> ", true), ("age-encryption.org/v2\n", true),
      ("-----BEGIN AGE ENCRYPTED FILE-----\n", true),
      ("\r\n  \n-----BEGIN AGE ENCRYPTED FILE-----", true), ("", false), ("age", false),
      ("-----BEGIN PGP MESSAGE-----\n", false), ("\nage-encryption.org/v1\n", false),
    ])
  func recognised(head: String, isAge: Bool) {
    #expect(AgeFile.isAge(Array(head.utf8)) == isAge)
  }

  @Test(
    "Every refusal is one line that says what to do",
    arguments: [
      .notAge, .unknownVersion, .headerBroken(line: 3), .headerTooLong, .headerChanged,
      .passphraseNotAlone, .workFactor(.max), .noMemory(workFactor: 22),
      .noKeyFits(kinds: ["scrypt"]), .noKeyFits(kinds: ["X25519", "other"]),
      .noKeyFits(kinds: ["other"]), .wrongPassphrase, .armourBroken(line: 1), .damaged(chunk: 2),
      .damagedEnd(chunk: 0), .truncated, .trailingData,
    ] as [AgeError])
  func descriptions(error: AgeError) {
    #expect(!error.description.contains("\n"))
    #expect(error.description.contains(/[;:,]/))
  }
}
