// An encrypted set says what the set says, to whoever has its key, and is on no disk in the clear.

import Findings
import Foundation
import HashLists
import KnownContent
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct EncryptedSetTests {
  private static let md5 = "0123456789abcdef0123456789abcdef"

  private func withList<Result>(_ body: (_ folder: String, _ list: FilePath) throws -> Result)
    throws -> Result
  {
    try withTemporaryFolder { folder in
      let text = "\(Self.md5)  a\n\(String(repeating: "0f", count: 32)),90,b\n"
      try text.write(toFile: folder + "/list", atomically: false, encoding: .utf8)
      return try body(folder, FilePath(folder + "/list"))
    }
  }

  private func keys(passphrase: String) -> SetKeys {
    var keys = SetKeys()
    let isTaken = keys.take(passphrase: passphrase)
    #expect(isTaken)
    return keys
  }

  @Test(
    "A set encrypted with a passphrase gives the matches of its list to who knows it, and no other")
  func passphrase() throws {
    try withList { folder, list in
      let set = FilePath(folder + "/set.age")
      let encryption = try #require(SetEncryption(passphrase: "a passphrase"))
      let lists = try KnownSet.compile([list], to: set, encryption: encryption)
      #expect(KnownSet.isEncrypted(set) && !KnownSet.isEncrypted(list))

      let known = try KnownSet(reading: [set], keys: keys(passphrase: "a passphrase"))
      try known.verify()
      #expect(known.lists == lists && known.isCompiled)
      #expect(known.matches(ofHash: Self.md5)?.map(\.line) == [1])
      #expect(known.matches(ofHash: String(repeating: "0f", count: 32))?.map(\.line) == [2])

      for keys in [SetKeys(), keys(passphrase: "another")] {
        let error = #expect(throws: HashListError.self) {
          try KnownSet(reading: [set], keys: keys)
        }
        #expect(error?.description.contains("encrypted set: ") == true)
      }
    }
  }

  /// For whom, and the key.
  private static let recipient = "age1a39x3uhnzx4qa3e25e95xf27kcwj0uzaquusnc6yvzljt4ytn4pq5wr5vh"
  private func key(_ number: Int) throws -> SetKeys {
    var keys = SetKeys()
    try keys.add(keyFile: FilePath(Fixtures.path("age/key-\(number).txt")))
    return keys
  }

  @Test("A set encrypted for a recipient is opened by its key, and by no other")
  func recipient() throws {
    try withList { folder, list in
      let set = FilePath(folder + "/set.age")
      let encryption = try #require(SetEncryption(recipients: [Self.recipient]))
      try KnownSet.compile([list], to: set, encryption: encryption)
      let known = try KnownSet(reading: [set], keys: key(1))
      #expect(known.matches(ofHash: Self.md5)?.map(\.line) == [1])
      #expect(throws: HashListError.self) { try KnownSet(reading: [set], keys: key(2)) }
    }
  }

  @Test("Nothing of an encrypted set is in its file, or in any other of its folder, in the clear")
  func nothingInTheClear() throws {
    try withList { folder, list in
      let set = FilePath(folder + "/set.age")
      let encryption = try #require(SetEncryption(recipients: [Self.recipient]))
      try KnownSet.compile([list], to: set, encryption: encryption)
      #expect(Fixtures.names(inFolder: folder).sorted() == ["list", "set.age"])
      let bytes = try Data(contentsOf: URL(filePath: set.string))
      for text in ["vigieset", "pictures.near", "md5.digests"] {
        #expect(bytes.range(of: Data(text.utf8)) == nil)
      }
      let digest = Data([0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
      #expect(bytes.range(of: digest) == nil)
    }
  }

  @Test(
    "An encrypted set that was cut short or changed is refused, and so is a list encrypted as it is"
  )
  func damage() throws {
    try withList { folder, list in
      let set = FilePath(folder + "/set.age")
      let encryption = try #require(SetEncryption(recipients: [Self.recipient]))
      try KnownSet.compile([list], to: set, encryption: encryption)
      let bytes = [UInt8](try Data(contentsOf: URL(filePath: set.string)))
      let damaged = FilePath(folder + "/damaged")
      for place in stride(from: 30, to: bytes.count, by: bytes.count / 24) {
        for isCut in [true, false] {
          var wrong = isCut ? Array(bytes[..<place]) : bytes
          if !isCut { wrong[place] ^= 1 }
          try Data(wrong).write(to: URL(filePath: damaged.string))
          #expect(throws: HashListError.self) { try KnownSet(reading: [damaged], keys: key(1)) }
        }
      }
    }
    let error = #expect(throws: HashListError.self) {
      try KnownSet(reading: [FilePath(Fixtures.path("age/recipients.age"))], keys: key(1))
    }
    #expect(error?.description.contains("only compiled sets are read encrypted") == true)
  }

  @Test("What is no recipient, and an empty passphrase, encrypt nothing")
  func senselessTargets() {
    #expect(SetEncryption(passphrase: "") == nil)
    #expect(SetEncryption(recipients: []) == nil)
    #expect(SetEncryption(recipients: ["age1nobody"]) == nil)
  }
}
