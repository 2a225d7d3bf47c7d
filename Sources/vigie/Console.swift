// What is said to a person, and how the program ends.

internal import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import EvidenceScan
internal import KnownContent
internal import SystemPackage

/// Exit statuses: of a scan, and those of sysexits.h.
enum ExitStatus {
  static let incomplete = ExitCode(1)
  static let stopped = ExitCode(2)
  static let wrongUsage = ExitCode(64)
  static let unusableData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let cannotCreate = ExitCode(73)
  static let ioError = ExitCode(74)
}

enum Console {
  /// Says one line on standard error.
  static func warn(_ line: String) {
    _ = try? FileDescriptor.standardError.writeAll(
      Array("vigie: \(PrintableText.line(line))\n".utf8))
  }

  /// Says what went wrong, in one line, and gives the status to end with.
  static func failure(_ error: any Error) -> ExitCode {
    warn("\(error)")
    return switch error {
    case let error as HashListError:
      if case .unreadable = error.problem { ExitStatus.noInput } else { ExitStatus.unusableData }
    case let error as EvidenceError:
      switch error.problem {
      case .unreadable: ExitStatus.noInput
      case .outputInEvidence, .noFolder: ExitStatus.cannotCreate
      case .overlap: ExitStatus.wrongUsage
      }
    case let error as CaseFileError:
      switch error.problem {
      case .notACase, .otherVersion: ExitStatus.unusableData
      case .otherRun: ExitStatus.wrongUsage
      case .missing: ExitStatus.noInput
      case .notCreated: ExitStatus.cannotCreate
      case .storage: ExitStatus.ioError
      }
    default:
      ExitStatus.ioError
    }
  }

  /// Runs the body of a command; every error becomes one line and a status.
  static func run(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let code as ExitCode {
      throw code
    } catch {
      throw failure(error)
    }
  }
}

/// Standard output or a file, written in large pieces.
struct Output: ~Copyable {
  private let descriptor: FileDescriptor
  private var buffer: [UInt8] = []

  init(_ descriptor: FileDescriptor = .standardOutput) {
    self.descriptor = descriptor
  }

  mutating func write(_ text: String) throws {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= 1 << 16 { try flush() }
  }

  mutating func flush() throws {
    try descriptor.writeAll(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}

/// A path argument, byte for byte.
///
/// Arguments come as text, in which bytes that are not UTF-8 have been replaced; the path is then
/// found among the program's arguments as the system gave them.
struct PathArgument: ExpressibleByArgument {
  let path: FilePath

  init(argument: String) {
    path = Self.rawPaths[argument] ?? FilePath(argument)
  }

  private static let rawPaths: [String: FilePath] = {
    var paths: [String: FilePath] = [:]
    for position in 0..<Int(CommandLine.argc) {
      // argv has argc strings, each NUL-terminated, that live as long as the process.
      guard let raw = unsafe CommandLine.unsafeArgv[position] else { continue }
      let text = unsafe String(cString: raw)
      if text.contains("\u{FFFD}") { paths[text] = unsafe FilePath(platformString: raw) }
    }
    return paths
  }()
}
