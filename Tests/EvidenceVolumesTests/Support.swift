// Walking in tests.

import EvidenceVolumes
import Foundation
import Platform
import SystemPackage
import TestSupport
import Testing

/// All entries of a folder; their files have been closed.
func entries(_ folder: String, opensFiles: Bool = true) throws -> [EvidenceEntry] {
  try entries(of: EvidenceVolume(FilePath(folder)), opensFiles: opensFiles)
}

/// All entries of a source; their files have been closed.
func entries(of source: any EvidenceSource, opensFiles: Bool = true) throws -> [EvidenceEntry] {
  let walk = try source.entries(opensFiles: opensFiles, watch: WalkWatch())
  var entries: [EvidenceEntry] = []
  while let entry = walk.next() {
    entry.file?.close()
    entries.append(entry)
  }
  return entries
}

extension [EvidenceEntry] {
  /// The entry of a path.
  subscript(path: String) -> EvidenceEntry? { first { $0.path.elementsEqual(path.utf8) } }
}

/// Whether images can be mounted here, for this process to see them.
let canMount: Bool = {
  let script = """
    test "$(id -u)" = 0 && command -v mkfs.ext4 && command -v losetup && f=$(mktemp) && d=$(mktemp -d) \
      && truncate -s 4M $f && mkfs.ext4 -q -F $f && mount -o ro,loop,noload $f $d && umount $d
    s=$?; rmdir $d; rm -f $f; exit $s
    """
  return (try? runProgram("/bin/sh", ["-c", script])) != nil
}()

/// Shell commands that give the file `image` a partition of Linux, from sector 2048 on, of 30720 sectors.
let onePartition = #"""
  printf '\0\0\0\0\203\0\0\0\0\010\0\0\0\170\0\0' | dd of=image bs=1 seek=446 conv=notrunc
  printf '\125\252' | dd of=image bs=1 seek=510 conv=notrunc
  """#

/// Whether the kernel finds partitions on loop devices.
let canMountPartitions: Bool = {
  guard canMount else { return false }
  let script = """
    set -e; cd "$(mktemp -d)"; truncate -s 16M image; \(onePartition)
    device=$(losetup -f --show -P image); status=0; test -b ${device}p1 || status=$?
    losetup -d $device; rm image; rmdir "$PWD"; exit $status
    """
  return (try? runProgram("/bin/sh", ["-c", script])) != nil
}()
