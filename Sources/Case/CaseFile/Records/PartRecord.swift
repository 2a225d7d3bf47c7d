// The table `part`.

internal import Findings
internal import Foundation
internal import GRDB

struct PartRecord: CaseRecord {
  static let databaseTableName = "part"

  var content: Int
  var container: Int
  var kind: String
  var position: Int64
  var byteCount: Int64?
  var names: Data

  enum CodingKeys: String, CodingKey {
    case content, container, kind, position, names
    case byteCount = "byte_count"
  }

  init(_ part: ContentPart, of content: Int) {
    self.content = content
    container = part.container
    kind = part.kind
    position = part.position
    byteCount = part.byteCount
    names = Data(NameChain.bytes(of: part.names))
  }

  func part() throws -> ContentPart {
    ContentPart(
      container: container, kind: kind, position: position, byteCount: byteCount,
      names: try NameChain.names(Array(names)))
  }
}
