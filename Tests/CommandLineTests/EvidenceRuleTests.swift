// Evidence stays as it is: what may be examined, and that examining leaves no trace.
//
// File systems are mounted from images in a name space of the test's own, which takes root and loop
// devices; without them these tests are skipped, and say so.

import Foundation
import TestSupport
import Testing

struct EvidenceRuleTests {
  private let evidence = Fixtures.path("evidence")
  private let list = Fixtures.path("known/files.md5")

  /// Runs a script with mounts of its own. `$1` is an empty folder with `v` and `image`, an ext4 file
  /// system that holds the evidence; `$2` the lists. `attach` attaches the image, with the options it is given,
  /// until it is no longer mounted; `scan VOLUME OPTION...` scans into the case `$1/case`.
  private func mounted(_ script: String, _ folder: String) throws -> Ending {
    let prelude = """
      set -e
      folder=$1; list=$2
      mkdir "$folder/v"
      truncate -s 40M "$folder/image"
      mkfs.ext4 -q -F -d "$3" "$folder/image"
      attach() { device=$(losetup -f --show "$@" "$folder/image"); }
      scan() { "$VIGIE" scan "$@" --known "$list" --case "$folder/case"; }

      """
    return try shell(
      "unshare -m sh -c \"$1\" sh \"$2\" \"$3\" \"$4\"", [prelude + script, folder, list, evidence])
  }

  @Test(
    "An image on a read-only loop device is the same, bit for bit, before and after",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func imageIsUnchanged() throws {
    try withTemporaryFolder { folder in
      let ending = try mounted(
        """
        sha256sum < "$folder/image" > "$folder/before"
        attach -r; mount -o ro,noload $device "$folder/v"; losetup -d $device
        scan "$folder/v" || test $? = 1
        umount "$folder/v"
        sha256sum < "$folder/image" > "$folder/after"
        cmp "$folder/before" "$folder/after"
        """, folder)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(!ending.errors.contains("WARNING"))
      #expect(ending.output.contains("Volume \(folder)/v: read-only: /dev/loop"))
      #expect(ending.output.contains("ext4 (ro,relatime), device read-only\n"))
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count == 96)  // With lost+found.
      #expect(rows.values.allSatisfy { $0.volumeWritable == nil })
    }
  }

  @Test(
    "On a mount that keeps every time, no inode's status and no attribute changes",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func inodesAreUnchanged() throws {
    // Paths are collected once, because listing a directory sets its time of access.
    let statuses = """
      import json, os, sys
      root, paths, output = sys.argv[1:4]
      if not os.path.exists(paths):
          names = [os.path.join(d, n) for d, ds, fs in os.walk(root) for n in ds + fs]
          json.dump([root] + names, open(paths, "w"))
      def status(path):
          s = os.lstat(path)
          values = [s.st_mode, s.st_ino, s.st_nlink, s.st_uid, s.st_gid, s.st_size, s.st_blocks,
                    s.st_atime_ns, s.st_mtime_ns, s.st_ctime_ns]
          names = os.listxattr(path, follow_symlinks=False)
          return values + [[n, os.getxattr(path, n, follow_symlinks=False).hex()] for n in names]
      with open(output, "w") as file:
          for path in json.load(open(paths)): print(json.dumps([path, status(path)]), file=file)
      """
    try withTemporaryFolder { folder in
      try statuses.write(toFile: folder + "/s.py", atomically: false, encoding: .utf8)
      let ending = try mounted(
        """
        attach; mount -o strictatime $device "$folder/v"; losetup -d $device
        cd "$folder/v"
        ln -s DCIM link; ln -s nowhere dangling; mkfifo fifo; ln Documents/* .; mkdir -p a/b/c
        python3 -c 'import os; os.setxattr("a", "user.note", b"kept"); \
        os.setxattr("link", "trusted.n", b"n", follow_symlinks=False)'
        cd /
        s() { python3 "$folder/s.py" "$folder/v" "$folder/paths" "$folder/$1"; }
        s before; sleep 0.1
        scan "$folder/v" --allow-writable-evidence || test $? = 1
        s after
        cmp "$folder/before" "$folder/after"
        # The comparison does see a file that is read, a directory that is listed, a link.
        for action in "cat $folder/v/DCIM/Camera/IMG_0001.jpg" "ls $folder/v" "readlink $folder/v/link"
        do
          $action > "$folder/null"
          s touched; ! cmp -s "$folder/after" "$folder/touched"; mv "$folder/touched" "$folder/after"
        done
        """, folder)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.errors.contains("WARNING"))
      let rows = try reportedRows(folder + "/case")
      #expect(rows.count > 99 && rows.values.allSatisfy { $0.volumeWritable == true })
    }
  }

