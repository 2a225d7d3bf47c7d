// The formats of lists that are known: what each is recognised by, and how it is read.

internal import SystemPackage

/// The beginning of a list, by which its format is told.
struct ListHead {
  /// So many bytes are looked at.
  static let length = 64 * 1024

  /// The first bytes, as UTF-8 if they are text.
  var bytes: ArraySlice<UInt8>

  /// The first bytes behind white space.
  var text: ArraySlice<UInt8> { bytes.drop { $0 <= 0x20 } }

  /// The lines that are whole in it, or all of it if it has only one.
  var lines: [ArraySlice<UInt8>] {
    bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
  }

  /// Whether a text stands anywhere in it.
  func contains(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard let first = needle.first else { return true }
    var rest = bytes
    while let start = rest.firstIndex(of: first) {
      if rest[start...].starts(with: needle) { return true }
      rest = rest[(start + 1)...]
    }
    return false
  }

  /// Whether it is text: none of its bytes is a control character that text has not.
  var isText: Bool {
    bytes.allSatisfy { $0 >= 0x20 || (0x08...0x0D).contains($0) || $0 == 0x1A || $0 == 0 }
  }
}

/// What is read: bytes, and where they are from.
struct ListContent {
  /// The bytes, text as UTF-8 without a byte order mark.
  var stream: ByteStream
  /// The list's file, if it is one and neither compressed nor a member of an archive: for formats that are read at
  /// random, or of which a second file lies beside the first.
  var file: FilePath?
  /// Where a copy is kept that has to be read at random; without, in memory.
  var scratch: FilePath?
}

/// A format of lists.
protocol ListFormat: Sendable {
  /// Recognises a list by its beginning; `nil` if it is in another format.
  init?(_ head: ListHead)

  /// Reads all of it, and says what it is in ``ListIntake/list``.
  mutating func read(_ content: ListContent, into intake: ListIntake) throws(ListFault)
}

/// All formats, in the order in which a list is held against them.
enum ListFormats {
  static var all: [any ListFormat.Type] {
    [
      SQLiteList.self,
      EnCaseHash.self,
      BloomFilter.self,
      NSRLDelta.self,
      NCMEC.self,
      DFXML.self,
      JSONList.self,
      Hashdeep.self,
      GetFileHash.self,
      Table.self,
      ThreatExchangeCache.self,
      VPDQText.self,
      HashLines.self,
    ]
  }
}
