// ASCII armour: strict PEM around an age file (RFC 7468, section 3).

/// Gives the bytes inside of armour, in bounded memory. The end comes only when the closing line has
/// been seen and nothing but white space follows it.
final class ArmourDecoder {
  private enum State {
    case before
    case inside
    case finished
    case failed(AgeError)
  }

  private static let bytesPerLine = AgeFile.columns / 4 * 3

  private var source: ByteSource
  private var state = State.before
  private var lineNumber = 0
  private var decoded: [UInt8] = []
  /// What the source has thrown behind bytes that were decoded: thrown when these have been given.
  private var interruption: (any Error)?

  init(_ source: ByteSource) {
    self.source = source
  }

  /// The next bytes, `most` at the most if that is a line's; none at the end.
  func pull(_ most: Int) throws -> [UInt8] {
    if let interruption {
      self.interruption = nil
      throw interruption
    }
    do {
      if case .before = state { try begin() }
      while case .inside = state, decoded.isEmpty || decoded.count + Self.bytesPerLine <= most {
        try decodeLine()
      }
    } catch let error as AgeError {
      state = .failed(error)
    } catch {
      if decoded.isEmpty { throw error }
      interruption = error
    }
    if case .failed(let error) = state, decoded.isEmpty { throw error }
    defer { decoded = [] }
    return decoded
  }

  /// The next line, without CR; `nil` if it is longer than any line of armour.
  private func line() throws -> ByteSource.Line? {
    lineNumber += 1
    guard var line = try source.line(most: AgeFile.columns + 1) else { return nil }
    if line.bytes.last == UInt8(ascii: "\r") { line.bytes.removeLast() }
    return line
  }

  private func begin() throws {
    var blank = try source.peek(AgeFile.headLength).prefix(while: AgeFile.isBlank).count
    while blank > 0 {
      // Blank lines are whole; a blank before the opening line is no line of its own.
      guard let line = try line() else { throw AgeError.armourBroken(line: lineNumber) }
      guard line.bytes.allSatisfy(AgeFile.isBlank) else {
        throw AgeError.armourBroken(line: lineNumber)
      }
      blank = try source.peek(AgeFile.headLength).prefix(while: AgeFile.isBlank).count
    }
    guard let line = try line(), line.bytes.elementsEqual(AgeFile.armourBegin.utf8) else {
      throw AgeError.armourBroken(line: lineNumber)
    }
    state = .inside
  }

  private func decodeLine() throws {
    // All that can be taken below is there, so that an error of the source loses nothing.
    _ = try source.fill(2 * (AgeFile.columns + 3) + AgeFile.longestBlank)
    guard let line = try line() else { throw AgeError.armourBroken(line: lineNumber) }
    if line.bytes.elementsEqual(AgeFile.armourEnd.utf8) { return try finish() }
    // Every other line has a line after it.
    guard line.isEnded else { throw AgeError.truncated }
    let count = decoded.count
    guard !line.bytes.isEmpty, line.bytes.count <= AgeFile.columns,
      Base64.appendPadded(line.bytes, to: &decoded)
    else {
      decoded.removeSubrange(count...)
      throw AgeError.armourBroken(line: lineNumber)
    }
    if decoded.count - count < Self.bytesPerLine {
      // Only the last line is short. It is not given before that has been seen.
      let last = try self.line()
      guard let last, last.bytes.elementsEqual(AgeFile.armourEnd.utf8) else {
        decoded.removeSubrange(count...)
        throw last?.isEnded == false
          ? AgeError.truncated : AgeError.armourBroken(line: lineNumber)
      }
      try finish()
    }
  }

  private func finish() throws {
    let rest = try source.take(AgeFile.longestBlank)
    guard rest.count < AgeFile.longestBlank, rest.allSatisfy(AgeFile.isBlank) else {
      throw AgeError.trailingData
    }
    state = .finished
  }
}
