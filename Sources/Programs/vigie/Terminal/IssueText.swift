// What is wrong with a file, in words.

internal import CaseReports
internal import EvidenceScan
internal import EvidenceVolumes
internal import FileHashing
internal import Findings
internal import MediaExamination

extension MediaIssue {
  /// As a clause.
  var text: String { Console.wording.clause(Reason(issue: self), ignoredLists: []) }
}

extension FileHasher.Problem {
  /// As a clause.
  var text: String {
    switch self {
    case .unreadable(let error): "\(error)"
    case .notOpened(let obstacle):
      Console.wording.clause(obstacle.ending.reason, ignoredLists: [])
    case .notMedia: "not a picture or video"
    }
  }
}