  /// How the image is mounted, and what is said of it; `nil` if it may be examined.
  static let mounts: [(attach: String, options: String, refusal: String?)] = [
    ("-r", "ro,noload", nil),
    ("-r", "ro", nil),
    ("", "rw", "/v is mounted writable; mount it with -o ro"),
    ("", "ro,noload", "is not known to be read-only; unmount it and use a write blocker"),
  ]

  @Test(
    "A mount or device that can be written to is refused, and examined only if told",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"), arguments: mounts)
  func writableEvidence(attach: String, options: String, refusal: String?) throws {
    try withTemporaryFolder { folder in
      let ending = try mounted(
        """
        attach \(attach); mount -o \(options) $device "$folder/v"; losetup -d $device
        status=0; scan "$folder/v" > "$folder/out" || status=$?
        echo $status
        test -e "$folder/case" && echo case || scan "$folder/v" --allow-writable-evidence || test $? = 1
        """, folder)
      #expect(ending.status == 0, "\(ending.errors)")
      if let refusal {
        #expect(ending.output.hasPrefix("77\n"))
        #expect(ending.errors.contains(refusal), "\(ending.errors)")
        #expect(ending.errors.contains("WARNING: volume"))
        #expect(ending.output.contains(": WRITABLE: /dev/loop"))
      } else {
        #expect(
          ending.output == "1\ncase\n"
            && ending.errors == "vigie: hash list files.md5: hashes of the empty file dropped: 1\n")
      }
    }
  }

