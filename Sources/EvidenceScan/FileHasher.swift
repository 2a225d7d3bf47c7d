// Hashing files outside of a case: one, or all below a folder, in order.

public import DecodeWorker
internal import MediaFormats
internal import Synchronization
public import SystemPackage

/// Hashes pictures and videos without matching or recording them.
public struct FileHasher: Sendable {
  /// Why a file has no record.
  public enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// It could not be opened or read.
    case unreadable(Errno)
    /// It was not opened, for this reason.
    case notOpened(String)
    /// By its signature it is no picture or video.
    case notMedia

    /// What is wrong, in few words.
    public var description: String {
      switch self {
      case .unreadable(let error): "\(error)"
      case .notOpened(let reason): reason
      case .notMedia: "not a picture or video"
      }
    }
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

  /// Makes a hasher.
  public init(examiner: any MediaExaminer, method: HashingMethod = HashingMethod()) {
    self.examiner = examiner
    self.method = method
  }

  /// Hashes one file, which leaves the time of its last access alone if that is allowed. The path is the
  /// user's own, and may lead there by links.
  public func record(of path: FilePath) -> Result<MediaRecord, Problem> {
    do throws(Errno) {
      let file = try SystemCalls.open(path, isDirectory: false).descriptor
      defer { try? file.close() }
      return record(of: file)
    } catch {
      return .failure(.unreadable(error))
    }
  }

  /// Hashes a file, or every picture and video below a folder; what is neither is passed over there.
  /// The path may lead to either by links; below a folder none is followed.
  ///
  /// - Parameters:
  ///   - path: File or folder.
  ///   - workers: How many files to hash at once.
  ///   - body: Called once a file, in the order of the walk.
  public func hash(
    _ path: FilePath, workers: Int, _ body: (HashedFile) throws -> Void
  ) throws {
    guard let root = try? SystemCalls.open(path, isDirectory: true).descriptor,
      let walk = try? Walk(root: root)
    else {
      try body(HashedFile(path: path.bytes, result: record(of: path)))
      return
    }
    let slash = UInt8(ascii: "/")
    let prefix = path.bytes.last == slash ? path.bytes : path.bytes + [slash]
    let walking = Mutex(walk)
    try OrderedWork.run(workers: workers) {
      walking.withLock { $0.nextToHash() }
    } perform: { entry in
      HashedFile(path: prefix + entry.path, result: record(of: entry))
    } take: { file in
      if case .failure(.notMedia) = file.result { return }
      try body(file)
    }
  }

  private func record(of entry: WalkedEntry) -> Result<MediaRecord, Problem> {
    guard let file = entry.descriptor else {
      let reason = entry.obstacle?.ending.1
      return .failure(reason.map { .notOpened($0) } ?? .notMedia)
    }
    defer { try? file.close() }
    return record(of: file)
  }

  private func record(of file: FileDescriptor) -> Result<MediaRecord, Problem> {
    do {
      var head = [UInt8](repeating: 0, count: MediaFormat.signatureLength)
      // The buffer is as long as what is read into it.
      let count = try unsafe head.withUnsafeMutableBytes {
        try unsafe file.read(fromAbsoluteOffset: 0, into: $0)
      }
      guard let format = MediaFormat(signature: head.span.extracting(0..<count)) else {
        return .failure(.notMedia)
      }
      let size = try file.seek(offset: 0, from: .end)
      return .success(
        examiner.examine(
          MediaInput(descriptor: file, byteCount: size, format: format, method: method)))
    } catch {
      return .failure(.unreadable(error as? Errno ?? .ioError))
    }
  }
}

extension Walk {
  /// The next file, or what should have been one.
  fileprivate mutating func nextToHash() -> WalkedEntry? {
    while let entry = next() {
      if entry.descriptor != nil || entry.obstacle?.isFailure == true { return entry }
    }
    return nil
  }
}
