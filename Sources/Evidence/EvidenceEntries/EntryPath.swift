// Paths below a volume: bytes of any length and depth, never text.

/// Operations on paths as the bytes that a disk holds, names joined by `/`.
public enum EntryPath {
  /// What joins names.
  public static let slash = UInt8(ascii: "/")

  /// The last name of a path.
  public static func name(of path: [UInt8]) -> ArraySlice<UInt8> {
    path[((path.lastIndex(of: slash) ?? -1) + 1)...]
  }

  /// What comes behind the last dot of the last name; `nil` if there is none. A dot ahead of the whole
  /// name hides the file, and starts no extension.
  public static func pathExtension(of path: [UInt8]) -> ArraySlice<UInt8>? {
    let name = name(of: path)
    guard let dot = name.dropFirst().lastIndex(of: UInt8(ascii: ".")) else { return nil }
    return name[(dot + 1)...]
  }
}
