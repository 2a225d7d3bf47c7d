// Lists that are damaged, or come in pieces: no trap, no hang, numbers that add up.

import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

struct ListMutationTests {
  static let texts = [
    "MD5,SHA1,Category,Path\n\(Sample.md5[0]),\(Sample.sha1[0]),1,\"a, \"\"b\"\"\nc\"\n"
      + "\(Sample.md5[1]),,2,x\n",
    "signal_type;signal_str\r\npdq;\(Sample.pdq[1])\r\nmd5;\(Sample.md5[2])\r\n",
    "\(Sample.md5[0])  x\r\nSHA1 (y) = \(Sample.sha1[1])\r\n\(Sample.sha256[0]) *z\r\n",
    "MD5 hash of file x:\n\(Sample.md5[0])\nCertUtil: done\n17 \(Sample.md5[1]) z\n",
    "Algorithm Hash Path\n--------- ---- ----\nMD5 \(Sample.md5[0]) x\nSHA1 \(Sample.sha1[0]) y\n",
    "Algorithm : MD5\nHash : \(Sample.md5[0])\nPath : x\n\nAlgorithm : SHA1\nHash : \(Sample.sha1[0])\n",
    "%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1,\(Sample.md5[0]),x\n2,\(Sample.md5[1]),y\n",
    "hash,quality,path\n\(Sample.pdq[0]),90,x\n\(Sample.pdq[2]),100,y\n",
  ]

  private func read(_ bytes: [UInt8], chunk: Int = .max) throws -> ReceivedHashes {
    let received = ReceivedHashes()
    var rest = bytes[...]
    let stream = ByteStream { count in
      let part = rest.prefix(min(count, chunk))
      rest = rest.dropFirst(part.count)
      return Array(part)
    }
    try ListReader.read(stream, named: "list", into: received)
    return received
  }

  @Test("A list that comes in pieces of a few bytes is the same list", arguments: texts)
  func chunks(text: String) throws {
    let marked = Array("\u{FEFF}\(text)".utf8)
    let wide = Array(text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    for bytes in [Array(text.utf8), marked, wide] {
      let whole = try read(bytes)
      #expect(whole.list.rejectedCount == 0)
      for chunk in 1...7 {
        let pieces = try read(bytes, chunk: chunk)
        #expect(pieces.digests == whole.digests && pieces.pictures == whole.pictures)
        #expect(pieces.lists == whole.lists)
      }
    }
  }

  /// So many mutants are made of all samples together: `make proofs` asks for more.
  private static let mutantCount =
    ProcessInfo.processInfo.environment["VIGIE_LIST_MUTANTS"].flatMap { Int($0) } ?? 4000
  /// The fixtures, and what stands in none of them.
  static let samples = Fixtures.names(in: "lists") + made.keys.sorted()
  private static let made: [String: @Sendable () throws -> [UInt8]] = {
    var made: [String: @Sendable () throws -> [UInt8]] = [:]
    for (number, text) in texts.enumerated() { made["made: text \(number)"] = { Array(text.utf8) } }
    made["made: DFXML"] = { Array(StructuredListTests.dfxml.utf8) }
    made["made: cache"] = {
      Array(Sample.md5.map { "\($0),1234,2020-07-01T18:31:15+0000,a b\r\n" }.joined().utf8)
    }
    made["made: UTF-16"] = { texts[2].utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
    guard hasPython else { return made }
    made["made: RDSv3"] = { try sqliteDatabase(PackedDatabaseTests.rds) }
    made["made: kdb"] = { try sqliteDatabase(PackedDatabaseTests.kdb) }
    for (number, packer) in PackedDatabaseTests.packers.enumerated() {
      made["made: packed \(number)"] = {
        try PackedDatabaseTests.packed(Array(texts[2].utf8), packer)
      }
    }
    return made
  }()

  @Test("A damaged list is an error, or a list whose numbers add up", arguments: samples)
  func mutants(name: String) throws {
    let isMade = name.hasPrefix("made")
    let original =
      try isMade
      ? Self.made[name]!() : Array(Data(contentsOf: URL(filePath: Fixtures.path("lists/\(name)"))))
    let count = Self.mutantCount / Self.samples.count + 1
    let seed = name.utf8.reduce(UInt64(count)) { $0 &* 31 &+ UInt64($1) }
    var mutator = ListMutator(seed: seed)
    var refused = 0
    try withTemporaryFolder { folder in
      let path = folder + "/list"
      for number in 0..<count {
        let mutant = mutator.mutant(of: original)
        let start = ContinuousClock.now
        do throws(HashListError) {
          #expect(FileManager.default.createFile(atPath: path, contents: Data(mutant)))
          let read = try readList(path, scratch: nil)
          // An archive can have several.
          if read.lists.count == 1 {
            let faults = read.faults(in: mutant)
            #expect(faults == [], "mutant \(number): \(Data(mutant).base64EncodedString())")
          }
        } catch {
          refused += 1
          #expect(!error.description.isEmpty)
        }
        #expect(.now - start < .seconds(20), "mutant \(number) takes too long")
      }
    }
    print("\(count) mutants of \(name): \(refused) refused")
  }
}
