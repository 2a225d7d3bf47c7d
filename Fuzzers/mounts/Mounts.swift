// The table of mounts, whose names whoever mounts has chosen.

internal import EvidenceVolumes
internal import Foundation
internal import FuzzSupport

/// Writes seeds if it was started for that.
@c(LLVMFuzzerInitialize)
public func initialize(
  _ count: UnsafeMutablePointer<CInt>?, _ arguments: UnsafeMutableRawPointer?
) -> CInt {
  Seeds.writeIfAsked {
    let lines = [
      "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue",
      "40 36 0:31 / /mnt2/a\\040b ro shared:7 - tmpfs none ro,size=4k",
      "41 36 0:32 / / rw - overlay overlay rw,lowerdir=/a\\134:b:/c,upperdir=/d\\040e,workdir=/w",
      "42 41 0:33 / /o ro - overlay o ro,lowerdir+=/a:b,datadir+=/c",
      "43 41 98:0 /mnt1/b /mnt2/c ro - ext3 /dev/root rw",
      "44 43 0:40 / /mnt2/c/d rw - fuse.x \\777\\04 rw",
    ]
    let own = [UInt8](try Data(contentsOf: URL(filePath: "/proc/self/mountinfo")))
    return lines.map { Array($0.utf8) } + [Array(lines.joined(separator: "\n").utf8), own]
  }
  return 0
}

/// What is read of a line is what a kernel that has it writes; places and layers fit together.
@c(LLVMFuzzerTestOneInput)
public func test(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  // The fuzzer keeps `count` bytes there for as long as this runs.
  let text = unsafe Array(UnsafeBufferPointer(start: start, count: count))
  let table = MountTable(text: text)
  for entry in table.entries.prefix(8) {
    require(MountTableEntry(line: line(of: entry)) == entry, "a written line is read as it was")
    let place = FileSystemPlace(rootOf: entry)
    require(place.contains(place), "a directory contains itself")
    let point = FileSystemPlace(entry.point, reachedBy: entry)
    require(point == place, "a mount's point leads to its root")
    for other in table.below(entry.point) {
      guard let reached = FileSystemPlace(other.point, reachedBy: entry) else {
        require(false, "what lies below a mount is reached by it")
        break
      }
      require(place.contains(reached), "what is reached by a mount lies in its root")
    }
    for path in OverlayLayers.paths(in: entry.superOptions) {
      require(path.first == UInt8(ascii: "/"), "layers are absolute")
    }
  }
  for path in OverlayLayers.paths(in: text) {
    require(path.first == UInt8(ascii: "/"), "layers are absolute")
  }
  return 0
}

/// The line that the kernel writes of a mount.
private func line(of entry: MountTableEntry) -> [UInt8] {
  var line = Array("\(entry.id) 1 \(entry.major):\(entry.minor) ".utf8)
  let blank = [UInt8(ascii: " ")]
  line += escaped(entry.root) + blank + escaped(entry.point) + blank + entry.options
  line += Array(" - ".utf8) + escaped(entry.fileSystem) + blank + escaped(entry.source) + blank
  return line + entry.superOptions
}

/// Names with what cannot stand in a line in octal.
private func escaped(_ name: [UInt8]) -> [UInt8] {
  name.flatMap { byte -> [UInt8] in
    guard [0x20, 0x09, 0x0A, 0x5C].contains(byte) else { return [byte] }
    return [0x5C, 0x30 + byte >> 6, 0x30 + (byte >> 3 & 7), 0x30 + (byte & 7)]
  }
}