  @Test(
    "A journal that mounting may have replayed is said",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func journal() throws {
    try withTemporaryFolder { folder in
      let ending = try mounted(
        """
        attach; mount -o ro $device "$folder/v"; losetup -d $device
        scan "$folder/v" --allow-writable-evidence || test $? = 1
        """, folder)
      #expect(ending.errors.contains("mounting may have replayed its journal"))
    }
  }

  @Test(
    "Other file systems are entered only if told, must be read-only too, and bind mounts end",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func crossing() throws {
    try withTemporaryFolder { folder in
      let ending = try mounted(
        """
        mount -t tmpfs none "$folder/v"
        mkdir "$folder/v/disk" "$folder/v/memory" "$folder/v/circle" "$folder/v/sub"
        echo data > "$folder/v/sub/file"
        attach -r; mount -o ro,noload $device "$folder/v/disk"; losetup -d $device
        mount -t tmpfs none "$folder/v/memory"; echo data > "$folder/v/memory/file"
        mount --bind "$folder/v" "$folder/v/circle"
        mount -o remount,ro "$folder/v"; mount -o remount,bind,ro "$folder/v/circle"
        scan "$folder/v"
        mv "$folder/case" "$folder/one"
        status=0; scan "$folder/v" --cross-file-systems || status=$?
        echo "crossing: $status"
        mount -o remount,ro "$folder/v/memory"
        scan "$folder/v" --cross-file-systems || test $? = 1
        """, folder)
      #expect(ending.status == 0, "\(ending.errors)")
      #expect(ending.output.contains("none on \(folder)/v, tmpfs (ro,relatime), no device\n"))
      #expect(ending.output.contains("crossing: 77\n"))
      #expect(ending.errors.contains("\(folder)/v/memory is mounted writable"))
      let one = try reportedRows(folder + "/one")
      #expect(one.count == 5)
      for name in ["disk", "memory", "circle"] {
        #expect(one[Array(name.utf8)]?.reason == "on another file system")
      }
      let all = try reportedRows(folder + "/case")
      // The disk's 96, twice the five of the memory (once by the circle), and the file in it.
      #expect(all.count == 96 + 5 + 5 + 1)
      #expect(all[Array("memory/file".utf8)]?.md5 == all[Array("circle/sub/file".utf8)]?.md5)
    }
  }

  @Test(
    "Hashing and comparing single files leaves their times of access, and follows no link below")
  func hashedFiles() throws {
    try withTemporaryFolder { folder in
      let ending = try shell(
        """
        set -e
        mkdir "$1/tree"; cp "$2/DCIM/Camera/IMG_0001.jpg" "$1/tree/a.jpg"
        ln -s a.jpg "$1/tree/b.jpg"; ln -s tree/a.jpg "$1/link.jpg"; ln -s tree "$1/link"
        # Older than the last change: a read would set it, also where that is done rarely.
        old() { touch -a -d @978307200 "$1/tree/a.jpg" "$1/tree"; }
        old "$1"; cat "$1/tree/a.jpg" > "$1/null"; stat -c %X "$1/tree/a.jpg"; old "$1"
        "$VIGIE" hash "$1/tree/a.jpg" "$1/link.jpg" "$1/link" >&2
        "$VIGIE" compare "$1/tree/a.jpg" "$1/link.jpg" > "$1/null"
        stat -c %X "$1/tree/a.jpg" "$1/tree"
        """, [folder, evidence])
      #expect(ending.status == 0, "\(ending.errors)")
      let times = ending.output.split(separator: "\n")
      let old = "978307200"
      try #require(times.count == 3)
      if times[0] == old { return }  // This disk keeps no times of access.
      #expect(times[1] == old && times[2] == old)
      let paths = ending.errors.split(separator: "\n").map { $0.split(separator: ",").last! }
      #expect(
        paths.map { $0.dropFirst(folder.count + 1) } == ["tree/a.jpg", "link.jpg", "link/a.jpg"])
    }
  }

  @Test(
    "Nothing is written into evidence by another mount of it, or of a part of it",
    .enabled(if: canMount, "needs root, loop devices and mkfs.ext4"))
  func outputByAnotherMount() throws {
    try withTemporaryFolder { folder in
      let ending = try mounted(
        """
        attach; mount $device "$folder/v"; losetup -d $device
        cd "$folder"; mkdir b second deep beside; mkdir v/beside
        mount --bind v/DCIM b; mount --bind v/DCIM/Camera deep; mount --bind v/beside beside
        mount "$(findmnt -n -o SOURCE v)" second
        attempt() {
          status=0
          "$VIGIE" scan "$1" --known "$list" --case "$2" --allow-writable-evidence || status=$?
          echo "$status $2" >> statuses
        }
        attempt v/DCIM b/case; attempt v/DCIM b/Camera/case; attempt v/DCIM deep/case
        attempt v second/case; attempt v/DCIM second/DCIM/case
        attempt b v/DCIM/case; attempt b second/DCIM/Camera/case
        # Beside the evidence, on its disk.
        attempt v/DCIM beside/case; attempt b v/case
        find v/DCIM second/DCIM -name '*case*'
        "$VIGIE" scan v/DCIM b --known "$list" --case case --allow-writable-evidence || echo $?
        """, folder)
      #expect(ending.status == 0, "\(ending.errors)")
      let statuses = try String(contentsOfFile: folder + "/statuses", encoding: .utf8)
      #expect(
        statuses == """
          73 b/case
          73 b/Camera/case
          73 deep/case
          73 second/case
          73 second/DCIM/case
          73 v/DCIM/case
          73 second/DCIM/Camera/case
          0 beside/case
          0 v/case

          """)
      #expect(ending.output.hasSuffix("\n64\n") && !ending.output.contains("/case"))
      #expect(ending.errors.contains("/v/DCIM lies in volume \(folder)/b;"))
    }
  }

  @Test(
    "Where access times cannot be kept, that is said once and noted",
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/bin/setpriv")))
  func accessTimes() throws {
    try withTemporaryFolder { folder in
      // Files of root's, read by another user.
      let ending = try shell(
        """
        run() { "$@"; }
        if [ "$(id -u)" = 0 ]; then
          chmod 755 "$1"; mkdir "$1/out"; chown 65534:65534 "$1/out"
          run() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
        else mkdir "$1/out"
        fi
        run "$VIGIE" scan /usr/share/doc/coreutils --known "$2" --case "$1/out/case" \\
          --allow-writable-evidence
        """, [folder, list])
      #expect(ending.errors.contains("were opened without O_NOATIME"), "\(ending.errors)")
      let script = """
        import sqlite3, sys
        c = sqlite3.connect(sys.argv[1])
        print(*c.execute("SELECT access_times FROM run").fetchone())
        """
      let noted = try run("/usr/bin/env", ["python3", "-c", script, folder + "/out/case"])
      #expect(Int(noted.output.dropLast()).map { $0 > 0 } == true, "\(noted.errors)")
    }
  }
}
