// How the program ends.

internal import ArgumentParser

/// Exit statuses: of a scan, and those of sysexits.h.
enum ExitStatus {
  static let incomplete = ExitCode(1)
  static let noMatch = ExitCode(1)
  static let stopped = ExitCode(2)
  static let wrongUsage = ExitCode(64)
  static let unusableData = ExitCode(65)
  static let noInput = ExitCode(66)
  static let unavailable = ExitCode(69)
  static let cannotCreate = ExitCode(73)
  static let ioError = ExitCode(74)
  static let notPermitted = ExitCode(77)
}
