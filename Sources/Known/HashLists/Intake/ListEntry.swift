// What one record of a list says: its hashes, and what the list says of them.

package import Findings
package import PerceptualHash

/// One record of a list. A file may have several hashes in it.
package struct ListEntry: Hashable {
  /// The line or record, from 1.
  package var number: Int
  /// What the list calls the entry by, where a later record can replace or delete it.
  package var id: String?
  /// The category, as the list writes it.
  package var category: String?
  /// Digests of one file.
  package var digests: [FileDigest] = []
  /// A PDQ hash of a picture, or of a frame if ``moment`` says when.
  package var pdq: PDQHash?
  /// The quality of the PDQ hash, `0...100`; `nil` if the list does not say it.
  package var quality: Int?
  /// When in which video the PDQ hash is of.
  package var moment: FrameMoment?
  /// 144 bytes of PhotoDNA, which are kept and never matched.
  package var photoDNA: [UInt8]?
  /// Whether something of the record was left out and said already.
  package var isExcused = false

  /// An entry without hashes.
  package init(number: Int, id: String? = nil, category: String? = nil) {
    self.number = number
    self.id = id
    self.category = category
  }

  /// Whether there is nothing to match or keep.
  var isEmpty: Bool { digests.isEmpty && pdq == nil && photoDNA == nil }
}

/// When in which video a frame's hash is seen.
package struct FrameMoment: Hashable {
  /// What the list calls the video.
  package var video: String
  /// Seconds from its beginning.
  package var time: Double

  /// Makes a moment.
  package init(video: String, time: Double) {
    self.video = video
    self.time = time
  }
}
