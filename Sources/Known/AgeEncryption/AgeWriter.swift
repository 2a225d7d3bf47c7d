// Encrypts as it goes, in memory of one chunk.

internal import Crypto

/// Makes one age file, in binary: ``header``, then what ``seal(_:into:)`` gives, then what
/// ``finish(into:)`` gives. It cannot be copied: two files must not share a key.
package struct AgeWriter: ~Copyable {
  /// What the file begins with; to be written first.
  package let header: [UInt8]

  private let cipher: ChunkCipher
  private var pending: [UInt8] = []
  private var chunk = 0
  private var isFinished = false

  /// A file that any of these recipients opens; 1 to ``AgeFile/mostRecipients``, each once is enough.
  package init(for recipients: [AgeRecipient]) {
    precondition(
      (1...AgeFile.mostRecipients).contains(recipients.count), "somebody has to be able to open it")
    let fileKey = SymmetricKey(size: .bits128)
    self.init(fileKey, recipients.map { Stanza(fileKey, for: $0) })
  }

  /// A file that a passphrase opens.
  ///
  /// - Parameter workFactor: Base-two logarithm of the steps of scrypt, 1 to 22; 2^workFactor KiB of
  ///   memory, both to write and to open. 18, as the program `age` has it, takes about a second.
  /// - Throws: `noMemory`.
  package init(passphrase: AgePassphrase, workFactor: Int = 18) throws(AgeError) {
    precondition(AgeFile.workFactors.contains(workFactor), "work factors are 1 to 22")
    let fileKey = SymmetricKey(size: .bits128)
    let stanza = try Stanza(fileKey, passphrase: passphrase, workFactor: workFactor)
    self.init(fileKey, [stanza])
  }

  private init(_ fileKey: SymmetricKey, _ stanzas: [Stanza]) {
    let nonce = Random.bytes(AgeFile.nonceLength)
    header = AgeHeader(stanzas, fileKey: fileKey).bytes + nonce
    cipher = ChunkCipher(fileKey, nonce: nonce)
    pending.reserveCapacity(AgeFile.chunkLength)
  }

  /// Encrypts more content and hands on each chunk that is full. If `sink` throws, the file cannot be
  /// gone on with.
  package mutating func seal<Failure: Error>(
    _ bytes: RawSpan, into sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(!isFinished, "the file is finished")
    var rest = bytes
    while !rest.isEmpty {
      // A full chunk waits until it is known not to be the last.
      if pending.count == AgeFile.chunkLength { try flush(isLast: false, sink) }
      let part = rest.extracting(first: AgeFile.chunkLength - pending.count)
      // Copied while the span is there.
      unsafe part.withUnsafeBytes { unsafe pending.append(contentsOf: $0) }
      rest = rest.extracting(droppingFirst: part.byteCount)
    }
  }

  /// Hands on the last chunk. Without it the file is refused as cut short.
  package mutating func finish<Failure: Error>(
    into sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(!isFinished, "the file is finished")
    isFinished = true
    try flush(isLast: true, sink)
  }

  private mutating func flush<Failure: Error>(
    isLast: Bool, _ sink: ([UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    let sealed = cipher.seal(pending, chunk: chunk, isLast: isLast)
    pending.removeAll(keepingCapacity: true)
    chunk += 1
    try sink(sealed)
  }
}
