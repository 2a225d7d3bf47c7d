// Bloom filters are read as they are written, and what is wrong with them is told.

import Findings
import Foundation
import HashLists
import SystemPackage
import TestSupport
import Testing

/// Whether PyPI's `flor`, DCSO's own reader and writer in Python, is installed.
private let hasFlor =
  (try? runProgram("/usr/bin/env", ["python3", "-c", "import flor"])) != nil

/// Upper-case digits of no file, as good as random.
private func digits(_ random: inout SeededGenerator) -> String {
  String((0..<40).map { _ in "0123456789ABCDEF".randomElement(using: &random)! })
}

private func digest(_ digits: String) throws -> FileDigest {
  try #require(FileDigest(.sha1, hex: digits.utf8))
}

/// A filter with as many elements as it says.
private func filled(
  _ file: FilterFile, with count: Int, seed: UInt64 = 1
) -> (file: FilterFile, elements: [String]) {
  var random = SeededGenerator(seed: seed)
  var file = file
  let elements = (0..<count).map { _ in digits(&random) }
  for element in elements { file.add(element) }
  return (file, elements)
}

struct BloomFilterTests {
  @Test("An element's positions are those that DCSO's own tests have")
  func published() {
    // https://github.com/DCSO/bloom, bloom_test.go, TestFingerprinting.
    let positions = BloomPositions(of: "bar".utf8, count: 7, bitCount: 958_505)
    #expect(Array(positions) == [20311, 36825, 412501, 835777, 658914, 853361, 307361])
  }

