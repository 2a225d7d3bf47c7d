// Programs of the system in tests.

public import Foundation

/// Why a program failed.
struct ProgramError: Error {
  var program: String
  var status: Int32
}

/// Runs a program and returns what it printed on standard output; throws if it fails.
@discardableResult
public func runProgram(_ program: String, _ arguments: [String]) throws -> Data {
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw ProgramError(program: program, status: process.terminationStatus)
  }
  return data
}
