// What a file may be opened with.

/// A passphrase. It never appears in a description. It stays in memory until the process has used the
/// memory for something else.
package struct AgePassphrase: Sendable, CustomStringConvertible, CustomReflectable {
  let bytes: [UInt8]

  /// Takes the bytes as they are, without the line feed of whoever typed them; `nil` if there are none.
  /// The program `age` takes UTF-8 that is not normalized.
  package init?(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
    if self.bytes.isEmpty { return nil }
  }

  /// Nothing of it.
  package var description: String { "passphrase" }

  /// Nothing of it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// All that a file may be opened with: what fits is used.
package struct AgeKeys: Sendable {
  /// For files that are encrypted for recipients; tried in this order.
  package var identities: [AgeIdentity]

  /// For files that are encrypted with a passphrase.
  package var passphrase: AgePassphrase?

  /// Keys, a passphrase, or both.
  package init(identities: [AgeIdentity] = [], passphrase: AgePassphrase? = nil) {
    self.identities = identities
    self.passphrase = passphrase
  }
}
