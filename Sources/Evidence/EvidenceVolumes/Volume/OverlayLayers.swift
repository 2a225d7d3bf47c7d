// The directories that an overlay lies over, as its options name them:
//
//     rw,lowerdir=/a\134:b:/c,upperdir=/d\040e,workdir=/w        \134: is a colon in a name
//     ro,lowerdir+=/a:b,datadir+=/c                              since Linux 6.8, one a time
//
// What is written into such a directory is written into the overlay.

/// Reads the options of an overlay.
package enum OverlayLayers {
  private static let comma = UInt8(ascii: ",")
  private static let colon = UInt8(ascii: ":")
  private static let backslash = UInt8(ascii: "\\")

  /// Absolute paths of all layers; those that were mounted by a relative path lead nowhere now, and are
  /// left out.
  package static func paths(in options: [UInt8]) -> [[UInt8]] {
    options.split(separator: comma).flatMap { option -> [[UInt8]] in
      guard let equals = option.firstIndex(of: UInt8(ascii: "=")) else { return [] }
      let value = MountTableEntry.unescaped(option[(equals + 1)...])
      switch String(decoding: option[..<equals], as: UTF8.self) {
      case "lowerdir": return split(value)
      case "lowerdir+", "datadir+", "upperdir", "workdir": return [value]
      default: return []
      }
    }
    .filter { $0.first == UInt8(ascii: "/") }
  }

  /// Paths that are joined by colons; a backslash goes before one that is of a name.
  private static func split(_ list: [UInt8]) -> [[UInt8]] {
    var paths: [[UInt8]] = [[]]
    var isEscaped = false
    for byte in list {
      if !isEscaped, byte == backslash {
        isEscaped = true
        continue
      }
      if !isEscaped, byte == colon {
        paths.append([])
      } else {
        paths[paths.count - 1].append(byte)
      }
      isEscaped = false
    }
    return paths
  }
}
