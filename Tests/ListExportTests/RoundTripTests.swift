// What goes out is what comes in: each format read back by the readers of lists.

import CaseFile
import Findings
import Foundation
import HashLists
import PerceptualHash
import TestSupport
import Testing

import ListExport

struct RoundTripTests {
  private typealias Received = ReceivedHashes.Received

  /// A random case, with marks of some of its contents.
  private struct Sample {
    var rows: [(entry: CaseEntry, content: CaseContent?)] = []
    var marks: [Mark] = []
    /// What was marked, each content once, in the order of the marks.
    var expected: [(content: CaseContent, category: String)] = []
    /// Contents without digests or hashes.
    var unreadable = Set<Int>()

    init(seed: UInt64, _ algorithms: [DigestAlgorithm]) {
      var random = SeededGenerator(seed: seed)
      let categories = ["1", "2", "A1", "a \"b\"; c, d", "0", "-7", "é 中", "01"]
      for id in 1...30 {
        let content = random.content(id, algorithms)
        rows.append((file("f\(id)", content: id, size: Int64(id) * 10), content))
        guard Bool.random(using: &random) else { continue }
        let category = categories.randomElement(using: &random)!
        marks.append(Mark(row: id, category: category, place: id + 1))
        if content.outcome == .unreadable {
          unreadable.insert(id)
        } else {
          expected.append((content, category))
        }
        // A copy of the same bytes, marked too.
        if id % 5 == 0 {
          var copy = content
          copy.id = id + 100
          rows.append((file("copy\(id)", content: id + 100), copy))
          marks.append(Mark(row: id + 100, category: category, place: id + 101))
        }
      }
      marks.sort { $0.place < $1.place }
    }
  }

