// VICS 2.0: the JSON in which Project VIC and CAID exchange sets of hashes.
//
// Readers in public sources want more of it than JSON does: the model's address first, of the region
// `Default`, and `value` behind it with nothing else beside them; whole numbers as numbers; no member that
// is null; MD5 ahead of SHA-1, and neither the last of its record.

internal import CaseReports
internal import Findings
internal import MediaFormats

struct VICSWriter: ListWriter {
  private static let model =
    "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"

  private let source: ExportSource
  private var isFirst = true

  init(_ source: ExportSource) {
    self.source = source
  }

  func begin() -> String {
    "{\"@odata.context\":\(JSONText.string(Self.model)),\"value\":["
  }

  mutating func entry(_ entry: ExportEntry) -> String? {
    let (md5, sha1) = (entry.digest(.md5)?.uppercased(), entry.digest(.sha1)?.uppercased())
    guard md5 != nil || sha1 != nil else { return nil }
    var members = [("MediaID", "\(entry.rows[0])"), ("Category", Self.category(entry.category))]
    func add(_ key: String, _ text: String?) {
      if let text { members.append((key, JSONText.string(text))) }
    }
    add("MD5", md5)
    add("SHA1", sha1)
    if let size = entry.size { members.append(("MediaSize", "\(size)")) }
    add("MimeType", entry.format?.mediaType)
    add("PrecategorizationSource", source.text)
    let others = alternatives(of: entry, md5)
    if !others.isEmpty { members.append(("AlternativeHashes", JSONText.array(others))) }
    if !entry.paths.isEmpty {
      members.append(("MediaFiles", JSONText.array(entry.paths.map { Self.file($0, md5) })))
    }
    defer { isFirst = false }
    return (isFirst ? "\n" : ",\n") + JSONText.ordered(members)
  }

  func end() -> String { "\n]}\n" }

  /// A code that is a whole number as one: readers pass over one in quotes. Any other as it is.
  private static func category(_ code: String) -> String {
    isNumber(code) ? code : JSONText.string(code)
  }

  /// Whether a code is a whole number as JSON writes it.
  static func isNumber(_ code: String) -> Bool { Int(code).map { "\($0)" == code } ?? false }

  /// The hashes that the model has no member of its own for.
  private func alternatives(of entry: ExportEntry, _ md5: String?) -> [String] {
    let hashes = [
      ("SHA256", entry.digest(.sha256)?.uppercased()), ("PDQ", entry.pdq),
    ]
    return hashes.compactMap { name, value in
      value.map { value in
        JSONText.ordered(
          (md5.map { [("MD5", JSONText.string($0))] } ?? [])
            + [("HashName", JSONText.string(name)), ("HashValue", JSONText.string(value))])
      }
    }
  }

  private static func file(_ path: [UInt8], _ md5: String?) -> String {
    let slash = path.lastIndex(of: UInt8(ascii: "/")) ?? path.startIndex
    func text(_ bytes: ArraySlice<UInt8>) -> String {
      JSONText.string(UntrustedText.text(of: bytes).text)
    }
    return JSONText.ordered(
      (md5.map { [("MD5", JSONText.string($0))] } ?? [])
        + [("FileName", text(path[(slash + 1)...])), ("FilePath", text(path[..<slash]))])
  }
}
