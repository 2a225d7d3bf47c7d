// A file that is not what was written is refused, and never looks complete.

import AgeEncryption
import TestSupport
import Testing

struct DamageTests {
  /// Bytes of a chunk in a file.
  private static let sealed = 65_552

  @Test("Every bit of a small file matters")
  func everyBit() throws {
    let content = AgeFiles.bytes(40)
    let file = AgeFiles.encrypt(content, for: [AgeFiles.identity, AgeFiles.other].map(\.recipient))
    for bit in 0..<8 * file.count {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      let opened = try AgeFiles.open(changed)
      #expect(opened.error != nil, "bit \(bit % 8) of byte \(bit / 8)")
      #expect(opened.content.isEmpty)
    }
  }

  @Test("Every bit of a small file with a passphrase matters")
  func everyBitWithPassphrase() throws {
    let file = try AgeFiles.encryptWithPassphrase(AgeFiles.bytes(40))
    let keys = AgeKeys(passphrase: AgeFiles.passphrase)
    let factor = file.firstRange(of: Array(" 1\n".utf8))!.lowerBound + 1
    for bit in 0..<8 * file.count where bit / 8 != factor {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      #expect(try AgeFiles.open(changed, with: keys).error != nil)
    }
    for other in "023579".utf8 {
      var changed = file
      changed[factor] = other
      #expect(try AgeFiles.open(changed, with: keys).error != nil)
    }
  }

  @Test("A bit changed in a chunk is found in that chunk, and what is before it is given")
  func damagedChunks() throws {
    var random = SeededGenerator(seed: 5)
    let content = AgeFiles.bytes(200_000)
    let file = AgeFiles.encrypt(content)
    let start = AgeFiles.firstChunk(of: file)
    for _ in 0..<100 {
      let position = Int.random(in: start..<file.count, using: &random)
      var changed = file
      changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      let chunk = (position - start) / Self.sealed
      let opened = try AgeFiles.open(changed)
      #expect(opened.error == (chunk == 3 ? .damagedEnd(chunk: 3) : .damaged(chunk: chunk)))
      #expect(opened.content.elementsEqual(content.prefix(chunk * 65_536)))
    }
  }

  @Test("A file that ends between chunks is cut short", arguments: [131_072, 131_073, 200_000])
  func cutBetweenChunks(count: Int) throws {
    let content = AgeFiles.bytes(count)
    let file = AgeFiles.encrypt(content)
    let start = AgeFiles.firstChunk(of: file)
    for (chunk, end) in stride(from: start, to: file.count, by: Self.sealed).enumerated() {
      let opened = try AgeFiles.open(Array(file[..<end]))
      #expect(opened.error == .truncated)
      // A chunk that turns out to be the end is not given, since it was not the last.
      #expect(opened.content.elementsEqual(content.prefix(max(0, chunk - 1) * 65_536)))
    }
  }

  @Test("A file that ends anywhere else is cut short", arguments: [0, 1, 65_536, 65_537, 200_000])
  func cutAnywhere(count: Int) throws {
    var random = SeededGenerator(seed: UInt64(count))
    let content = AgeFiles.bytes(count)
    let file = AgeFiles.encrypt(content)
    let start = AgeFiles.firstChunk(of: file)
    let far = (0..<150).map { _ in Int.random(in: start..<file.count, using: &random) }
    for end in Array(0..<start + 40) + far + [file.count - 1] where end < file.count {
      let opened = try AgeFiles.open(Array(file[..<end]))
      switch opened.error {
      case .truncated: break
      case .notAge: #expect(end < 19)
      case .damagedEnd(let chunk): #expect(chunk == (end - start) / Self.sealed)
      default: Issue.record("\(String(describing: opened.error)) for \(end) bytes")
      }
      #expect(content.starts(with: opened.content))
      #expect(opened.content.count < max(1, count))
    }
  }

  @Test("What follows the end is refused", arguments: AgeFiles.sizes, [1, 16, 17, 70_000])
  func trailing(count: Int, more: Int) throws {
    let content = AgeFiles.bytes(count)
    let file = AgeFiles.encrypt(content) + AgeFiles.bytes(more)
    let opened = try AgeFiles.open(file)
    #expect(content.starts(with: opened.content))
    #expect(opened.content.count <= count / 65_536 * 65_536)
    // Where a last chunk is not full, what follows it cannot be told from it.
    let isFull = count > 0 && count % 65_536 == 0
    #expect(opened.error != nil)
    if isFull { #expect(opened.error == .trailingData) }
  }

  @Test("Chunks that change places, or come twice, are refused")
  func order() throws {
    let file = AgeFiles.encrypt(AgeFiles.bytes(200_000))
    let start = AgeFiles.firstChunk(of: file)
    let chunks = stride(from: start, to: file.count, by: Self.sealed).map {
      Array(file[$0..<min($0 + Self.sealed, file.count)])
    }
    for order in [[1, 0, 2, 3], [0, 2, 1, 3], [0, 1, 3], [0, 0, 1, 2, 3], [0, 1, 2, 2, 3]] {
      let opened = try AgeFiles.open(file[..<start] + order.flatMap { chunks[$0] })
      #expect(opened.error != nil)
    }
  }

  @Test("A header does not open the chunks of another file")
  func otherPayload() throws {
    let files = (0..<2).map { _ in AgeFiles.encrypt(AgeFiles.bytes(100)) }
    let start = AgeFiles.firstChunk(of: files[0])
    let opened = try AgeFiles.open(Array(files[0][..<start]) + files[1][start...])
    #expect(opened.error == .damagedEnd(chunk: 0))
    let nonce = try AgeFiles.open(Array(files[0][..<(start - 16)]) + files[1][(start - 16)...])
    #expect(nonce.error == .damagedEnd(chunk: 0))
  }
}
