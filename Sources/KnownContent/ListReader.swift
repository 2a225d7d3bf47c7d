// A hash list in: open, recognise, read line by line, and count what cannot be used.

internal import Foundation
internal import Glibc
internal import HammingSpace
internal import PerceptualHash
internal import SystemPackage

/// What a reader finds, handed on as it goes.
struct ListEntries {
  /// Where an entry stands and what its list says of it.
  struct Place {
    var line: Int
    var category: String?
  }

  /// One video of a list.
  struct Video {
    var place: Place
    var frames: [VideoFrame] = []
  }

  var digests: [(digest: FileDigest, place: Place)] = []
  var pictures: [(hash: PDQHash, place: Place)] = []
  var videos: [Video] = []
}

/// Reads one list.
struct ListReader {
  /// With fewer 64-digit hashes than this, what they are cannot be told from their bits.
  private static let fewestToDecide = 8

  /// A JSON list is read whole.
  private static let largestJSON = 256 << 20

  private let path: FilePath
  private let videoName: String
  private var list: HashList
  private(set) var entries = ListEntries()

  private var videos: [String: Int] = [:]
  private var undecided: [(hash: PDQHash, line: Int)] = []
  private var heading: BareHash?
  private var emptyFiles = 0
  private var lowQuality = 0
  private var unsupported: [String: Int] = [:]

  /// Reads the list at `path`.
  static func read(_ path: FilePath) throws(HashListError) -> (HashList, ListEntries) {
    var reader = ListReader(path)
    try reader.read()
    return (reader.list, reader.entries)
  }

  private init(_ path: FilePath) {
    self.path = path
    videoName = path.lastComponent.map(\.stem) ?? path.string
    list = HashList(
      name: (path.lastComponent?.string ?? path.string),
      sha256: DigestAlgorithm.sha256.digestOfNothing, format: "")
  }

  private func error(_ problem: String) -> HashListError {
    HashListError(path: path, problem: .unusable(problem))
  }

  private mutating func read() throws(HashListError) {
    do {
      let descriptor = try FileDescriptor.open(path, .readOnly, options: .closeOnExec)
      try descriptor.closeAfter { try read(descriptor) }
    } catch let error as HashListError {
      throw error
    } catch {
      throw HashListError(path: path, problem: .unreadable(error as? Errno ?? .ioError))
    }
    decideUndecided()
    settle()
    guard list.counts.total > 0 else { throw self.error(emptyProblem) }
  }

  private mutating func read(_ descriptor: FileDescriptor) throws {
    if try isDevice(descriptor) { throw error("is a device; name a file") }
    var reader = LineReader(descriptor)
    if try reader.isUTF16() { throw error("is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8") }
    if try reader.peek() == UInt8(ascii: "[") {
      list.format = "vPDQ JSON"
      guard let bytes = try reader.readAll(limit: Self.largestJSON) else {
        throw error("is JSON of more than 256 MB; split it")
      }
      try readJSON(bytes)
    } else {
      try readLines(&reader)
    }
    list.sha256 = reader.digest
  }

  private func isDevice(_ descriptor: FileDescriptor) throws -> Bool {
    let mode = try descriptor.stat().mode.rawValue & S_IFMT
    return mode == S_IFCHR || mode == S_IFBLK
  }

  // MARK: - Entries

  private mutating func readLines(_ reader: inout LineReader) throws(Errno) {
    var format: ListFormat?
    while let line = try reader.next() {
      guard let bytes = line.bytes else {
        add(.malformed, at: line.number)
        continue
      }
      if format == nil {
        if bytes.trimmed.isEmpty || bytes.first == UInt8(ascii: "#") { continue }
        format = ListFormat(firstLine: bytes)
      }
      add(format!.read(bytes, video: videoName), at: line.number)
    }
    list.format = format?.name ?? "empty"
  }

  private mutating func readJSON(_ bytes: [UInt8]) throws(HashListError) {
    guard let rows = try? JSONDecoder().decode([String].self, from: Data(bytes)) else {
      throw error("is JSON, but not an array of \"hash,quality,timestamp\" strings (vPDQ)")
    }
    for (index, row) in rows.enumerated() {
      add(ListLine(vpdqJSON: row, video: videoName), at: index + 1)
    }
  }

