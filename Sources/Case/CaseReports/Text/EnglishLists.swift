// What is said of hash lists, in English.

public import Findings

extension EnglishWording {
  /// See ``Wording``.
  public func clause(_ note: HashList.Note, _ unit: HashList.Unit) -> String {
    switch note {
    case .emptyFiles(let count): "hashes of the empty file dropped: \(count)"
    case .lowQuality(let count):
      "pictures of quality below 50 left out, because they match anything: \(count)"
    case .unsupported(let kind, let count):
      "hashes of type \"\(kind)\" left out, which are not supported: \(count)"
    case .stored(let kind, let count): "\(kind) stored, never matched: \(count)"
    case .bareHashes(let kind, let balanced, let count):
      "bare 64-digit hashes taken as \(name(of: kind)): \(balanced) of \(count) have 128 bits set"
    case .duplicates(let count): "duplicates: \(count), each kept with its place"
    case .conflictingCategories(let count, let records):
      "hashes in several categories: \(count) (\(places(records, of: count, unit)))"
    case .oddHashes(let count, let records):
      "PDQ hashes that hardly any picture with structure has, by the number of their bits: \(count)"
        + " (\(places(records, of: count, unit)))"
    case .withdrawn(let count): "withdrawn by the list itself, and left out: \(count)"
    case .hasNextPage: "INCOMPLETE: the list has a next page; get the other pages, too"
    case .declaredCount(let declared, let found):
      "the list says that it has \(declared) entries, and has \(found)"
    case .unusedColumns(let columns): "not used: \(columns.joined(separator: ", "))"
    case .unnamedDigests(let column, let digits):
      "column \"\(column)\" has hashes of \(digits) digits and does not say of which kind: not used"
    case .passedOver(let members):
      "members that are no lists: \(members.joined(separator: ", "))"
    case .encoding(let encoding): "converted from \(encoding)"
    case .moreCategories(let count): "entries of further categories: \(count)"
    case .falsePositives(let oneIn):
      "a Bloom filter: it takes 1 of \(oneIn) files that it does not hold for one that it holds; files"
        + " that no other list knows have a reason of their own"
    case .assumedElements(let kind):
      "it does not say what it holds: \(kind) in upper case is looked up, as CIRCL's filters have it"
    case .declaredRate(let oneIn, let computed):
      "it declares to be wrong in 1 of \(oneIn) files when it is full, and by its own numbers is in 1 of"
        + " \(computed)"
    case .foundProbes(let found, let count):
      "WORSE than its numbers: it takes \(found) of \(count) made-up hashes for its own"
    case .miscounted(let declared, let estimated):
      "it says that it has \(declared) elements, and has bits of about \(estimated)"
    }
  }

  /// See ``Wording``.
  public func clause(_ filter: HashList.Filter) -> String {
    let share = Figures.rounded(100 * Double(filter.setBitCount) / Double(filter.bitCount))
    let attached =
      filter.attachedByteCount > 0
      ? "; \(filter.attachedByteCount) bytes of other data, not read" : ""
    return
      "\(filter.elementCount) of at most \(filter.capacity) elements, \(filter.hashCount) bits an"
      + " element; \(filter.setBitCount) of \(filter.bitCount) bits are set (\(share) %)\(attached)"
  }

  /// See ``Wording``.
  public func rates(of filter: HashList.Filter) -> String {
    let declared = HashList.Filter.oneIn(filter.declaredRate)
    let computed = Self.oneIn(max(filter.rateByElements, filter.rateByBits))
    return
      "1 of \(computed) files that it does not hold, as it is filled; 1 of \(declared) when full,"
      + " as it declares; \(filter.probesFound) of \(filter.probeCount) made-up hashes are found"
  }

  private static func oneIn(_ rate: Double) -> String {
    let number = HashList.Filter.oneIn(rate)
    return number == HashList.Filter.mostSaid ? "\(number) or more" : "\(number)"
  }

  private func name(of hashes: HashList.BareHashes) -> String {
    switch hashes {
    case .pdq: "PDQ"
    case .sha256: "SHA-256"
    case .both: "both PDQ and SHA-256"
    }
  }

  /// Some records by number, and whether there are more.
  private func places(_ records: [Int], of count: Int, _ unit: HashList.Unit) -> String {
    let numbers = records.map(String.init).joined(separator: ", ")
    return "\(word(unit, isOne: records.count == 1)) \(numbers)"
      + (count > records.count ? ", ..." : "")
  }

  /// See ``Wording``.
  public func clause(_ reason: HashList.Rejection.Reason) -> String {
    switch reason {
    case .malformed: "not what the format has there"
    case .tooLong: "longer than any line of a list"
    case .badHash(let kind, let length): "no \(kind): \(length) characters, or not all digits"
    case .noHash: "no hash"
    }
  }

  /// See ``Wording``.
  public func clause(_ nature: HashList.Nature) -> String? {
    switch nature {
    case .unstated: nil
    case .notable: "files that are sought"
    case .knownGood: "files known to be harmless, for --ignore"
    }
  }

  /// See ``Wording``.
  public func word(_ unit: HashList.Unit, isOne: Bool) -> String {
    switch unit {
    case .line: isOne ? "line" : "lines"
    case .record: isOne ? "record" : "records"
    }
  }

  /// See ``Wording``.
  public func name(of profile: CategoryProfile) -> String {
    profile.verified ? profile.name : "\(profile.name) (unverified)"
  }

  /// See ``Wording``.
  public var noCategory: String { "none" }
}
