// Keys and passphrases of encrypted sets.

internal import ArgumentParser
internal import Glibc
internal import HashLists
internal import KnownContent
internal import SystemPackage

struct KeyOptions: ParsableArguments {
  @Option(
    name: .customLong("identity"), parsing: .singleValue,
    help: ArgumentHelp(
      "Key file of encrypted sets, as age-keygen writes it; may be repeated.", valueName: "file"))
  var identities: [PathArgument] = []

  @Option(
    help: ArgumentHelp(
      "File whose first line is the passphrase of encrypted sets; asked for if it is needed.",
      valueName: "file"))
  var passphraseFile: PathArgument?

  /// The keys for some lists. Asks for a passphrase if one of them is encrypted and no key was given.
  func keys(for lists: [FilePath]) throws -> SetKeys {
    var keys = SetKeys()
    for file in identities { try keys.add(keyFile: file.path) }
    guard lists.contains(where: KnownSet.isEncrypted) else { return keys }
    if passphraseFile != nil || identities.isEmpty {
      guard keys.take(passphrase: try passphrase(isNew: false)) else {
        throw ValidationError("the passphrase is empty")
      }
    }
    return keys
  }

  /// The passphrase of the file, or typed at the terminal; a new one twice.
  func passphrase(isNew: Bool) throws -> String {
    if let passphraseFile {
      do {
        let file = try FileDescriptor.open(passphraseFile.path, .readOnly)
        return try file.closeAfter { try Self.line(of: file) }
      } catch {
        throw ValidationError("--passphrase-file \(passphraseFile.path): \(error)")
      }
    }
    let typed = try Self.ask("Passphrase of the set: ")
    if isNew, try Self.ask("The same again: ") != typed {
      throw ValidationError("the passphrases differ")
    }
    return typed
  }

  /// Asks at the terminal, which does not show what is typed.
  private static func ask(_ prompt: String) throws -> String {
    guard let terminal = try? FileDescriptor.open(FilePath("/dev/tty"), .readWrite) else {
      throw ValidationError(
        "no terminal to ask for a passphrase at; give --identity or --passphrase-file")
    }
    defer { try? terminal.close() }
    var state = termios()
    guard unsafe tcgetattr(terminal.rawValue, &state) == 0 else {
      throw ValidationError("the terminal cannot be made to hide a passphrase")
    }
    var hidden = state
    hidden.c_lflag &= ~tcflag_t(ECHO)
    _ = unsafe tcsetattr(terminal.rawValue, TCSAFLUSH, &hidden)
    defer {
      _ = unsafe tcsetattr(terminal.rawValue, TCSAFLUSH, &state)
      _ = try? terminal.writeAll(Array("\n".utf8))
    }
    try terminal.writeAll(Array(prompt.utf8))
    return try line(of: terminal)
  }

  /// The first line of what is read, without its end.
  private static func line(of file: FileDescriptor) throws -> String {
    var line: [UInt8] = []
    var byte: [UInt8] = [0]
    // The buffer is as long as what is read into it.
    while true {
      let count = try unsafe byte.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
      if count == 0 || byte[0] == UInt8(ascii: "\n") { break }
      line.append(byte[0])
    }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
