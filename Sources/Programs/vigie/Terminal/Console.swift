// What is said to a person, and how the program ends.

internal import ArgumentParser
internal import CaseFile
internal import CaseReports
internal import DecodePool
internal import EvidenceScan
internal import EvidenceVolumes
internal import Findings
internal import HashLists
internal import KnownContent
internal import ListExport
internal import SystemPackage

enum Console {
  /// The language of everything that is said.
  static let wording: any Wording = EnglishWording()

  /// Says one line on standard error; whatever is in it is made safe to print.
  static func warn(_ line: String) {
    say(UntrustedText.line(line))
  }

  /// Says one line on standard error about a path.
  static func warn(about path: [UInt8], _ line: String) {
    say("\(UntrustedText.line(path)): \(UntrustedText.line(line))")
  }

  private static func say(_ line: String) {
    _ = try? FileDescriptor.standardError.writeAll(Array("vigie: \(line)\n".utf8))
  }

  /// Says that a file could not be written, and gives the status to end with.
  static func cannotCreate(_ error: OutputError) -> ExitCode {
    say("\(error)")
    return ExitStatus.cannotCreate
  }

  /// Says what went wrong, in one line, and gives the status to end with.
  static func failure(_ error: any Error) -> ExitCode {
    if let error = error as? OutputError {
      say("\(error)")
      return ExitStatus.ioError
    }
    warn("\(error)")
    return switch error {
    case let error as HashListError:
      switch error.problem {
      case .unreadable: ExitStatus.noInput
      case .notWritten: ExitStatus.cannotCreate
      case .unusable: ExitStatus.unusableData
      }
    case let error as MarkTableError:
      error.isUnreadable ? ExitStatus.noInput : ExitStatus.unusableData
    case let error as CategoryProfileError: status(of: error)
    case let error as EvidenceError: status(of: error)
    case ScanError.evidence(let error): status(of: error)
    case is WorkerError: ExitStatus.unavailable
    case let error as CaseFileError: status(of: error)
    case ScanError.caseFile(let error): status(of: error)
    default:
      ExitStatus.ioError
    }
  }

  private static func status(of error: CategoryProfileError) -> ExitCode {
    switch error.problem {
    case .unreadable: ExitStatus.noInput
    case .tooLong, .noProfile: ExitStatus.unusableData
    }
  }

  private static func status(of error: EvidenceError) -> ExitCode {
    switch error.problem {
    case .unreadable: ExitStatus.noInput
    case .outputInEvidence, .outputInLayer, .outputIsImage, .outputIsDevice, .outputIsLink,
      .noFolder:
      ExitStatus.cannotCreate
    case .overlap: ExitStatus.wrongUsage
    case .writable, .writableFolder, .unknownMount, .becameWritable, .replaced:
      ExitStatus.notPermitted
    case .noAnswer, .exhausted: ExitStatus.ioError
    }
  }

  private static func status(of error: CaseFileError) -> ExitCode {
    switch error.problem {
    case .notACase, .otherVersion, .otherTables: ExitStatus.unusableData
    case .otherScan: ExitStatus.wrongUsage
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
