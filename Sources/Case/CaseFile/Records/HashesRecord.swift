// The table `hashes`.

internal import Findings
internal import Foundation
internal import GRDB
internal import PerceptualHash

struct HashesRecord: CaseRecord {
  static let databaseTableName = "hashes"

  var content: Int
  var picture: Data?
  var frames: Data?

  /// `nil` of a content without any.
  init?(_ content: CaseContent) {
    guard content.hashes != nil || !content.frames.isEmpty else { return nil }
    self.content = content.id
    picture = content.hashes.map { Data(HashesCoding.bytes(of: $0)) }
    frames = content.frames.isEmpty ? nil : Data(HashesCoding.bytes(of: content.frames))
  }

  func hashes() throws -> (picture: PictureHashes?, frames: [DihedralFrame]) {
    (
      try picture.map { try HashesCoding.picture(Array($0)) },
      try frames.map { try HashesCoding.frames(Array($0)) } ?? []
    )
  }
}
