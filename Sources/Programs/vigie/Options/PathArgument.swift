// Paths on the command line, byte for byte.

internal import ArgumentParser
internal import Platform
internal import Synchronization
internal import SystemPackage

/// A path argument.
///
/// Arguments come as text, in which bytes that are not UTF-8 have been replaced. Such a path is then
/// found among the program's arguments as the system gave them, each in its turn.
struct PathArgument: ExpressibleByArgument {
  let path: FilePath

  init(argument: String) {
    path = Self.takeRaw(argument) ?? FilePath(argument)
  }

  private static let replacement: Character = "\u{FFFD}"

  /// The raw arguments, and values behind `=`, that are not UTF-8, by the text that stands for them.
  private static let raw: Lock<[String: [FilePath]]> = {
    var paths: [String: [FilePath]] = [:]
    for position in 0..<Int(CommandLine.argc) {
      // argv has argc strings, each NUL-terminated, that live as long as the process.
      guard let argument = unsafe CommandLine.unsafeArgv[position] else { continue }
      let text = unsafe String(cString: argument)
      guard text.contains(replacement) else { continue }
      paths[text, default: []].append(unsafe FilePath(platformString: argument))
      if text.hasPrefix("--"), let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) {
        let offset = text.utf8.distance(from: text.utf8.startIndex, to: equals) + 1
        paths[String(text[text.index(after: equals)...]), default: []].append(
          unsafe FilePath(platformString: argument + offset))
      }
    }
    return Lock(paths)
  }()

  private static func takeRaw(_ text: String) -> FilePath? {
    guard text.contains(replacement) else { return nil }
    return raw.withLock { paths in
      guard let first = paths[text]?.first else { return nil }
      // The last one stays, for arguments that are read more than once.
      if paths[text]!.count > 1 { paths[text]!.removeFirst() }
      return first
    }
  }
}