  @Test("A filter says what it has, and finds what it holds and nothing else")
  func fixture() throws {
    let received = try readList(Fixtures.path("lists/hashlookup.bloom"))
    let list = try #require(received.lists.first)
    #expect(list.format == "Bloom filter (DCSO)" && list.about.formatVersion == "1")
    #expect(list.nature == .unstated && list.counts.total == 0 && list.records == 0)
    let figures = try #require(list.filter)
    #expect(
      figures
        == HashList.Filter(
          capacity: 100, declaredRate: 0.0001, hashCount: 14, bitCount: 1917, elementCount: 3,
          setBitCount: 41, probeCount: 131_072, probesFound: 0, attachedByteCount: 10))
    #expect(figures.oneIn == HashList.Filter.mostSaid)
    #expect(abs(figures.rateWhenFull - 0.0001) < 0.000_005)
    #expect(
      list.notes == [.falsePositives(oneIn: HashList.Filter.mostSaid), .assumedElements("SHA-1")])

    let filter = try #require(received.filters.first)
    for element in [
      "d1284846d8cd929de36bc5f086690fa0b96a51d6", "9417a88287e48ef7ef2967a1131028ca23accfd2",
      "b16d863fd5c5fb10bb2f231653534586cf692af3",
    ] {
      #expect(filter.probablyContains(try digest(element)))
    }
    #expect(!filter.probablyContains(try digest("697db14dd6153574ea8479fbdd190ec417802f4f")))
    #expect(!filter.probablyContains(DigestAlgorithm.md5.digestOfNothing))
  }

  @Test("Of a full filter the rate is told that it was made for, and that made-up hashes show")
  func full() throws {
    let (file, elements) = filled(FilterFile(capacity: 20_000, rate: 0.0005), with: 20_000)
    let received = try readList(bytes: file.bytes)
    let figures = try #require(received.lists.first?.filter)
    #expect((1900...2010).contains(figures.oneIn))
    #expect(abs(figures.rateByBits / figures.rateByElements - 1) < 0.1)
    // 131072 made-up hashes: 65 are expected, with a deviation of 8.
    #expect((33...98).contains(figures.probesFound) && !figures.isWorseThanItsNumbers)
    let filter = try #require(received.filters.first)
    #expect(try elements.allSatisfy { filter.probablyContains(try digest($0)) })
    let md5 = try #require(FileDigest(.md5, hex: elements[0].prefix(32).utf8))
    #expect(!filter.probablyContains(md5))
  }

  @Test("A packed or piped filter is the same filter")
  func packed() throws {
    try withTemporaryFolder { folder in
      let plain = Fixtures.path("lists/hashlookup.bloom")
      let packed = try runProgram("/bin/gzip", ["-c", plain])
      try packed.write(to: URL(filePath: folder + "/x"))
      let list = try #require(try readList(plain).lists.first)
      let other = try readList(folder + "/x")
      #expect(other.lists.first?.filter == list.filter && other.lists.first?.sha256 != list.sha256)
      #expect(
        try #require(other.filters.first).probablyContains(
          try digest("d1284846d8cd929de36bc5f086690fa0b96a51d6")))

      let bytes = try Array(Data(contentsOf: URL(filePath: plain)))
      let (reader, writer) = try FileDescriptor.pipe()
      defer { try? reader.close() }
      try writer.writeAll(bytes)
      try writer.close()
      let piped = try readList("/proc/self/fd/\(reader.rawValue)")
      #expect(piped.lists.first?.filter == list.filter)
      #expect(
        try #require(piped.filters.first).probablyContains(
          try digest("d1284846d8cd929de36bc5f086690fa0b96a51d6")))
    }
  }

  @Test("A filter that ends early anywhere is refused")
  func truncated() throws {
    var file = try Array(Data(contentsOf: URL(filePath: Fixtures.path("lists/hashlookup.bloom"))))
    file.removeLast(10)
    for count in file.indices {
      let error = #expect(throws: HashListError.self) { try readList(bytes: Array(file[..<count])) }
      if count >= 8 { #expect(error?.description.contains("ends too early") == true) }
    }
    #expect(try readList(bytes: file).lists.first?.filter?.attachedByteCount == 0)
  }

  /// A field that lies, and what is said of it.
  struct Lie: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: @Sendable (inout FilterFile) -> Void

    init(_ words: String, _ change: @escaping @Sendable (inout FilterFile) -> Void) {
      testDescription = words
      self.change = change
    }
  }

  @Test(
    "A header that cannot be true is refused with the number",
    arguments: [
      Lie("false positives of nan") { $0.rate = .nan },
      Lie("false positives of inf") { $0.rate = .infinity },
      Lie("false positives of -1.0") { $0.rate = -1 },
      Lie("false positives of 0.0") { $0.rate = 0 },
      Lie("false positives of 1.0") { $0.rate = 1 },
      Lie("says 0 elements to hold") { $0.capacity = 0 },
      Lie("says 18446744073709551615 elements to hold") { $0.capacity = .max },
      Lie("says 0 bits an element") { $0.hashCount = 0 },
      Lie("says 101 bits an element") { $0.hashCount = 101 },
      Lie("says 18446744073709551615 bits an element") { $0.hashCount = .max },
      Lie("says 0 bits;") { $0.bitCount = 0 },
      Lie("says 72057594037927937 bits;") { $0.bitCount = 1 << 56 + 1 },
      Lie("says 18446744073709551615 bits;") { $0.bitCount = .max },
      Lie("ends too early") { $0.bitCount = 1 << 56 },
      Lie("says 9223372036854775808 elements;") { $0.elementCount = 1 << 63 },
      Lie("holds nothing") { $0.bits = $0.bits.map { _ in 0 } },
      Lie("bits behind its last are set") { $0.bits[$0.bits.count - 1] |= 0x80 },
      Lie("version 2; only version 1") { $0.version = 2 },
      Lie("version 2; only version 1") { $0.version = 0x0302 },
      Lie("takes 1 file in 1 that") {
        $0.bits = $0.bits.map { _ in 0xFF }; $0.bitCount = 1920
      },
      Lie("takes 1 file in 1 that") { $0.elementCount = 1_000_000 },
      Lie("holds no usable hash") { $0.version = 3 },
    ])
  func lies(lie: Lie) throws {
    var (file, _) = filled(FilterFile(capacity: 100, rate: 0.0001), with: 3)
    lie.change(&file)
    let error = #expect(throws: HashListError.self) { try readList(bytes: file.bytes) }
    #expect(error?.description.contains(lie.testDescription) == true, "\(error as Any)")
  }

  @Test("A filter that is wrong too often is refused with the figure, and used while it is not")
  func bound() throws {
    let empty = FilterFile(capacity: 2000, rate: 0.01)
    let error = #expect(throws: HashListError.self) {
      try readList(bytes: filled(empty, with: 2000).file.bytes)
    }
    let description = try #require(error?.description)
    #expect(description.contains("1 file in 9") || description.contains("1 file in 10"))
    #expect(description.contains("1 in 900"))
    let list = try readList(bytes: filled(empty, with: 500).file.bytes).lists.first
    #expect(list?.filter?.declaredRate == 0.01 && (list?.filter?.oneIn ?? 0) > 10_000)
    // One in 1000 is used when it is full.
    let thousand = filled(FilterFile(capacity: 5000, rate: 0.001), with: 5000).file
    #expect(
      (950...1050).contains(try #require(readList(bytes: thousand.bytes).lists[0].filter).oneIn))
  }

  @Test("A filter whose numbers promise more than its bits keep is told by made-up hashes")
  func weak() throws {
    // Where the number of bits is a power of two, an element's positions depend on each other.
    let weak = FilterFile(capacity: 6800, rate: 0.0001, bitCount: 1 << 17, hashCount: 14)
    let error = #expect(throws: HashListError.self) {
      try readList(bytes: filled(weak, with: 6800).file.bytes)
    }
    #expect(error?.description.contains("a Bloom filter that takes 1 file in") == true)
    let notes = try readList(bytes: filled(weak, with: 60).file.bytes).lists[0].notes
    guard case .foundProbes(let found, let count)? = notes.last else {
      Issue.record("not told: \(notes)")
      return
    }
    #expect((20...120).contains(found) && count == 1 << 17)
    #expect(notes.first == .falsePositives(oneIn: count / found))
  }

  @Test("A filter that contradicts itself is used with the worse number, and told")
  func contradictions() throws {
    var (file, _) = filled(FilterFile(capacity: 1000, rate: 0.0001), with: 500)
    file.rate = 0.000_001
    file.elementCount = 800
    let list = try readList(bytes: file.bytes).lists[0]
    let figures = try #require(list.filter)
    #expect(figures.falsePositiveRate == figures.rateByElements)
    #expect(figures.rateByBits < figures.rateByElements)
    #expect(
      list.notes.contains {
        if case .declaredRate(1_000_000, let computed) = $0 {
          (9000...11_000).contains(computed)
        } else {
          false
        }
      })
    #expect(
      list.notes.contains {
        if case .miscounted(800, let estimated) = $0 {
          (480...520).contains(estimated)
        } else {
          false
        }
      })
    file.elementCount = 0
    let unsaid = try #require(try readList(bytes: file.bytes).lists[0].filter)
    #expect(unsaid.falsePositiveRate == unsaid.rateByBits && unsaid.rateByBits > 0)
  }

  @Test("A filter of an archive is read, and what only begins like one is passed over")
  func archive() throws {
    try withTemporaryFolder { folder in
      let good = filled(FilterFile(capacity: 100, rate: 0.0001), with: 3).file
      var bad = good
      bad.rate = .nan
      try Data(good.bytes).write(to: URL(filePath: folder + "/good"))
      try Data(bad.bytes).write(to: URL(filePath: folder + "/bad"))
      try runProgram("/bin/tar", ["-czf", folder + "/x.tgz", "-C", folder, "bad", "good"])
      let received = try readList(folder + "/x.tgz")
      #expect(received.lists.map(\.name) == ["x.tgz/good"] && received.filters.count == 1)
      #expect(received.lists[0].notes.contains(.passedOver(["bad"])))
    }
  }

  @Test("Filters are not compared")
  func difference() throws {
    let path = FilePath(Fixtures.path("lists/hashlookup.bloom"))
    let error = #expect(throws: HashListError.self) { try ListDifference(from: path, to: path) }
    #expect(error?.description.contains("is a Bloom filter, of which no hash can be read") == true)
  }

  @Test("Filters that flor writes answer as flor does", .enabled(if: hasFlor), arguments: 0..<6)
  func oracle(seed: Int) throws {
    let script = """
      import random, sys
      from flor import BloomFilter
      folder, seed = sys.argv[1], int(sys.argv[2])
      r = random.Random(seed)
      n = r.randrange(50, 4000)
      b = BloomFilter(n, 10.0 ** -r.uniform(3.1, 9), bytes(r.randrange(0, 30)))
      keys = ["%040X" % r.getrandbits(160) for _ in range(8000)]
      for key in keys[:r.randrange(1, n)]: b.add(key.encode())
      b.write(open(folder + "/filter", "wb"))
      b.check(keys[0].encode())
      print(b.n, b.k, b.m, b.N, len(b.data), sum(bin(x).count("1") for x in b._bytes))
      # Members, others, and others that are found.
      found = [k for k in ("%040X" % r.getrandbits(160) for _ in range(20000)) if b.check(k.encode())]
      for key in keys + found: print(key, int(b.check(key.encode())))
      print("bar", *b.fingerprint(b"bar"))
      """
    try withTemporaryFolder { folder in
      let said = String(
        decoding: try runProgram("/usr/bin/env", ["python3", "-c", script, folder, "\(seed)"]),
        as: UTF8.self
      ).split(separator: "\n").map { $0.split(separator: " ") }
      let received = try readList(folder + "/filter")
      let figures = try #require(received.lists.first?.filter)
      #expect(
        [
          figures.capacity, figures.hashCount, figures.bitCount, figures.elementCount,
          figures.attachedByteCount, figures.setBitCount,
        ].map { "\($0)" } == said[0].map(String.init))
      let filter = try #require(received.filters.first)
      let answers = said.dropFirst().dropLast()
      #expect(answers.count >= 8000)
      let different = try answers.filter {
        filter.probablyContains(try digest(String($0[0]))) != ($0[1] == "1")
      }
      #expect(different.isEmpty)
      let positions = BloomPositions(
        of: "bar".utf8, count: figures.hashCount, bitCount: figures.bitCount)
      #expect(positions.map { "\($0)" } == said.last?.dropFirst().map(String.init))
    }
  }

  @Test("A filter that was changed anywhere is refused, or its numbers add up")
  func mutants() throws {
    let whole = try Array(Data(contentsOf: URL(filePath: Fixtures.path("lists/hashlookup.bloom"))))
    var random = SeededGenerator(seed: 7)
    var refused = 0
    let count = 300
    for _ in 0..<count {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        // Mostly in the header, where numbers are.
        let place = Int.random(
          in: 0..<(Bool.random(using: &random) ? 48 : bytes.count), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + 9))
        default: bytes.insert(.random(in: 0...255, using: &random), at: place)
        }
        if bytes.count < 48 { bytes = whole }
      }
      do throws(HashListError) {
        let list = try read(bytes).lists[0]
        guard let figures = list.filter else { continue }
        #expect(figures.setBitCount > 0 && figures.setBitCount <= figures.bitCount)
        #expect((bytes.count - 48 - figures.attachedByteCount) * 8 - figures.bitCount < 64)
        #expect(figures.oneIn >= 900 && figures.falsePositiveRate > 0)
        #expect(!list.notes.isEmpty)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > count / 3 && refused < count)
  }

  @Test("A header that was changed anywhere promises no bits that are not there")
  func headerMutants() throws {
    let whole = try Array(
      Data(contentsOf: URL(filePath: Fixtures.path("lists/hashlookup.bloom"))).prefix(48 + 16))
    var random = SeededGenerator(seed: 11)
    for _ in 0..<4000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 8..<48, using: &random)] = .random(in: 0...255, using: &random)
      }
      do throws(HashListError) {
        let figures = try read(bytes).lists[0].filter
        #expect((figures?.bitCount ?? .max) <= 128)
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  /// Reads a list in memory.
  private func read(_ bytes: [UInt8]) throws(HashListError) -> ReceivedHashes {
    do {
      return try readList(bytes: bytes)
    } catch {
      guard let error = error as? HashListError else { fatalError("\(error)") }
      throw error
    }
  }
}
