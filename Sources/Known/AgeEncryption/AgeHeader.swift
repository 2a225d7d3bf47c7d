// The header of an age file: version, stanzas, and a MAC of both.

internal import Crypto
internal import Foundation

/// A header that has the form of one. Whether it is authentic shows once the file's key is known.
struct AgeHeader {
  private static let macMark = "---"

  let stanzas: [Stanza]
  /// Everything up to the mark of the MAC.
  private let text: [UInt8]
  private let mac: [UInt8]

  /// The header of a new file.
  init(_ stanzas: [Stanza], fileKey: SymmetricKey) {
    self.stanzas = stanzas
    text = Array("\(AgeFile.versionLine)\n".utf8) + stanzas.flatMap(\.text) + Self.macMark.utf8
    mac = Array(
      HMAC<SHA256>.authenticationCode(for: text, using: DerivedKey.header(of: fileKey)))
  }

  /// All of it, as it stands in a file.
  var bytes: [UInt8] { text + " ".utf8 + Base64.encode(mac) + "\n".utf8 }

  /// Whether the MAC is that of this file key; compared in constant time.
  func isAuthentic(with fileKey: SymmetricKey) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(
      mac, authenticating: text, using: DerivedKey.header(of: fileKey))
  }

  /// Reads a header. Throws `AgeError`, or what the source throws.
  init(reading source: inout ByteSource) throws {
    var lines = HeaderLines(source)
    defer { source = lines.source }
    let version = try lines.next()
    guard version.elementsEqual(AgeFile.versionLine.utf8) else {
      throw version.starts(with: AgeFile.magic.utf8) ? AgeError.unknownVersion : .notAge
    }
    var stanzas: [Stanza] = []
    while true {
      let before = lines.text.count
      let line = try lines.next()
      if line.starts(with: Self.macMark.utf8) {
        let mark = Array("\(Self.macMark) ".utf8)
        guard !stanzas.isEmpty, line.starts(with: mark),
          let mac = Base64.decode(line[mark.count...]), mac.count == SHA256.byteCount
        else { throw AgeError.headerBroken(line: lines.number) }
        self.mac = mac
        self.text = lines.text[..<before] + Array(Self.macMark.utf8)
        self.stanzas = stanzas
        return
      }
      guard let arguments = Stanza.arguments(of: line) else {
        throw AgeError.headerBroken(line: lines.number)
      }
      let number = lines.number
      stanzas.append(Stanza(arguments: arguments, body: try lines.body(), line: number))
    }
  }
}

/// Lines of a header, which is bounded.
private struct HeaderLines {
  var source: ByteSource
  /// The lines so far, with their line feeds.
  var text: [UInt8] = []
  /// Number of the last line, from 1.
  var number = 0

  init(_ source: ByteSource) {
    self.source = source
  }

  mutating func next() throws -> [UInt8] {
    guard let line = try source.line(most: AgeFile.longestHeader - text.count) else {
      throw AgeError.headerTooLong
    }
    guard line.isEnded else { throw AgeError.truncated }
    number += 1
    text += line.bytes
    text.append(UInt8(ascii: "\n"))
    return line.bytes
  }

  /// Lines of base64 up to a short one.
  mutating func body() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try next()
      guard line.count <= AgeFile.columns, let bytes = Base64.decode(line[...]) else {
        throw AgeError.headerBroken(line: number)
      }
      body += bytes
      if line.count < AgeFile.columns { return body }
    }
  }
}
