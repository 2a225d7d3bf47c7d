// Nothing is written into evidence, nor into what lies behind it.

import EvidenceVolumes
import Foundation
import Platform
import SystemPackage
import TestSupport
import Testing

struct RefusalTests {
  @Test("Volumes that overlap, and outputs inside one, are refused, links or not")
  func refusals() throws {
    try withTemporaryFolder { folder in
      try runProgram(
        "/bin/sh", ["-c", "cd \"$1\" && mkdir -p v/in out && ln -s ../v/in out/link", "sh", folder])
      let outer = try EvidenceVolume(FilePath(folder + "/v"))
      let inner = try EvidenceVolume(FilePath(folder + "/v/in"))
      let beside = try EvidenceVolume(FilePath(folder + "/out"))
      #expect(throws: EvidenceError.self) { try EvidenceVolume.refuseOverlaps([outer, inner]) }
      #expect(throws: EvidenceError.self) { try EvidenceVolume.refuseOverlaps([outer, outer]) }
      #expect(throws: Never.self) { try EvidenceVolume.refuseOverlaps([outer, beside]) }
      for output in ["/v/case", "/v/in/case", "/out/link/case", "/v/in/../case", "/missing/case"] {
        #expect(throws: EvidenceError.self) { try outer.refuse(output: FilePath(folder + output)) }
      }
      #expect(throws: Never.self) { try outer.refuse(output: FilePath(folder + "/out/case")) }
      try runProgram("/bin/ln", ["-s", "../v/case", folder + "/out/toCase"])
      let link = #expect(throws: EvidenceError.self) {
        try outer.refuse(output: FilePath(folder + "/out/toCase"))
      }
      #expect(link?.problem == .outputIsLink)
      let missing = #expect(throws: EvidenceError.self) {
        try EvidenceVolume(FilePath(folder + "/nothing"))
      }
      #expect(missing?.problem == .unreadable(.noSuchFileOrDirectory))
    }
  }

  @Test("Devices are no outputs, other files are, whether they are there or not")
  func devices() throws {
    try withTemporaryFolder { folder in
      try runProgram("/bin/sh", ["-c", "mkdir \"$1/v\" && echo old > \"$1/old\"", "sh", folder])
      let volume = try EvidenceVolume(FilePath(folder + "/v"))
      for device in ["/dev/null", "/dev/zero"] {
        let error = #expect(throws: EvidenceError.self) {
          try volume.refuse(output: FilePath(device))
        }
        #expect(error?.problem == .outputIsDevice)
        #expect(error?.description.hasPrefix("\(device) is a device") == true)
      }
      for output in ["/old", "/new"] {
        #expect(throws: Never.self) { try volume.refuse(output: FilePath(folder + output)) }
      }
    }
  }

  @Test(
    "The image behind a loop device is no output, by none of its names, nor behind a partition",
    .enabled(if: canMount, "needs root and loop devices"),
    arguments: canMountPartitions ? [false, true] : [false])
  func image(isPartitioned: Bool) throws {
    try withTemporaryFolder { folder in
      let script = """
        set -e; cd "$1"; mkdir v; truncate -s 16M image; touch other
        if $2; then
          \(onePartition)
          device=$(losetup -f --show -P image)
          mkfs.ext4 -q ${device}p1; mount -o ro,noload ${device}p1 v
        else
          mkfs.ext4 -q image
          device=$(losetup -f --show -r image); mount -o ro,noload $device v
        fi
        losetup -d $device
        ln image name
        """
      defer { _ = try? runProgram("/bin/umount", [folder + "/v"]) }
      try runProgram("/bin/sh", ["-c", script, "sh", folder, "\(isPartitioned)"])
      let volume = try EvidenceVolume(FilePath(folder + "/v"))
      try #require(!volume.isFolderOfMount)
      for output in ["/image", "/name"] {
        let error = #expect(throws: EvidenceError.self) {
          try volume.refuse(output: FilePath(folder + output))
        }
        #expect(error?.problem == .outputIsImage(of: volume.path))
        #expect(
          error?.description
            == "\(folder)\(output) is the image behind the evidence (\(folder)/v); choose another file"
        )
      }
      for output in ["/other", "/new"] {
        #expect(throws: Never.self) { try volume.refuse(output: FilePath(folder + output)) }
      }
    }
  }

  @Test(
    "Nothing is written into a layer of an overlay that is evidence",
    .enabled(if: canMount, "needs root"))
  func layers() throws {
    try withTemporaryFolder { folder in
      // Not every file system can be a layer: this one can.
      let script = """
        set -e; cd "$1"; mkdir v m; mount -t tmpfs none m; cd m
        mkdir -p 'lower one' lower:two/deep upper work beside
        mount -t overlay none ../v \
          -o "lowerdir=$1/m/lower one:$1/m/lower\\:two,upperdir=$1/m/upper,workdir=$1/m/work"
        """
      defer { _ = try? runProgram("/bin/umount", [folder + "/v", folder + "/m"]) }
      try runProgram("/bin/sh", ["-c", script, "sh", folder])
      let volume = try EvidenceVolume(FilePath(folder + "/v"))
      try #require(volume.mounts.first?.state.fileSystem == "overlay")
      for layer in ["lower one", "lower:two", "lower:two/deep", "upper", "work"] {
        let error = #expect(throws: EvidenceError.self) {
          try volume.refuse(output: FilePath("\(folder)/m/\(layer)/case"))
        }
        let named = FilePath("\(folder)/m/\(layer.replacing("/deep", with: ""))")
        #expect(error?.problem == .outputInLayer(named, of: volume.path))
      }
      #expect(throws: Never.self) {
        try volume.refuse(output: FilePath(folder + "/m/beside/case"))
      }
    }
  }

  @Test(
    "Layers are read as the kernel writes them",
    arguments: [
      (
        "rw,lowerdir=/a\\134:b:/c,upperdir=/d\\040e,workdir=/w,index=off",
        ["/a:b", "/c", "/d e", "/w"]
      ),
      ("ro,lowerdir+=/a:b,lowerdir+=/c\\054d,datadir+=/e", ["/a:b", "/c,d", "/e"]),
      ("ro,lowerdir=/a::/data", ["/a", "/data"]), ("ro,lowerdir=a:/b:", ["/b"]),
      ("ro,upperdir", []), ("ro,upperdir=", []), ("", []), ("rw,lowerdir=/a\\134", ["/a"]),
      ("lowerdirs=/a,xworkdir=/b", []),
    ])
  func layerOptions(options: String, layers: [String]) {
    #expect(OverlayLayers.paths(in: Array(options.utf8)) == layers.map { Array($0.utf8) })
  }
}
