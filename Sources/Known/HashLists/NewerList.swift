// A newer version of a list, asked what became of the entries on which matches rest.

public import Findings
public import SystemPackage

/// The hashes of a newer version of a list.
public struct NewerList: Sendable {
  /// What the newer version is; of an archive, its last list.
  public let list: HashList
  private let hashes: SortedHashes

  /// What became of an entry. The raw value is the word that reports use.
  public enum Standing: String, CaseIterable, Sendable {
    /// The newer list has its hash, in the same category.
    case listed
    /// The newer list has its hash, in other categories.
    case recategorised
    /// The newer list does not have its hash.
    case withdrawn
  }

  /// Reads a list. Takes 64 bytes a hash.
  ///
  /// - Parameter progress: Told now and then what is being done.
  /// - Throws: ``HashListError`` if it cannot be used.
  public init(
    reading path: FilePath, progress: @escaping (String) -> Void = { _ in }
  ) throws(HashListError) {
    let received = CollectedHashes()
    try ListReader.read(path, into: received, progress: progress)
    guard let list = received.list else {
      throw HashListError(path: path, problem: .unusable("holds no list"))
    }
    self.list = list
    hashes = received.sorted()
  }

  /// What became of the entry that a match rests on, by its hash.
  public func standing(of match: KnownMatch) -> Standing {
    guard let categories = categories(of: match) else { return .withdrawn }
    let isSame = match.category.map(categories.contains) ?? categories.isEmpty
    return isSame ? .listed : .recategorised
  }

  /// The categories in which the newer list has the hash of a match's entry; `nil` if it does not have
  /// the hash.
  public func categories(of match: KnownMatch) -> [String]? {
    let kind = SortedHashes.Kind(match.algorithm)
    return hashes.place(of: SortedHashes.Key(kind, match.hash))?.categories
  }
}
