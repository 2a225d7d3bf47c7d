// vPDQ's text: the frames of one video, named as its file is.

internal import Findings
internal import PerceptualHash

/// `frame,quality,hash,timestamp` a line.
struct VPDQText: ListFormat {
  init?(_ head: ListHead) {
    let first = head.lines.first { !$0.trimmed.isEmpty && $0.first != UInt8(ascii: "#") }
    guard let first, Self.entry(first, 1, video: "") != nil else { return nil }
  }

  func read(_ content: ListContent, into intake: ListIntake) throws(ListFault) {
    intake.list.format = "vPDQ text"
    var lines = try LineReader(content.stream)
    while let line = try lines.next() {
      guard let bytes = line.bytes else {
        intake.reject(line.number, .tooLong)
        continue
      }
      if bytes.trimmed.isEmpty || bytes.first == UInt8(ascii: "#") { continue }
      if let entry = Self.entry(bytes, line.number, video: intake.videoName) {
        try intake.add(entry)
      } else {
        intake.reject(line.number, .malformed)
      }
    }
  }

  private static func entry(
    _ line: ArraySlice<UInt8>, _ number: Int, video: String
  ) -> ListEntry? {
    let fields = line.trimmed.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard fields.count == 4, Int(String(decoding: fields[0], as: UTF8.self)) != nil else {
      return nil
    }
    return ListEntry(number, hash: fields[2], quality: fields[1], time: fields[3], video: video)
  }
}

extension ListEntry {
  /// A frame of a video; `nil` if something of it is not what it should be.
  init?(
    _ number: Int, hash: ArraySlice<UInt8>, quality: ArraySlice<UInt8>, time: ArraySlice<UInt8>,
    video: String
  ) {
    guard let hash = PDQHash(hex: hash), let quality = quality.quality, let time = time.seconds
    else { return nil }
    self.init(number: number)
    pdq = hash
    self.quality = quality
    moment = FrameMoment(video: video, time: time)
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
  /// A PDQ quality, `0...100`.
  var quality: Int? {
    Int(String(decoding: trimmed, as: UTF8.self)).flatMap { (0...100).contains($0) ? $0 : nil }
  }

  /// A time from the beginning of a video.
  var seconds: Double? {
    Double(String(decoding: trimmed, as: UTF8.self)).flatMap {
      $0.isFinite && $0 >= 0 ? $0 : nil
    }
  }
}
