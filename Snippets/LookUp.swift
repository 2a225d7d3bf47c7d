// Looks pictures up in hash lists, in every orientation, decoding in this very process.
//
//     swift run LookUp LIST FILE...

import FullExamination
import Vigie

// snippet.lookup
let arguments = CommandLine.arguments.dropFirst()
let known = try KnownSet(lists: Array(arguments.prefix(1)))
let hasher = FileHasher(examiner: InProcessExaminer())
for path in arguments.dropFirst() {
  let record = try hasher.record(ofFileAt: path)
  let matches = known.matches(
    of: record.hashes?.variants ?? [], within: Thresholds.probable)
  for match in matches {
    print(path, match.grade, match.distance, known.lists[match.list].name, match.line)
  }
}
// snippet.end
