// All that reports and summaries say in words, in one language: nothing else holds sentences.

public import EvidenceEntries
public import Findings
public import MediaFormats

/// The words and sentences of a language.
///
/// Names in sentences are given as they are to be printed; sentences do not escape anything.
public protocol Wording: Sendable {
  /// What an outcome means, in few words.
  func explanation(of outcome: Outcome) -> String

  /// A reason as a clause.
  ///
  /// - Parameter ignoredLists: Names of the lists of known-good files, in their order.
  func clause(_ reason: Reason, ignoredLists: [String]) -> String

  /// What kind of process decoded a file.
  func name(of decoder: DecoderClass) -> String

  /// What a reader of a list should know.
  ///
  /// - Parameter unit: What the numbers in it count.
  func clause(_ note: HashList.Note, _ unit: HashList.Unit) -> String

  /// What a Bloom filter has.
  func clause(_ filter: HashList.Filter) -> String

  /// How often a Bloom filter is wrong.
  func rates(of filter: HashList.Filter) -> String

  /// Why something of a list was left out.
  func clause(_ reason: HashList.Rejection.Reason) -> String

  /// What being in a list says of a file; `nil` if the list does not say it.
  func clause(_ nature: HashList.Nature) -> String?

  /// What records of a list are called: one, or several.
  func word(_ unit: HashList.Unit, isOne: Bool) -> String

  /// What a profile of categories is called, and whether it was verified.
  func name(of profile: CategoryProfile) -> String

  /// What entries of no category are called.
  var noCategory: String { get }

  /// What is known of a device under a volume.
  func clause(_ device: MountState.Device) -> String

  /// Whether anything could write to a volume.
  func word(isWritable: Bool) -> String

  /// A mount, all parts of which are printable.
  func line(
    volume: String, state: String, source: String, point: String, options: String, device: String
  ) -> String

  /// Nothing was found in a volume, whose path is printable.
  func emptyVolume(_ path: String) -> String

  /// Something is mounted at a path, into which the scan did not go.
  func leftOut(_ path: String) -> String

  /// Headings of the table of matches: distance, grade, algorithm, list and entry, file.
  var matchHeadings: [String] { get }

  /// So many other matches of the same file.
  func moreMatches(_ count: Int) -> String

  /// So many files are not in the table.
  func moreFiles(_ count: Int) -> String

  /// How many files match.
  func verdict(_ files: Int) -> String

  /// So many files have no match but those that are set aside, which follow.
  func setAside(_ files: Int) -> String

  /// Why a match is set aside.
  ///
  /// - Parameter mostPictures: How many different pictures of the case may be like an entry.
  func clause(_ quarantine: Quarantine, mostPictures: Int) -> String

  /// What chance alone would bring.
  func paragraph(_ chance: ChanceFigures) -> String

  /// How many entries there are.
  func entries(_ count: Int, directories: Int) -> String

  /// What files are that a Bloom filter alone takes for known-good ones.
  ///
  /// - Parameters:
  ///   - filter: Its name, printable.
  ///   - oneIn: It takes one file in so many that it does not hold for one that it holds.
  ///   - files: The files of the case.
  func probablyKnownGood(by filter: String, oneIn: Int64, of files: Int) -> String

  /// Heading of what was not examined.
  var notExamined: String { get }

  /// So many entries are not in that list.
  func moreEntries(_ count: Int) -> String
}

/// The figures of the sentence on chance.
public struct ChanceFigures: Hashable, Sendable {
  /// The largest distance that was asked for.
  public var radius: Int
  /// Matches to be expected within it.
  public var expected: Double
  /// The customary distance.
  public var closeRadius: Int
  /// Matches to be expected within that.
  public var expectedClose: Double
  /// Hashes of the case's pictures that were looked up.
  public var lookups: Int
  /// Hashes of the lists' pictures.
  public var pictures: Int
  /// Mean distance of unrelated pictures, in bits.
  public var mean: Double
  /// Standard deviation of that.
  public var deviation: Double
  /// How many independent bits would have these two.
  public var independentBits: Double
  /// Pairs of the case that this is of; `nil` if they were too few, and it is of photographs in general.
  public var pairs: Int?
}

extension Wording {
  /// Reasons in one line; `nil` of none.
  public func sentence(_ reasons: [Reason], ignoredLists: [String]) -> String? {
    guard !reasons.isEmpty else { return nil }
    return reasons.map { clause($0, ignoredLists: ignoredLists) }.joined(separator: "; ")
  }
}

extension Reason {
  /// The name of the list whose number, from 1, is the reason's first; `?` if there is none of it.
  func listName(in lists: [String]) -> String {
    guard let first = numbers.first, let number = Int(exactly: first), number > 0,
      number <= lists.count
    else { return "?" }
    return lists[number - 1]
  }
}
