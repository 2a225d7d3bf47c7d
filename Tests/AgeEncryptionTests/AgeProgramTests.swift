// Both ways between this code and the program `age`, and files of it that are kept.

import AgeEncryption
import Foundation
import TestSupport
import Testing

struct AgeProgramTests {
  private static let age = "/usr/bin/age"
  private static let keygen = "/usr/bin/age-keygen"
  private static let script = "/usr/bin/script"

  private static func arePresent(_ programs: String...) -> Bool {
    programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static let isInstalled = arePresent(age, keygen)
  static let hasTerminal = arePresent(age, script)

  private static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }

  /// Writes a file of secret keys, and says its recipients.
  private static func makeKey(_ path: String) throws -> (keys: AgeKeys, recipient: AgeRecipient) {
    try runProgram(keygen, ["-o", path])
    let identities = try AgeIdentity.read(keyFile: bytes(path))
    let written = try runProgram(keygen, ["-y", path])
    let text = String(decoding: written, as: UTF8.self).trimmingCharacters(in: .newlines)
    let recipient = try #require(AgeRecipient(text))
    #expect(identities.map(\.recipient) == [recipient])
    return (AgeKeys(identities: identities), recipient)
  }

  @Test(
    "What `age` has encrypted is opened, binary and armoured",
    .enabled(if: isInstalled, "the programs age and age-keygen are not installed"),
    arguments: AgeFiles.sizes)
  func fromProgram(count: Int) throws {
    try withTemporaryFolder { folder in
      let (first, second) = (
        try Self.makeKey(folder + "/first"), try Self.makeKey(folder + "/second")
      )
      let content = AgeFiles.bytes(count)
      try Data(content).write(to: URL(filePath: folder + "/content"))
      let recipients = ["-r", first.recipient.description, "-r", second.recipient.description]
      for options in [[], ["-a"]] {
        try runProgram(
          Self.age, options + recipients + ["-o", folder + "/file", folder + "/content"])
        for keys in [first.keys, second.keys] {
          let opened = try AgeFiles.open(try Self.bytes(folder + "/file"), with: keys)
          #expect(opened.error == nil)
          #expect(opened.content == content)
        }
      }
    }
  }

  @Test(
    "What is encrypted here is opened by `age`",
    .enabled(if: isInstalled, "the programs age and age-keygen are not installed"),
    arguments: AgeFiles.sizes)
  func toProgram(count: Int) throws {
    try withTemporaryFolder { folder in
      let recipients = try ["first", "second"].map { try Self.makeKey("\(folder)/\($0)").recipient }
      let content = AgeFiles.bytes(count)
      let file = AgeFiles.encrypt(content, for: recipients)
      try Data(file).write(to: URL(filePath: folder + "/file"))
      for key in ["first", "second"] {
        let opened = try runProgram(Self.age, ["-d", "-i", "\(folder)/\(key)", folder + "/file"])
        #expect(Array(opened) == content)
      }
    }
  }

  @Test(
    "What is encrypted here with a passphrase is opened by `age`",
    .enabled(if: hasTerminal, "the programs age and script are not installed"))
  func passphraseToProgram() throws {
    try withTemporaryFolder { folder in
      let content = AgeFiles.bytes(70_000)
      let file = try AgeFiles.encryptWithPassphrase(content, workFactor: 10)
      try Data(file).write(to: URL(filePath: folder + "/file"))
      // `age` reads passphrases from a terminal only, which `script` is.
      let command = "\(Self.age) -d -o \(folder)/opened \(folder)/file"
      try runProgram(
        "/bin/sh",
        ["-c", "(echo 'correct horse'; sleep 2) | \(Self.script) -qec '\(command)' /dev/null"])
      #expect(try Self.bytes(folder + "/opened") == content)
    }
  }

  @Test(
    "Files of the program that are kept are opened",
    arguments: ["recipients.age", "armoured.age", "passphrase.age"], ["key-1.txt", "key-2.txt"])
  func kept(name: String, keyFile: String) throws {
    let identities = try AgeIdentity.read(keyFile: Self.bytes(Fixtures.path("age/\(keyFile)")))
    let keys = AgeKeys(identities: identities, passphrase: AgeFiles.passphrase)
    let opened = try AgeFiles.open(Self.bytes(Fixtures.path("age/\(name)")), with: keys)
    if name == "armoured.age", keyFile == "key-2.txt" {
      #expect(opened.error == .noKeyFits(kinds: ["X25519"]))
    } else {
      #expect(opened.error == nil)
      #expect(try opened.content == Self.bytes(Fixtures.path("age/content.txt")))
    }
  }
}
