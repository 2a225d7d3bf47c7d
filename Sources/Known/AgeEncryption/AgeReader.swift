// Decrypts as it goes, in memory of a few chunks.

/// Opens one age file, binary or armoured. What is given is authentic and in its place, but the file
/// is complete only once ``next()`` has given `nil`.
package struct AgeReader {
  private enum State {
    case open
    case finished
    case failed(AgeError)
  }

  private static let sealedLength = AgeFile.chunkLength + AgeFile.tagLength

  private var source: ByteSource
  private let cipher: ChunkCipher
  private var chunk = 0
  private var state = State.open

  /// Reads the header and finds the key.
  ///
  /// - Parameters:
  ///   - keys: What the file may be opened with.
  ///   - pull: Gives the file's next bytes, at most so many; none at its end.
  /// - Throws: `AgeError`, or what `pull` throws.
  package init(keys: AgeKeys, pull: @escaping (_ most: Int) throws -> [UInt8]) throws {
    source = ByteSource(pull)
    switch AgeFile.form(of: try source.peek(AgeFile.headLength)) {
    case .binary: break
    case .armoured:
      let armour = ArmourDecoder(source)
      source = ByteSource { most in try armour.pull(most) }
    case nil: throw AgeError.notAge
    }
    let header = try AgeHeader(reading: &source)
    let fileKey = try keys.fileKey(of: header)
    guard header.isAuthentic(with: fileKey) else { throw AgeError.headerChanged }
    let nonce = try source.take(AgeFile.nonceLength)
    guard nonce.count == AgeFile.nonceLength else { throw AgeError.truncated }
    cipher = ChunkCipher(fileKey, nonce: nonce)
  }

  /// The next chunk, decrypted: 1 to 65,536 bytes. `nil` at the end of a file that is complete; else
  /// the same error again and again.
  ///
  /// - Throws: `AgeError`, or what `pull` throws, after which it may be tried again.
  package mutating func next() throws -> [UInt8]? {
    switch state {
    case .open: break
    case .finished: return nil
    case .failed(let error): throw error
    }
    do {
      let there = try source.fill(Self.sealedLength + 1)
      let sealed = try source.take(Self.sealedLength)
      let bytes = try open(sealed, isEnd: there <= Self.sealedLength)
      chunk += 1
      return bytes.isEmpty ? nil : bytes
    } catch let error as AgeError {
      state = .failed(error)
      throw error
    }
  }

  /// Opens a chunk as what it has to be where it stands, and finds out what it is if it is not.
  private mutating func open(_ sealed: [UInt8], isEnd: Bool) throws(AgeError) -> [UInt8] {
    guard sealed.count >= AgeFile.tagLength else { throw .truncated }
    if let bytes = cipher.open(sealed, chunk: chunk, isLast: isEnd) {
      // Only a file without content has an empty chunk.
      guard !bytes.isEmpty || chunk == 0 else { throw .damaged(chunk: chunk) }
      if isEnd { state = .finished }
      return bytes
    }
    guard sealed.count == Self.sealedLength else { throw .damagedEnd(chunk: chunk) }
    guard cipher.open(sealed, chunk: chunk, isLast: !isEnd) != nil else {
      throw .damaged(chunk: chunk)
    }
    throw isEnd ? .truncated : .trailingData
  }
}