  private mutating func add(_ content: ListLine, at line: Int) {
    switch content {
    case .nothing:
      break
    case .heading(let kind):
      heading = kind
    case .file(let digests, let category):
      for digest in digests {
        if digest == digest.algorithm.digestOfNothing {
          emptyFiles += 1
        } else {
          entries.digests.append((digest, ListEntries.Place(line: line, category: category)))
        }
      }
    case .picture(let hash, let quality, let frame, let category):
      let place = ListEntries.Place(line: line, category: category)
      if let frame {
        let pdq = PDQResult(hash: hash, quality: quality ?? PDQHash.minimumQuality)
        add(VideoFrame(time: frame.time, pdq: pdq), of: frame.video, place)
      } else if let quality, quality < PDQHash.minimumQuality {
        lowQuality += 1
      } else {
        entries.pictures.append((hash, place))
      }
    case .undecided(let hash):
      if let heading {
        add(ListLine(Array(hash.description.utf8)[...], as: heading), at: line)
      } else {
        undecided.append((hash, line))
      }
    case .unsupported(let kind):
      unsupported[kind, default: 0] += 1
    case .malformed:
      list.malformedCount += 1
      if list.malformedLines.count < HashList.malformedKept { list.malformedLines.append(line) }
    }
  }

  private mutating func add(_ frame: VideoFrame, of video: String, _ place: ListEntries.Place) {
    if videos[video] == nil {
      videos[video] = entries.videos.count
      entries.videos.append(ListEntries.Video(place: place))
    }
    entries.videos[videos[video]!].frames.append(frame)
  }

  // MARK: - What the list is as a whole

  /// A PDQ hash has 128 of its 256 bits set, unless coefficients are equal; a SHA-256 has so in one
  /// case out of twenty. Where the bits do not say clearly what a list is, its hashes are taken as
  /// both: neither can match by chance.
  private mutating func decideUndecided() {
    guard !undecided.isEmpty else { return }
    let balanced = undecided.count { $0.hash.code.nonzeroBitCount == 128 }
    let share = Double(balanced) / Double(undecided.count)
    let isTooFew = undecided.count < Self.fewestToDecide
    let isPDQ = !isTooFew && share >= 0.95
    let isSHA256 = !isTooFew && share <= 0.1
    for (hash, line) in undecided {
      let digits = Array(hash.description.utf8)[...]
      if !isSHA256 { add(ListLine(digits, as: .pdq), at: line) }
      if !isPDQ { add(ListLine(digits, as: .digest(.sha256)), at: line) }
    }
    let kind = isPDQ ? "PDQ" : isSHA256 ? "SHA-256" : "both PDQ and SHA-256"
    list.notes.append(
      "bare 64-digit hashes taken as \(kind): \(balanced) of \(undecided.count) have 128 bits set")
    undecided = []
  }

  private mutating func settle() {
    entries.videos.removeAll { video in !video.frames.contains { $0.pdq.isMatchable } }
    for (digest, _) in entries.digests {
      switch digest.algorithm {
      case .md5: list.counts.md5 += 1
      case .sha1: list.counts.sha1 += 1
      case .sha256: list.counts.sha256 += 1
      }
    }
    list.counts.pictures = entries.pictures.count
    list.counts.videos = entries.videos.count
    list.counts.frames = entries.videos.reduce(0) { $0 + $1.frames.count { $0.pdq.isMatchable } }
    if emptyFiles > 0 { list.notes.append("hashes of the empty file dropped: \(emptyFiles)") }
    if lowQuality > 0 {
      list.notes.append(
        "pictures of quality below 50 left out, because they match anything: \(lowQuality)")
    }
    for (kind, count) in unsupported.sorted(by: { $0.key < $1.key }) {
      list.notes.append("entries of type \"\(kind)\" left out, which are not supported: \(count)")
    }
  }

  private var emptyProblem: String {
    guard list.malformedCount > 0 else {
      return (["holds no usable hash"] + list.notes).joined(separator: "; ")
    }
    let lines = list.malformedLines.prefix(3).map(String.init).joined(separator: ", ")
    return "holds no usable hash: \(list.malformedCount) lines are not of any list format known"
      + " (first: \(lines)); see `vigie known info --help`"
  }
}
