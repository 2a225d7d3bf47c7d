// What kept the walk from an entry, as a finding of the case.

package import EvidenceVolumes
package import Findings
internal import SystemPackage

extension EvidenceEntry.Obstacle {
  /// How the entry ends, and why.
  package var ending: (outcome: Outcome, reason: Reason) {
    switch self {
    case .unreadable(let error), .exhausted(let error):
      (.unreadable, Reason(.notOpened, Int64(error.rawValue)))
    case .link: (.skipped, Reason(.symbolicLink))
    case .special: (.skipped, Reason(.specialFile))
    case .otherFileSystem: (.skipped, Reason(.otherFileSystem))
    case .loop: (.skipped, Reason(.directoryLoop))
    case .repeated: (.unreadable, Reason(.repeatedName))
    case .replaced: (.unreadable, Reason(.replacedWhileOpened))
    }
  }
}
