// Why a case file cannot be used, and what to do about it.

public import Findings
internal import GRDB
public import SystemPackage

/// Why a case file cannot be used.
public struct CaseFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong with it.
  public enum Problem: Hashable, Sendable {
    /// The file is something else.
    case notACase
    /// A case of another version of the format.
    case otherVersion(Int32)
    /// It calls itself a case, but its tables are others.
    case otherTables
    /// There is no such file.
    case missing
    /// It could not be created; in words.
    case notCreated(String)
    /// Its path is not UTF-8, which the database asks for.
    case notText
    /// Another process writes it.
    case inUse
    /// It could not be opened, read or written; in words.
    case storage(String)
    /// It belongs to a scan of something else.
    case otherScan(Difference)
  }

  /// In what a scan differs from the one that a case is of.
  public enum Difference: Hashable, Sendable {
    case volumes, lists
    case setting(ScanSettings.Name)
  }

  /// The file.
  public var path: FilePath

  /// What is wrong with it.
  public var problem: Problem

  init(_ path: FilePath, _ problem: Problem) {
    self.path = path
    self.problem = problem
  }

  /// The problem that an error of the system or the database stands for.
  init(_ path: FilePath, _ error: any Error) {
    switch error {
    case let error as CaseFileError:
      self = error
    case let error as DatabaseError:
      // A damaged file may have lines of its own in the message.
      let message = error.message?.split(whereSeparator: \.isNewline).first.map(String.init)
      self.init(
        path, .storage((message ?? "\(error.resultCode)") + Self.advice(on: error.resultCode)))
    case let error as SenselessValue:
      self.init(path, .storage("\(error); restore it from a copy"))
    case is RowDecodingError, is DecodingError:
      self.init(path, .storage("holds senseless values; restore it from a copy"))
    default:
      self.init(
        path, .storage("\(error); check the disk that it is on, and run the same command again"))
    }
  }

  /// Whether an error comes from reading or writing a case.
  static func isOfCase(_ error: any Error) -> Bool {
    error is DatabaseError || error is SenselessValue || error is RowDecodingError
  }

  private static func advice(on code: ResultCode) -> String {
    switch code {
    case .SQLITE_FULL: "; make room and run the same command again"
    case .SQLITE_BUSY, .SQLITE_LOCKED: "; close the program that has it open"
    case .SQLITE_CANTOPEN:
      "; make the file and its folder writable, or let the program open more files (ulimit -n)"
    case .SQLITE_READONLY, .SQLITE_PERM: "; make the file and its folder writable"
    case .SQLITE_IOERR:
      "; check the disk that it is on, and the limit of file sizes (ulimit -f), and run the same command"
        + " again"
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: "; restore it from a copy"
    default: ""
    }
  }

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .notACase:
      "case file \(path): is not a vigie case; choose another name"
    case .otherVersion(let version):
      "case file \(path): is of format version \(version), this is \(CaseSchema.version);"
        + " use the vigie that made it"
    case .otherTables:
      "case file \(path): has not the tables of a vigie case; restore it from a copy"
    case .missing:
      "case file \(path): there is no such file; check the path"
    case .notCreated(let message):
      "case file \(path): \(message); name a file that can be created"
    case .notText:
      "case file \(path): its path is not UTF-8; choose another name"
    case .inUse:
      "case file \(path): is being written by another vigie; wait for it to end"
    case .storage(let message):
      "case file \(path): \(message)"
    case .otherScan(let difference):
      "case file \(path): was made with \(difference.text); choose another name, or repeat that"
        + " command"
    }
  }
}

extension CaseFileError.Difference {
  fileprivate var text: String {
    switch self {
    case .volumes: "other volumes"
    case .lists: "other hash lists"
    case .setting(.method): "another version of the way files are examined"
    case .setting(let name): "another value of \(name.rawValue)"
    }
  }
}
