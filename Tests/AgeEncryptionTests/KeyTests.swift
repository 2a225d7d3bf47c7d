// Keys as `age-keygen` writes them, and key files that are none.

import AgeEncryption
import Testing

struct KeyTests {
  static let secret = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
  static let public1 = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"

  @Test("The key of the specification has the recipient of the specification")
  func specification() throws {
    let identity = try #require(AgeIdentity(Self.secret))
    #expect(identity.recipient.description == Self.public1)
    #expect(AgeRecipient(Self.public1) == identity.recipient)
  }

  @Test("No description shows what is secret")
  func descriptions() throws {
    let keys = AgeKeys(identities: [AgeFiles.identity], passphrase: AgeFiles.passphrase)
    var dumped = ""
    dump(keys, to: &dumped)
    for text in ["\(keys)", String(reflecting: keys), dumped] {
      #expect(!text.contains("AGE-SECRET-KEY"))
      #expect(!text.contains("key:"))
      #expect(!text.contains("bytes"))
    }
  }

  @Test(
    "Only recipients in the form of `age-keygen` are recipients",
    arguments: [
      "", "age1", public1.uppercased(), public1 + "q", String(public1.dropLast()), secret,
      " " + public1, Bech32.encode(prefix: "age", AgeFiles.bytes(31)),
      Bech32.encode(prefix: "age", AgeFiles.bytes(33)),
      Bech32.encode(prefix: "age1pq", AgeFiles.bytes(32)),
      // Points of low order: whatever is encrypted for them, everybody can open.
      Bech32.encode(prefix: "age", [UInt8](repeating: 0, count: 32)),
      Bech32.encode(prefix: "age", [1] + [UInt8](repeating: 0, count: 31)),
    ])
  func refusedRecipients(text: String) {
    #expect(AgeRecipient(text) == nil)
  }

  @Test(
    "Only identities in the form of `age-keygen` are identities",
    arguments: [
      "", secret.lowercased(), String(secret.dropLast()), public1, secret + "\n",
      Bech32.encode(prefix: "age-secret-key-", AgeFiles.bytes(31)).uppercased(),
      Bech32.encode(prefix: "age-secret-key-pq-", AgeFiles.bytes(32)).uppercased(),
    ])
  func refusedIdentities(text: String) {
    #expect(AgeIdentity(text) == nil)
  }

  @Test("A key file gives its keys in order, without comments and blank lines")
  func keyFile() throws {
    let other = Bech32.encode(prefix: "age-secret-key-", AgeFiles.bytes(32)).uppercased()
    let file = "# created: today\r\n\n \(Self.secret)\r\n\t\n#\n\(other)"
    let identities = try AgeIdentity.read(keyFile: Array(file.utf8))
    #expect(identities.map(\.recipient).count == 2)
    #expect(identities[0].recipient.description == Self.public1)
  }

  @Test(
    "A key file that gives no keys says which line is wrong",
    arguments: [
      ("", .noKey), ("# public key: \(public1)\n\n", .noKey),
      ("\(secret)\n\(public1)\n", .recipient(line: 2)),
      ("#\n\(secret.dropLast())\n", .malformed(line: 2)),
      ("AGE-SECRET-KEY-PQ-1XX76JRALNLXDM\n", .otherKind(line: 1)),
      ("\n\nAGE-PLUGIN-YUBIKEY-1QQQ\n", .otherKind(line: 3)),
      ("-----BEGIN OPENSSH PRIVATE KEY-----\n", .otherKind(line: 1)),
      ("age-encryption.org/v1\n-> scrypt", .encrypted),
      ("-----BEGIN AGE ENCRYPTED FILE-----\n", .encrypted),
      ("\0\u{1}\n", .malformed(line: 1)),
    ] as [(String, AgeKeyFileError)])
  func brokenKeyFiles(file: String, expected: AgeKeyFileError) {
    let error = #expect(throws: AgeKeyFileError.self) {
      try AgeIdentity.read(keyFile: Array(file.utf8))
    }
    #expect(error == expected)
    #expect(error?.description.contains("\n") == false)
    #expect(error?.description.contains("AGE-SECRET-KEY-1G") == false)
  }

  @Test("A passphrase of nothing is none")
  func emptyPassphrase() {
    #expect(AgePassphrase([]) == nil)
  }
}
