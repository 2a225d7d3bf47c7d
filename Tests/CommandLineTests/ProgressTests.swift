// The live line, whatever sizes a disk claims.

import EvidenceScan
import Foundation
import Synchronization
import TestSupport
import Testing
import vigie

struct ProgressTests {
  @Test("The line says files, bytes, rates, and the time left once that can be told")
  func line() {
    let progress = ScanProgress()
    #expect(
      ProgressText.line(of: progress.figures, seconds: 0) == "0 files (0/s)  0 B (0 B/s)  0 match")
    progress.files.store(10, ordering: .relaxed)
    progress.bytes.store(3_000_000, ordering: .relaxed)
    progress.failures.store(1, ordering: .relaxed)
    #expect(
      ProgressText.line(of: progress.figures, seconds: 2)
        == "10 files (5/s)  3.0 MB (1.5 MB/s)  0 match  1 failed")
    // Of 153 MB a sparse file of 60 MB was passed over.
    progress.totalBytes.store(153_000_000, ordering: .relaxed)
    progress.passedBytes.store(60_000_000, ordering: .relaxed)
    #expect(ProgressText.line(of: progress.figures, seconds: 2).hasSuffix("  1:00 left"))
  }

  @Test("Counters as large or small as numbers can be trap nothing")
  func extremes() {
    let values = [Int.min, -1, 0, 1, Int.max - 1, Int.max]
    for bytes in values {
      for total in values {
        for seconds in [0, 1e-300, 1, 1e300] {
          let progress = ScanProgress()
          progress.files.store(bytes, ordering: .relaxed)
          progress.bytes.store(bytes, ordering: .relaxed)
          progress.passedBytes.store(total, ordering: .relaxed)
          progress.totalBytes.store(total, ordering: .relaxed)
          #expect(ProgressText.line(of: progress.figures, seconds: seconds).contains(" match"))
        }
      }
    }
  }

  @Test(
    "On a terminal, files as long as a file can be are examined like any other",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/shm")))
  func terminal() throws {
    try withTemporaryFolder { folder in
      let ending = try shell(
        """
        volume=$(mktemp -d /dev/shm/vigie-test-XXXXXX)
        trap 'rm -r "$volume"' EXIT
        truncate -s 9223372036854775807 "$volume/a" "$volume/b" || exit 99
        python3 -c 'import os, pty, sys
        sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))' \\
          "$VIGIE" scan "$volume" --known "$2" --case "$1/case" --allow-writable-evidence
        """, [folder, Fixtures.path("known/files.md5")])
      if ending.status == 99 { return }  // No file of that length there.
      #expect(ending.status == 1, "\(ending.output)")
      #expect(ending.output.contains("files ("))
      let rows = try reportedRows(folder + "/case")
      #expect(rows.values.map(\.outcome) == ["overLimit", "overLimit"])
    }
  }
}
