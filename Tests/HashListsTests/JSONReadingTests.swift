// JSON is read strictly and as a stream: cut anywhere it is refused, in any pieces it says the
// same.

import Findings
import Foundation
import HashLists
import PerceptualHash
import SystemPackage
import TestSupport
import Testing

struct JSONReadingTests {
  static let samples = [
    "stopncii.json", "threatexchange.json", "vics-1.2-caid.json", "vics-1.3-losses.json",
    "vics-1.3.json", "vics-2.0-case.json", "vics-2.0.json", "vpdq.json",
  ]

  private static func bytes(_ name: String) throws -> [UInt8] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: Fixtures.path("lists/\(name)"))))
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }

  /// Reads JSON that comes in pieces of so many bytes.
  private static func read(
    _ bytes: [UInt8], by size: Int = .max
  ) throws(ListFault) -> (ReceivedHashes, HashList) {
    var rest = bytes[...]
    let stream = ByteStream { count in
      let piece = rest.prefix(min(size, count))
      rest = rest.dropFirst(piece.count)
      return Array(piece)
    }
    let received = ReceivedHashes()
    let intake = ListIntake(
      HashList(
        name: "list", sha256: FileDigest(.sha256, bytes: Array(repeating: 0, count: 32))!,
        format: ""),
      videoName: "video", to: received, progress: { _ in })
    try JSONListReader(stream, intake).read()
    return (received, try intake.finish())
  }

  /// What is wrong with JSON; `nil` if it is well formed, be it a list or not.
  private static func fault(_ bytes: [UInt8]) -> ListFault? {
    do throws(ListFault) {
      _ = try read(bytes)
      return nil
    } catch {
      if case .noList = error { return nil }
      return error
    }
  }

  @Test("A document says the same in pieces of any size", arguments: samples, 1...7)
  func pieces(name: String, size: Int) throws {
    let bytes = try Self.bytes(name)
    let (whole, list) = try Self.read(bytes)
    let (pieces, same) = try Self.read(bytes, by: size)
    #expect(list == same && list.counts.total > 0)
    #expect(whole.digests == pieces.digests && whole.pictures == pieces.pictures)
    #expect(whole.videos == pieces.videos && whole.photoDNA == pieces.photoDNA)
  }

  @Test("A document that is cut anywhere ends too early", arguments: samples)
  func cut(name: String) throws {
    let bytes = try Self.bytes(name)
    let end = try #require(bytes.lastIndex { $0 > 0x20 })
    for count in 0..<end {
      guard case .truncated? = Self.fault(Array(bytes[..<count])) else {
        Issue.record("\(name) cut at byte \(count)")
        return
      }
    }
    #expect(Self.fault(Array(bytes[...end])) == nil)
    try withTemporaryFolder { folder in
      for count in stride(from: 0, to: end, by: 97) {
        try Data(bytes[..<count]).write(to: URL(filePath: folder + "/list"))
        #expect(throws: HashListError.self) { try readList(folder + "/list") }
      }
    }
  }

  @Test(
    "What is not JSON is refused",
    arguments: [
      "[1,]", "[,1]", "[1 2]", "{\"a\" 1}", "{\"a\":1,}", "{a:1}", "{\"a\":}", "{1:2}", "[01]",
      "[+1]", "[.5]", "[1.]", "[1e]", "[-]", "[0x1]", "[NaN]", "[tru]", "[True]", "[nulll]",
      "[\"\\x\"]", "[\"\\U0041\"]", "[\"\\u+123\"]", "[\"\\u12g4\"]", "[\"\u{1}\"]", "[\"a\"b\"]",
      "['a']", "[1]]", "{}}", "[1}", "{\"a\":1]", "[//\n1]", "[\u{A0}1]",
    ])
  func strict(text: String) {
    guard case .unusable(let words)? = Self.fault(Array(text.utf8)) else {
      Issue.record("\(text) is taken")
      return
    }
    #expect(words.contains("at byte"))
  }

  @Test("Escapes mean what the standard says; line breaks and tabs stand as they are")
  func texts() throws {
    let hash = FixtureHashes.md5["one"]!
    let escaped = hash.utf8.map { String(format: "\\u%04x", $0) }.joined()
    let name = "n\\u00e9\\ud83d\\ude00\\\\\\/\\\"\\b\\f\\n\\r\\t \\ud800 \r\n\t é"
    let (received, list) = try Self.read(
      Array("[{\"md5\":\"\(escaped)\",\"\(name)\":1, \"c\\u0061tegory\":\"\(name)\"}] \u{1A}".utf8))
    let meant = "né😀\\/\"\u{8}\u{C}\n\r\t \u{FFFD} \r\n\t é"
    #expect(received.digests.map { "\($0.hash)" } == [hash])
    #expect(list.categories.map(\.code) == [meant])
    #expect(list.notes == [.unusedColumns([meant])])
  }

  @Test("Nesting, texts and numbers are bounded; what is passed over may be long")
  func bounds() throws {
    let long = String(repeating: "a", count: 3 << 20)
    let deep = String(repeating: "[", count: 100_000)
    for text in [
      deep, "{\"a\":" + deep, String(repeating: "{\"data\":", count: 100_000), "[\"\(long)\"]",
      "{\"\(long)\":1}", "[\(String(repeating: "1", count: 100_000))]",
      "[{\"hashes\":[\(Array(repeating: "{\"md5\":\"a\"}", count: 5000).joined(separator: ","))]}]",
    ] {
      guard case .unusable? = Self.fault(Array(text.utf8)) else {
        Issue.record("\(text.prefix(20)) is taken")
        continue
      }
    }
    let (_, list) = try Self.read(
      Array("[{\"comment\":\"\(long)\",\"md5\":\"\(FixtureHashes.md5["one"]!)\"}]".utf8))
    #expect(list.counts.md5 == 1)
  }

  @Test("Changed documents are refused, or say as much as they give", arguments: 0..<8)
  func mutants(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let original = try Self.bytes(Self.samples[seed])
    for _ in 0..<4000 {
      var bytes = original
      for _ in 0..<Int.random(in: 1...4, using: &random) { bytes.mutate(&random) }
      guard let (received, list) = try? Self.read(bytes, by: 1000) else { continue }
      #expect(list.counts.md5 == received.digests.count { $0.hash.algorithm == .md5 })
      #expect(list.counts.sha1 == received.digests.count { $0.hash.algorithm == .sha1 })
      #expect(list.counts.pictures == received.pictures.count)
      #expect(list.rejections.allSatisfy { (1...max(1, list.records)).contains($0.number) })
      #expect(list.rejectedCount >= list.rejections.count)
    }
  }

  /// Says of each line, which is JSON in hexadecimal digits, whether it is one document or several.
  private static let judge = """
    import json, sys
    def documents(text):
      decoder, place = json.JSONDecoder(strict=False), 0
      while place < len(text):
        place = decoder.raw_decode(text, place)[1]
        while text[place:place + 1].isspace(): place += 1
    for line in open(sys.argv[1]):
      try:
        documents(bytes.fromhex(line).decode().strip())
        print(1)
      except ValueError:
        print(0)
    """

  @Test(
    "What is well-formed is what Python takes",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")),
    arguments: 0..<8)
  func oracle(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(100 + seed))
    let original = try Self.bytes(Self.samples[seed]).filter { $0 < 0x80 }
    let alphabet = Array("{}[]:,\"\\ 0123-+.eEtfnrulas/".utf8)
    let mutants = (0..<2000).map { _ in
      var bytes = original
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let byte = alphabet.randomElement(using: &random)!
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = byte
        case 1: bytes.remove(at: place)
        default: bytes.insert(byte, at: place)
        }
      }
      return bytes
    }
    let lines = mutants.map { Hexadecimal.text(of: $0) }.joined(separator: "\n")
    let verdicts = try withTemporaryFolder { folder in
      try lines.write(toFile: folder + "/mutants", atomically: false, encoding: .utf8)
      return String(
        decoding: try runProgram("/usr/bin/python3", ["-c", Self.judge, folder + "/mutants"]),
        as: UTF8.self
      ).split(separator: "\n").map { $0 == "1" }
    }
    try #require(verdicts.count == mutants.count)
    for (bytes, isJSON) in zip(mutants, verdicts) {
      #expect(isJSON == (Self.fault(bytes) == nil), "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(verdicts.contains(true) && verdicts.contains(false))
  }
}

extension [UInt8] {
  fileprivate mutating func mutate(_ random: inout SeededGenerator) {
    guard !isEmpty else { return }
    let place = Int.random(in: 0..<count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: self[place] = UInt8.random(in: 0...255, using: &random)
    case 1: remove(at: place)
    case 2: insert(Array("{}[]\",:0\\".utf8).randomElement(using: &random)!, at: place)
    case 3: removeLast(Swift.min(count, Int.random(in: 0..<40, using: &random)))
    default:
      let end = Swift.min(count, place + Int.random(in: 1..<60, using: &random))
      insert(contentsOf: self[place..<end], at: Int.random(in: 0...count, using: &random))
    }
  }
}
