// Why a case file cannot be used, and what to do about it.

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
    /// It belongs to a run with other volumes, lists or settings; in words.
    case otherRun(String)
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
    guard let error = error as? DatabaseError else {
      self.init(path, .storage(error is RowDecodingError ? "holds senseless values" : "\(error)"))
      return
    }
    let advice: String
    switch error.resultCode {
    case .SQLITE_FULL: advice = "; make room and run the same command again"
    case .SQLITE_BUSY, .SQLITE_LOCKED: advice = "; close the program that has it open"
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM:
      advice = "; make the file and its folder writable"
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: advice = "; restore it from a copy"
    default: advice = ""
    }
    self.init(path, .storage((error.message ?? "\(error.resultCode)") + advice))
  }

  /// One line: where, what, what to do.
  public var description: String {
    switch problem {
    case .notACase:
      "case file \(path): is not a vigie case; choose another name"
    case .otherVersion(let version):
      "case file \(path): is of format version \(version), this is \(CaseSchema.version);"
        + " use the vigie that made it"
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
    case .otherRun(let difference):
      "case file \(path): was made with \(difference); choose another name, or repeat that command"
    }
  }
}
