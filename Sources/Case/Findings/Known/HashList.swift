// A list of known hashes as it was read: what it is, what it holds, what was wrong with it.

/// What is to be told of a hash list, and stays with every match: where it came from, byte for byte.
public struct HashList: Hashable, Codable, Sendable {
  /// The last component of its path; of a member of an archive, with that of the archive before it.
  public var name: String

  /// SHA-256 of the file as it was given: of an archive, of all of it.
  public var sha256: FileDigest

  /// The format it was recognised as.
  public var format: String

  /// What the list says of itself.
  public var about = About()

  /// What being in the list says of a file.
  public var nature = Nature.unstated

  /// Categories of entries that are not harmless though the list as a whole is of harmless files: NSRL
  /// lists name malicious ones by a code.
  public var notableCategories: [String] = []

  /// Whether records are counted by line, or as records of a document or table.
  public var unit = Unit.line

  /// Records that were read, those left out included.
  public var records = 0

  /// Hashes by kind that take part in matching.
  public var counts = Counts()

  /// The categories of its entries, in the order in which they first come, as the list writes them.
  public var categories: [Category] = []

  /// What was left out because it is not what the format has; the first ``HashList/rejectionsKept``.
  public var rejections: [Rejection] = []

  /// How much was left out because of that.
  public var rejectedCount = 0

  /// What it is if it is a Bloom filter: it has no entries then, and matches nothing, but a set of
  /// known content says what it probably has.
  public var filter: Filter?

  /// What else a reader should know.
  public var notes: [Note] = []

  /// How many rejections are kept, and how many numbers of entries a note names.
  public static let rejectionsKept = 10

  /// How many categories are kept; those beyond are counted in ``Note/moreCategories(count:)``.
  public static let categoriesKept = 1000

  /// Describes a list without entries.
  public init(name: String, sha256: FileDigest, format: String) {
    self.name = name
    self.sha256 = sha256
    self.format = format
  }

  /// What a list says of itself, word for word; nothing of it is checked.
  public struct About: Hashable, Codable, Sendable {
    /// Version of the format or data model.
    public var formatVersion: String?
    /// Name of the set.
    public var title: String?
    /// What its publisher calls it by.
    public var identifier: String?
    /// Version of the content.
    public var version: String?
    /// When it was made or released.
    public var date: String?
    /// Whose scheme its categories are of, such as `US`.
    public var region: String?

    /// Nothing.
    public init() {}
  }

  /// What being in a list says of a file.
  public enum Nature: String, Codable, Sendable {
    /// The format does not say.
    case unstated
    /// The file is sought.
    case notable
    /// The file is known to be harmless.
    case knownGood
  }

  /// How records are counted.
  public enum Unit: String, Codable, Sendable {
    case line, record
  }

  /// Numbers of entries.
  public struct Counts: Hashable, Codable, Sendable {
    /// MD5 digests.
    public var md5 = 0
    /// SHA-1 digests.
    public var sha1 = 0
    /// SHA-256 digests.
    public var sha256 = 0
    /// PDQ hashes of pictures.
    public var pictures = 0
    /// Videos.
    public var videos = 0
    /// PDQ hashes of frames of those videos.
    public var frames = 0

    /// Nothing yet.
    public init() {}

    /// Hashes of all kinds; a video counts once.
    public var total: Int { md5 + sha1 + sha256 + pictures + videos }
  }

  /// A category, and how many entries have it.
  public struct Category: Hashable, Codable, Sendable {
    /// As the list writes it; `nil` of entries without any.
    public var code: String?
    /// Entries with something to match.
    public var count: Int

    /// Makes a category.
    public init(code: String?, count: Int) {
      self.code = code
      self.count = count
    }
  }

  /// Something that was left out.
  public struct Rejection: Hashable, Codable, Sendable {
    /// The line or record, from 1.
    public var number: Int
    /// Why.
    public var reason: Reason

    /// Makes a rejection.
    public init(number: Int, reason: Reason) {
      self.number = number
      self.reason = reason
    }

    /// Why something is left out.
    public enum Reason: Hashable, Codable, Sendable {
      /// It is not what the format has there.
      case malformed
      /// The line is longer than any line of a list.
      case tooLong
      /// A hash of that kind cannot have so many characters, or has some that are no digits.
      case badHash(kind: String, length: Int)
      /// The record has no hash at all.
      case noHash
    }
  }

  /// What a reader should know of a list, with its numbers.
  public enum Note: Hashable, Codable, Sendable {
    /// Hashes of the empty file were dropped.
    case emptyFiles(count: Int)
    /// Pictures of too low a quality were left out, because they match anything.
    case lowQuality(count: Int)
    /// Hashes of a kind that is not matched were left out.
    case unsupported(kind: String, count: Int)
    /// Hashes of a kind that cannot be computed here are kept with the list, and never matched.
    case stored(kind: String, count: Int)
    /// Bare hashes of 64 digits were taken as this; so many of them have half of their bits set.
    case bareHashes(BareHashes, balanced: Int, count: Int)
    /// Hashes stand in the list several times in one category: so many entries beyond the first of
    /// each.
    case duplicates(count: Int)
    /// Hashes stand in several categories of the list: so many, the first of them also in these
    /// records.
    case conflictingCategories(count: Int, records: [Int])
    /// PDQ hashes that hardly any picture with structure has, by how many of their bits are set.
    case oddHashes(count: Int, records: [Int])
    /// Entries were withdrawn by the list itself: marked so, or deleted by a later record.
    case withdrawn(count: Int)
    /// The list is a page of a longer one.
    case hasNextPage
    /// The list says that it has so many entries, and has another number.
    case declaredCount(declared: Int, found: Int)
    /// Columns that are not used.
    case unusedColumns([String])
    /// A column of digests that no name says the kind of.
    case unnamedDigests(column: String, digits: Int)
    /// Members of an archive that are no lists.
    case passedOver([String])
    /// The text was converted from this encoding.
    case encoding(String)
    /// There are more categories than are named.
    case moreCategories(count: Int)
    /// A Bloom filter takes one file in so many that it does not hold for one that it holds.
    case falsePositives(oneIn: Int)
    /// A Bloom filter does not say of what it was made: this is looked up in it.
    case assumedElements(String)
    /// A Bloom filter declares another rate than its own numbers give when it is full.
    case declaredRate(oneIn: Int, computed: Int)
    /// A Bloom filter takes more made-up hashes for its own than its numbers explain.
    case foundProbes(found: Int, count: Int)
    /// A Bloom filter says that it has so many elements, and has bits of another number.
    case miscounted(declared: Int, estimated: Int)
  }

  /// What bare hashes of 64 digits can be.
  public enum BareHashes: String, Codable, Sendable {
    case pdq, sha256, both
  }
}
