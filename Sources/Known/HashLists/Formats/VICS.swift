// VICS: the JSON in which Project VIC and CAID exchange sets of hashes, and cases.

internal import Findings

/// VICS 1.1 to 1.3 and 2.0: `value` holds Media (a hash set) or cases that hold Media, which is
/// told by shape: exporters write the wrong address.
struct VICS {
  /// NIST's CAID files give this to everything.
  private static let knownGoodCategory = "8"

  private var format = "VICS hash set"
  private var hasMedia = false
  private var isOnlyGood = true
  private var mediaFiles = 0
  /// Files that the cases say they have, and Media and MediaFiles that those cases have.
  private var declared: Int?
  private var found = (media: 0, mediaFiles: 0)

  /// Reads `.../DataModels/1.3.xml#Media`, `.../DataModels/2.0.xml/US/$metadata#Media`.
  func readModel(_ address: String, _ intake: ListIntake) {
    let parts = address.split(separator: "/")
    guard let place = parts.firstIndex(of: "DataModels"), place + 1 < parts.count else { return }
    let version = parts[place + 1].prefix { $0.isNumber || $0 == "." }
    intake.list.about.formatVersion = String(version.hasSuffix(".") ? version.dropLast() : version)
    if place + 2 < parts.count, !parts[place + 2].hasPrefix("$") {
      intake.list.about.region = String(parts[place + 2])
    }
  }

  /// Counts a Media.
  mutating func count(_ media: JSONRecord) {
    hasMedia = true
    if media.entry.category != Self.knownGoodCategory { isOnlyGood = false }
    mediaFiles += media.mediaFileCount
  }

  /// Ends a case, and says what it says of itself; of several, the first.
  ///
  /// - Parameter media: How many Media it has.
  mutating func endCase(_ record: JSONRecord, media: Int, _ intake: ListIntake) {
    if format != "VICS case" {
      format = "VICS case"
      intake.list.about.title = record.caseNumber
      intake.list.about.identifier = record.caseID
    }
    if let count = record.declaredCount {
      declared = (declared ?? 0) &+ count
      found = (found.media + media, found.mediaFiles + mediaFiles)
    }
    mediaFiles = 0
  }

  /// Says what the list is as a whole. Exporters count Media or MediaFiles: only what is neither is
  /// told.
  func end(_ intake: ListIntake) {
    intake.list.format = format
    let isRegional = ![nil, "Default"].contains(intake.list.about.region)
    intake.list.nature = hasMedia && isOnlyGood && !isRegional ? .knownGood : .notable
    if let declared, declared != found.media, declared != found.mediaFiles {
      intake.note(.declaredCount(declared: declared, found: found.media))
    }
  }
}
