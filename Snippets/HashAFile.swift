// Hashes pictures and videos in locked processes.
//
//     swift run HashAFile WORKERS FILE...

import Vigie

// snippet.hash
let arguments = CommandLine.arguments.dropFirst()
let pool = try WorkerPool(workersIn: arguments.first)
let hasher = FileHasher(examiner: pool)
for path in arguments.dropFirst() {
  let record = try hasher.record(ofFileAt: path)
  if let picture = record.picture { print(picture.hash, picture.quality, path) }
  for frame in record.frames { print(frame.pdq.hash, frame.pdq.quality, path, frame.time) }
}
// snippet.end
