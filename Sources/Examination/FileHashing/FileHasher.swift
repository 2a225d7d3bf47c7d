// Hashing files outside of a case: one, or all below a folder, in order.

internal import EvidenceEntries
public import EvidenceVolumes
public import MediaExamination
internal import MediaFormats
internal import Platform
internal import Synchronization
public import SystemPackage

/// Hashes pictures and videos without matching or recording them.
public struct FileHasher: Sendable {
  /// Why a file has no record.
  public enum Problem: Error, Hashable, Sendable {
    /// It could not be opened or read.
    case unreadable(Errno)
    /// It was found below a folder, and not opened, for this reason.
    case notOpened(EvidenceEntry.Obstacle)
    /// By its signature it is no picture or video.
    case notMedia
  }

  /// A file that was hashed.
  public struct HashedFile: Sendable {
    /// Its path, starting with the path that was asked for.
    public var path: [UInt8]
    /// Its hashes, or why there are none.
    public var result: Result<MediaRecord, Problem>
  }

  private let examiner: any MediaExaminer
  private let method: HashingMethod
  private let bytesPerFile: Int?

  /// Makes a hasher.
  ///
  /// - Parameter bytesPerFile: Memory that decoding one file may take, where it is less than files have
  ///   anyway; see `MemoryBudget`.
  public init(
    examiner: any MediaExaminer, method: HashingMethod = HashingMethod(), bytesPerFile: Int? = nil
  ) {
    self.examiner = examiner
    self.method = method
    self.bytesPerFile = bytesPerFile
  }

  /// Hashes one file, which leaves the time of its last access alone if that is allowed. The path is the
  /// user's own, and may lead there by links.
  public func record(of path: FilePath) -> Result<MediaRecord, Problem> {
    do throws(Errno) {
      let file = try OpenFile(path)
      defer { file.close() }
      return record(of: file)
    } catch {
      return .failure(.unreadable(error))
    }
  }

  /// Hashes the bytes of a file.
  ///
  /// - Throws: ``Problem`` if they are of no picture or video, or if there is no memory for a copy.
  public func record(ofFile bytes: [UInt8]) throws(Problem) -> MediaRecord {
    let head = Array(bytes.prefix(MediaFormat.signatureLength))
    guard let format = MediaFormat(signature: head.span) else { throw .notMedia }
    do throws(Errno) {
      return record(of: try MediaInput(bytes: bytes, format: format, method: method))
    } catch {
      throw .unreadable(error)
    }
  }

  /// Hashes a file, or every picture and video below a folder; what is neither is passed over there.
  /// The path may lead to either by links; below a folder none is followed.
  ///
  /// When it returns or throws, nothing goes on any more: every file is closed, and every thread has
  /// let go of the examiner.
  ///
  /// - Parameters:
  ///   - path: File or folder.
  ///   - threads: How many files to hash at once.
  ///   - body: Called once a file, in the order of the walk.
  /// - Throws: What `body` throws.
  public func hash(
    _ path: FilePath, threads: Int, _ body: (HashedFile) throws -> Void
  ) throws {
    guard let walk = try? DirectoryWalk(path) else {
      try body(HashedFile(path: path.bytes, result: record(of: path)))
      return
    }
    let slash = EntryPath.slash
    let prefix = path.bytes.last == slash ? path.bytes : path.bytes + [slash]
    let walking = Lock(walk)
    try OrderedWork.run(threads: threads) {
      walking.withLock { $0.nextToHash() }
    } perform: { entry in
      HashedFile(path: prefix + entry.path, result: record(of: entry))
    } take: { file in
      if case .failure(.notMedia) = file.result { return }
      try body(file)
    }
  }

  private func record(of entry: EvidenceEntry) -> Result<MediaRecord, Problem> {
    guard let file = entry.file else {
      return .failure(entry.obstacle.map { .notOpened($0) } ?? .notMedia)
    }
    defer { file.close() }
    return record(of: file)
  }

  private func record(of input: MediaInput) -> MediaRecord {
    var input = input
    if let bytesPerFile { input.limits.bound(bytes: bytesPerFile) }
    return examiner.examine(input)
  }

  private func record(of file: any EvidenceFile) -> Result<MediaRecord, Problem> {
    do throws(Errno) {
      let head = try Self.head(of: file)
      guard let format = MediaFormat(signature: head.span) else { return .failure(.notMedia) }
      // Files of the system's own file systems have one.
      guard let descriptor = file.descriptor else { throw .notSupported }
      let size = try file.status().size
      return .success(
        record(
          of: MediaInput(
            descriptor: descriptor, byteCount: size, format: format, method: method)))
    } catch {
      return .failure(.unreadable(error))
    }
  }

  /// As many of the first bytes as tell the format, or all if there are fewer.
  private static func head(of file: any EvidenceFile) throws(Errno) -> [UInt8] {
    var head = [UInt8](repeating: 0, count: MediaFormat.signatureLength)
    let count = try unsafe head.withUnsafeMutableBytes { head in
      // The buffer is as long as what is read into it.
      Result { () throws(Errno) in try unsafe file.read(at: 0, into: head) }
    }.get()
    return Array(head[..<count])
  }
}

extension DirectoryWalk {
  /// The next file, or what should have been one.
  fileprivate func nextToHash() -> EvidenceEntry? {
    while let entry = next() {
      if entry.file != nil || entry.obstacle?.isFailure == true { return entry }
    }
    return nil
  }
}
