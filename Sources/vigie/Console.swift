// What is said to a person, and how the program ends.

internal import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import DecodeWorker
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
  static let unavailable = ExitCode(69)
  static let cannotCreate = ExitCode(73)
  static let ioError = ExitCode(74)
  static let notPermitted = ExitCode(77)
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
      switch error.problem {
      case .unreadable: ExitStatus.noInput
      case .notWritten: ExitStatus.cannotCreate
      case .unusable: ExitStatus.unusableData
      }
    case let error as EvidenceError:
      switch error.problem {
      case .unreadable: ExitStatus.noInput
      case .outputInEvidence, .outputIsLink, .noFolder: ExitStatus.cannotCreate
      case .overlap: ExitStatus.wrongUsage
      case .writable, .unknownMount: ExitStatus.notPermitted
      case .noAnswer, .exhausted: ExitStatus.ioError
      }
    case is WorkerError: ExitStatus.unavailable
    case let error as CaseFileError: status(of: error)
    case ScanError.caseFile(let error): status(of: error)
    default:
      ExitStatus.ioError
    }
  }

  private static func status(of error: CaseFileError) -> ExitCode {
    switch error.problem {
    case .notACase, .otherVersion: ExitStatus.unusableData
    case .otherRun: ExitStatus.wrongUsage
    case .missing: ExitStatus.noInput
    case .notCreated, .notText: ExitStatus.cannotCreate
    case .inUse, .storage: ExitStatus.ioError
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
