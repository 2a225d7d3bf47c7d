// What one line of a hash list says. Pure: bytes in, an entry out.

internal import Findings
internal import PerceptualHash

/// The content of one line.
enum ListLine: Hashable {
  /// Blank, a comment or a header.
  case nothing
  /// A header that says which function the bare hashes below are of.
  case heading(BareHash)
  /// Digests of one file.
  case file([FileDigest], category: String?)
  /// A PDQ hash; of a video's frame, if it says when.
  case picture(PDQHash, quality: Int?, frame: FrameMoment?, category: String?)
  /// 64 digits without context: a SHA-256 or a PDQ hash.
  case undecided(PDQHash)
  /// An entry of a kind that vigie does not match.
  case unsupported(String)
  /// Not what the list's format has there.
  case malformed
}

/// When in which video a frame's hash is seen.
struct FrameMoment: Hashable {
  /// What the list calls the video.
  var video: String
  var time: Double
}

/// What a bare hash can be said to be by a heading.
enum BareHash: Hashable {
  case digest(DigestAlgorithm)
  case pdq
}

extension ListLine {
  /// Reads a line of the forms that need no heading: bare hashes, `hash,quality,...`, `type hash`,
  /// md5sum's and its kin's, BSD's `MD5 (name) = hash`.
  init(simple line: ArraySlice<UInt8>) {
    let line = line.trimmed
    guard let first = line.first, first != UInt8(ascii: "#") else {
      self = .nothing
      return
    }
    let word = line.prefix { !$0.isSeparator }
    let rest = line[word.endIndex...]
    if let heading = Self.headings[String(decoding: word, as: UTF8.self).lowercased()] {
      self = Self.named(heading, rest.trimmed)
    } else if Hexadecimal.value(of: first) == nil, first != UInt8(ascii: "\\") {
      self = word.elementsEqual("hash".utf8) ? .nothing : .malformed
    } else {
      // md5sum puts a backslash ahead of a hash whose file name it had to escape.
      self = Self.hash(first == UInt8(ascii: "\\") ? word.dropFirst() : word, rest)
    }
  }

  /// What a name of a hash function says of what follows it on the line.
  private static let headings: [String: BareHash] = [
    "md5": .digest(.md5), "video_md5": .digest(.md5), "sha1": .digest(.sha1),
    "sha-1": .digest(.sha1), "sha256": .digest(.sha256), "sha-256": .digest(.sha256),
    "sha2-256": .digest(.sha256), "pdq": .pdq,
  ]

  /// `pdq HASH`, `MD5 (name) = HASH`, or a heading on its own.
  private static func named(_ kind: BareHash, _ rest: ArraySlice<UInt8>) -> ListLine {
    if rest.isEmpty { return .heading(kind) }
    var hash = rest
    if rest.first == UInt8(ascii: "(") {
      guard let equals = rest.lastIndex(of: UInt8(ascii: "=")) else { return .malformed }
      hash = rest[(equals + 1)...].trimmed
    }
    return ListLine(hash, as: kind, quality: nil)
  }

  private static func hash(_ digits: ArraySlice<UInt8>, _ rest: ArraySlice<UInt8>) -> ListLine {
    switch digits.count {
    case 32: return ListLine(digits, as: .digest(.md5))
    case 40: return ListLine(digits, as: .digest(.sha1))
    case 64: break
    default: return .malformed
    }
    if rest.first == UInt8(ascii: " ") || rest.first == UInt8(ascii: "\t") {
      return ListLine(digits, as: .digest(.sha256))
    }
    guard let hash = PDQHash(hex: digits) else { return .malformed }
    let fields = rest.dropFirst().split(
      separator: UInt8(ascii: ","), maxSplits: 1, omittingEmptySubsequences: false)
    guard let quality = fields.first?.quality else { return .undecided(hash) }
    let moment = fields.count > 1 ? FrameMoment(fields[1]) : nil
    return .picture(hash, quality: quality, frame: moment, category: nil)
  }

  /// Reads a hash that is known to be of a kind.
  init(
    _ digits: ArraySlice<UInt8>, as kind: BareHash, quality: Int? = nil, category: String? = nil
  ) {
    switch kind {
    case .digest(let algorithm):
      self =
        FileDigest(algorithm, hex: digits).map { .file([$0], category: category) } ?? .malformed
    case .pdq:
      self =
        PDQHash(hex: digits).map {
          .picture($0, quality: quality, frame: nil, category: category)
        } ?? .malformed
    }
  }

  /// Takes a bare hash of 64 digits for what a heading, or the rest of its list, says that it is.
  init(_ hash: PDQHash, as kind: BareHash) {
    switch kind {
    case .digest(let algorithm):
      self =
        FileDigest(algorithm, bytes: hash.bytes).map { .file([$0], category: nil) } ?? .malformed
    case .pdq:
      self = .picture(hash, quality: nil, frame: nil, category: nil)
    }
  }

  /// Reads a row of vPDQ text: `frame,quality,hash,timestamp`.
  init(vpdq line: ArraySlice<UInt8>, video: String) {
    let fields = line.trimmed.split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard !line.trimmed.isEmpty else {
      self = .nothing
      return
    }
    guard fields.count == 4, Int(String(decoding: fields[0], as: UTF8.self)) != nil,
      let quality = fields[1].quality,
      let hash = PDQHash(hex: fields[2]),
      let time = fields[3].seconds
    else {
      self = .malformed
      return
    }
    let moment = FrameMoment(video: video, time: time)
    self = .picture(hash, quality: quality, frame: moment, category: nil)
  }

  /// Reads a string of python-threatexchange's vPDQ JSON: `hash,quality,timestamp`.
  init(vpdqJSON text: String, video: String) {
    let fields = Array(text.utf8).split(separator: UInt8(ascii: ","))
    guard fields.count == 3, let hash = PDQHash(hex: fields[0]),
      let quality = fields[1].quality, let time = fields[2].seconds
    else {
      self = .malformed
      return
    }
    let moment = FrameMoment(video: video, time: time)
    self = .picture(hash, quality: quality, frame: moment, category: nil)
  }
}

extension FrameMoment {
  /// Reads a path that names a moment by a media fragment, as `clip.mp4#t=12.000`.
  init?(_ path: ArraySlice<UInt8>) {
    guard let mark = path.lastIndex(of: UInt8(ascii: "#")),
      path[mark...].starts(with: "#t=".utf8), let time = path[(mark + 3)...].seconds
    else { return nil }
    self.init(video: String(decoding: path[..<mark], as: UTF8.self), time: time)
  }
}

extension ArraySlice<UInt8> {
  var trimmed: Self {
    var slice = self
    while let byte = slice.first, byte == 0x20 || byte == 0x09 { slice.removeFirst() }
    while let byte = slice.last, byte == 0x20 || byte == 0x09 { slice.removeLast() }
    return slice
  }

  /// A PDQ quality, `0...100`.
  fileprivate var quality: Int? {
    Int(String(decoding: trimmed, as: UTF8.self)).flatMap { (0...100).contains($0) ? $0 : nil }
  }

  fileprivate var seconds: Double? {
    Double(String(decoding: trimmed, as: UTF8.self)).flatMap {
      $0.isFinite && $0 >= 0 ? $0 : nil
    }
  }
}

extension UInt8 {
  /// What ends the first word of a line.
  fileprivate var isSeparator: Bool {
    self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == UInt8(ascii: ",")
  }
}