  @Test(
    "Every hash comes back, in its category, once, and nothing else",
    arguments: ExportFormat.allCases, [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func random(_ format: ExportFormat, _ seed: UInt64) throws {
    let algorithms: [DigestAlgorithm] = seed % 4 == 0 ? [.sha1, .sha256] : DigestAlgorithm.allCases
    let sample = Sample(seed: seed, algorithms)
    try withCase(sample.rows, digests: algorithms) { file in
      let marks = try file.marks(ofContents: sample.marks)
      let (text, result) = try file.list(marks, format, digests: algorithms)
      let read = try readList(text)

      let hasCategory = [.vics2, .csv].contains(format)
      func received<Hash>(_ hash: Hash, _ category: String) -> Received<Hash> {
        Received(
          hash: hash, category: hasCategory ? category : format == .stopncii ? "Active" : nil)
      }
      var (digests, pictures, videos) = (
        [Received<FileDigest>](), [Received<PDQHash>](), [Received<[VideoFrame]>]()
      )
      var written = 0
      for (content, category) in sample.expected {
        let kept = content.digests.filter { digest in
          switch format {
          case .vics2, .csv, .hashdeep: true
          case .icse: digest.algorithm != .sha256
          case .stopncii:
            digest.algorithm == .md5 && content.format?.kind != .picture
              && content.format != nil
          case .pdq, .vpdq: false
          }
        }
        let picture = content.picture.flatMap {
          $0.isMatchable && ![.icse, .hashdeep, .vpdq].contains(format) ? $0.hash : nil
        }
        let frames = content.frames.map { $0.turned(.identity) }
        let video = format == .vpdq && frames.contains(where: \.pdq.isMatchable) ? frames : nil
        digests += kept.map { received($0, category) }
        if let picture { pictures.append(received(picture, category)) }
        if let video { videos.append(received(video, category)) }
        if !kept.isEmpty || picture != nil || video != nil { written += 1 }
      }
      #expect(Set(read.digests) == Set(digests) && read.digests.count == digests.count)
      #expect(read.pictures == pictures)
      #expect(read.videos == videos)
      #expect(result.entryCount == written)
      #expect(read.lists.allSatisfy { $0.rejectedCount == 0 })
      let names = Set(read.lists.map { $0.format })
      #expect(names.count == 1)
      // What is not in the list is told, row by row.
      let unread = try file.marks(
        ofContents: sample.marks.filter { sample.unreadable.contains($0.row % 100) })
      let told = result.faults.filter {
        if case .noMatchable = $0.reason { true } else { false }
      }
      #expect(Set(told.map(\.place)).isSuperset(of: unread.map(\.place)))
      let copies = sample.marks.count { $0.row > 100 }
      #expect(result.faults.count + written >= sample.marks.count - copies)
    }
  }

  @Test("The list of one video is vPDQ text, that of several a tar that other programs read")
  func videos() throws {
    var random = SeededGenerator(seed: 9)
    let contents = (1...2).map { id in
      var content = CaseContent(id: id, outcome: .hashed)
      content.format = .mp4
      content.digests = random.digests([.sha256])
      content.frames = [
        DihedralFrame(time: 0, hashes: random.hashes(quality: 10)),
        DihedralFrame(time: 1.5, hashes: random.hashes(quality: 80)),
      ]
      return content
    }
    try withCase(contents.map { (file("v\($0.id)", content: $0.id), $0) }) { file in
      let marks = [1, 2].map { Mark(row: $0, category: "1", place: $0) }
      let one = try file.list([marks[0]], .vpdq).text
      let hashes = contents[0].frames.map(\.hashes.upright.hash)
      #expect(one == "0,10,\(hashes[0]),0.000\n1,80,\(hashes[1]),1.500\n")

      let tar = try file.list(marks, .vpdq).text
      try withTemporaryFolder { folder in
        let path = folder + "/list.tar"
        try Data(tar.utf8).write(to: URL(filePath: path))
        let names = try runProgram("/usr/bin/env", ["tar", "-tf", path])
        let expected = contents.map { "\($0.digest(.sha256)!).txt\n" }.joined()
        #expect(String(decoding: names, as: UTF8.self) == expected)
        let text = try runProgram(
          "/usr/bin/env", ["tar", "-xOf", path, "\(contents[0].digest(.sha256)!).txt"])
        #expect(String(decoding: text, as: UTF8.self) == one)
      }
    }
  }

  @Test("Paths go out only if asked for", arguments: ExportFormat.allCases)
  func paths(_ format: ExportFormat) throws {
    var random = SeededGenerator(seed: 11)
    var content = CaseContent(id: 1, outcome: .hashed)
    content.format = .gif
    content.digests = random.digests(DigestAlgorithm.allCases)
    content.hashes = PictureHashes(whole: random.hashes(quality: 90))
    content.frames = [DihedralFrame(time: 0, hashes: random.hashes(quality: 90))]
    let names = ["secret/deep/na\"me\n.gif", "secret/other"]
    try withCase([(file(names[0], content: 1), content), (file(names[1], content: 1), nil)]) {
      file in
      let marks = [1, 2].map { Mark(row: $0, category: "1", place: $0) }
      let plain = try file.list(marks, format).text
      #expect(!plain.contains("secret") && !plain.contains("/mnt/a"))
      let full = try file.list(marks, format, withPaths: true).text
      #expect(full.contains("secret") == format.hasPaths)
      switch format {
      case .vics2:
        #expect(
          full.contains(#""FileName":"na\"me\u000a.gif","FilePath":"/mnt/a/secret/deep""#))
        #expect(full.contains(#""FileName":"other","FilePath":"/mnt/a/secret""#))
      case .csv:
        #expect(full.contains(#""/mnt/a/secret/deep/na""me\n.gif | /mnt/a/secret/other""#))
      case .hashdeep:
        #expect(full.contains(",/mnt/a/secret/deep/na\"me\\n.gif\n"))
        #expect(full.contains(",/mnt/a/secret/other\n"))
      case .pdq, .vpdq, .icse, .stopncii: #expect(full == plain)
      }
      let read = try readList(full)
      #expect(read.lists.allSatisfy { $0.rejectedCount == 0 })
    }
  }

  @Test("Sizes, media types and the source stand in the lists that have a place for them")
  func details() throws {
    var random = SeededGenerator(seed: 12)
    var content = CaseContent(id: 7, outcome: .hashed)
    content.format = .jpeg
    content.digests = random.digests(DigestAlgorithm.allCases)
    content.hashes = PictureHashes(whole: random.hashes(quality: 90))
    try withCase([(file("a", content: 7, size: 4711), content)]) { file in
      let marks = [Mark(row: 1, category: "2", place: 2)]
      let vics = try file.list(marks, .vics2).text
      #expect(vics.contains(#"{"MediaID":1,"Category":2,"MD5":""#))
      #expect(
        vics.contains(
          #""MediaSize":4711,"MimeType":"image/jpeg","PrecategorizationSource":"vigie test, case the \"case\".vigie","#
        ))
      let csv = try file.list(marks, .csv).text
      #expect(
        csv.contains(
          #""90","4711","image/jpeg","vigie test, case the ""case"".vigie","1","""#))
      let hashdeep = try file.list(marks, .hashdeep).text
      #expect(hashdeep.hasPrefix("%%%% HASHDEEP-1.0\n%%%% size,md5,sha1,sha256,filename\n## vigie"))
      #expect(hashdeep.contains("\n4711,") && hashdeep.hasSuffix(",row-1\n"))
      #expect(try file.list(marks, .icse).text.hasSuffix(";;;;;;;;;Image;\r\n"))
    }
  }
}
