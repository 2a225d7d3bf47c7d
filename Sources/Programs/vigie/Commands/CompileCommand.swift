// vigie known compile

internal import ArgumentParser
internal import KnownContent
internal import PerceptualHash
internal import SystemPackage

struct CompileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Compile hash lists to a set that opens in milliseconds.",
    discussion: """
      The set is one file, used like a list: --known SET. It keeps which lists it was made of, their \
      SHA-256, and of each entry its line and category, so that matches name the lists. While it is \
      made, as much room again is needed beside it. A set of that name is replaced when the new one is \
      complete. An encrypted set is an age file (https://age-encryption.org/v1) and is made in memory; \
      what is in it is never written to a disk in the clear.
      """)

  @Argument(help: ArgumentHelp("Hash lists.", valueName: "list"))
  var lists: [PathArgument]

  @Option(help: ArgumentHelp("Set to write.", valueName: "set"))
  var output: PathArgument

  @OptionGroup var index: IndexOptions

  @Option(help: ArgumentHelp("Radius that most lookups will have.", valueName: "bits"))
  var radius = Thresholds.match

  @Flag(help: "Encrypt the set: for recipients, or with a passphrase.")
  var encrypt = false

  @Option(
    name: .customLong("recipient"), parsing: .singleValue,
    help: ArgumentHelp(
      "Whose key opens the set: the age1... that age-keygen prints; may be repeated.",
      valueName: "recipient"))
  var recipients: [String] = []

  @OptionGroup var keys: KeyOptions

  func validate() throws {
    try KnownOptions.validate(radius: radius)
    guard encrypt || recipients.isEmpty else {
      throw ValidationError("--recipient is for --encrypt")
    }
  }

  /// For whom the set is to be encrypted.
  private func encryption() throws -> SetEncryption? {
    guard encrypt else { return nil }
    if recipients.isEmpty {
      guard let encryption = SetEncryption(passphrase: try keys.passphrase(isNew: true)) else {
        throw ValidationError("the passphrase is empty")
      }
      return encryption
    }
    guard let encryption = SetEncryption(recipients: recipients) else {
      let wrong = recipients.first { SetEncryption(recipients: [$0]) == nil } ?? ""
      throw ValidationError("--recipient \(wrong): no age1... recipient of age-keygen")
    }
    return encryption
  }

  func run() throws {
    try Console.run {
      let line = TerminalLine()
      defer { line.show("") }
      let encryption = try encryption()
      let compiled = try KnownSet.compile(
        lists.map(\.path), to: output.path, index: index.index, radius: radius,
        encryption: encryption, progress: line.show)
      line.show("")
      for list in compiled { KnownOptions.warn(of: list) }
    }
  }
}
