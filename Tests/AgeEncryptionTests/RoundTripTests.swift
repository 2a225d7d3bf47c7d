// What is encrypted comes back: every size at the edges of chunks, every kind of key.

import AgeEncryption
import Foundation
import TestSupport
import Testing

struct RoundTripTests {
  @Test("Content of any size comes back", arguments: AgeFiles.sizes, [1000, 65_536, .max])
  func sizes(count: Int, pieces: Int) throws {
    let content = AgeFiles.bytes(count)
    let file = AgeFiles.encrypt(content, pieces: pieces)
    let chunks = max(1, (count + 65_535) / 65_536)
    #expect(file.count - AgeFiles.firstChunk(of: file) == count + 16 * chunks)
    let opened = try AgeFiles.open(file, pieces: pieces)
    #expect(opened.error == nil)
    #expect(opened.content == content)
  }

  @Test("A file that arrives byte by byte is the same file")
  func slowly() throws {
    let content = AgeFiles.bytes(70_000)
    let opened = try AgeFiles.open(AgeFiles.encrypt(content), pieces: 1)
    #expect(opened.error == nil)
    #expect(opened.content == content)
  }

  @Test("Each of the recipients opens it, and a key file of many needs one that fits")
  func recipients() throws {
    let identities = (1...5).map { AgeFiles.anyIdentity(seed: $0) }
    let file = AgeFiles.encrypt([1, 2, 3], for: identities.map(\.recipient))
    for identity in identities {
      let keys = AgeKeys(identities: [AgeFiles.other, identity])
      #expect(try AgeFiles.open(file, with: keys).content == [1, 2, 3])
    }
  }

  @Test("A passphrase opens what it closed, beside keys that do not matter", arguments: [1, 2, 10])
  func passphrase(workFactor: Int) throws {
    let content = AgeFiles.bytes(70_000)
    let file = try AgeFiles.encryptWithPassphrase(content, workFactor: workFactor)
    let keys = AgeKeys(identities: [AgeFiles.identity], passphrase: AgeFiles.passphrase)
    let opened = try AgeFiles.open(file, with: keys)
    #expect(opened.error == nil)
    #expect(opened.content == content)
  }

  @Test("Two files of the same content have nothing in common but their form")
  func fresh() throws {
    let content = AgeFiles.bytes(100)
    let files = (0..<2).map { _ in AgeFiles.encrypt(content) }
    let payloads = files.map { Array($0[(AgeFiles.firstChunk(of: $0) - 16)...]) }
    #expect(zip(payloads[0], payloads[1]).filter { $0 == $1 }.count < 20)
    #expect(files[0].prefix(80) != files[1].prefix(80))
  }

  @Test("No piece is larger than a chunk, and no more is asked for than is said")
  func memory() throws {
    let content = AgeFiles.bytes(1_000_000)
    var file: [UInt8] = []
    var writer = AgeWriter(for: [AgeFiles.identity.recipient])
    file += writer.header
    writer.seal(content.span.bytes) {
      #expect($0.count == 65_552)
      file += $0
    }
    writer.finish { file += $0 }
    var (position, largest) = (0, 0)
    var reader = try AgeReader(keys: AgeKeys(identities: [AgeFiles.identity])) { most in
      largest = max(largest, most)
      let piece = Array(file[position..<min(position + most, file.count)])
      position += piece.count
      return piece
    }
    while let chunk = try reader.next() { #expect((1...65_536).contains(chunk.count)) }
    #expect(largest <= 256 << 10)
  }

  @Test(
    "What the source throws is thrown on, and reading can be tried again", arguments: [false, true])
  func interruptions(isArmoured: Bool) throws {
    struct Interruption: Error {}
    let content = AgeFiles.bytes(200_000)
    let binary = AgeFiles.encrypt(content)
    let file = isArmoured ? Array(ArmourTests.armour(binary).utf8) : binary
    var (position, calls) = (0, 0)
    var reader = try AgeReader(keys: AgeKeys(identities: [AgeFiles.identity])) { most in
      calls += 1
      // The first call is for the header.
      if calls > 1, calls.isMultiple(of: 2) { throw Interruption() }
      let piece = Array(file[position..<min(position + min(most, 10_000), file.count)])
      position += piece.count
      return piece
    }
    var opened: [UInt8] = []
    var interruptions = 0
    while true {
      do {
        guard let chunk = try reader.next() else { break }
        opened += chunk
      } catch is Interruption {
        interruptions += 1
      }
    }
    #expect(interruptions > 10)
    #expect(opened == content)
  }

  @Test("A sink that fails is not hidden")
  func fullDisk() {
    struct Full: Error {}
    var writer = AgeWriter(for: [AgeFiles.identity.recipient])
    var isFull = false
    do throws(Full) {
      try writer.finish { _ throws(Full) in throw Full() }
    } catch {
      isFull = true
    }
    #expect(isFull)
  }
}
