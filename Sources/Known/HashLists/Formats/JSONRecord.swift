// One record of JSON, as its members say, whichever format it is of.

internal import Findings
internal import PerceptualHash

/// What a record says.
struct JSONRecord {
  /// The formats of exchanges, by names that only they have.
  enum Form { case stopNCII, threatExchange }

  /// Its hashes.
  var entry: ListEntry
  /// PDQ and PhotoDNA hashes beyond the first, as entries of their own.
  var others: [ListEntry] = []
  /// Hashes of 64 digits of which nothing says what they are.
  var undecided: [PDQHash] = []
  /// The name of the kind of ``value``.
  private(set) var kind: String?
  private(set) var value: [UInt8]?
  private(set) var form: Form?
  private(set) var id: String?
  private(set) var status: String?
  private(set) var isDeletion = false
  /// The statuses that others give it; `nil` if it has none of their descriptions.
  private(set) var descriptorStatuses: [String]?
  private(set) var mediaFileCount = 0
  private(set) var declaredCount: Int?
  private(set) var caseID: String?
  private(set) var caseNumber: String?
  /// Whether it has a place for a hash, be it empty.
  var hasHash = false
  /// Hashes that were taken.
  var hashCount = 0

  /// A record of which nothing has been read.
  init(number: Int) { entry = ListEntry(number: number) }

  // MARK: - Members

  /// Reads the value of a member.
  mutating func read(
    _ field: JSONField, _ json: JSONReader, _ names: inout JSONFieldNames, _ intake: ListIntake
  ) throws(ListFault) {
    if try json.kind() != .scalar {
      try readParts(field, json, &names, intake)
    } else if field == .other || field == .link {
      try json.skip()
    } else if let scalar = try json.scalar() {
      try take(field, scalar, json, intake)
    }
  }

  /// Takes a member that is a single value.
  mutating func take(
    _ field: JSONField, _ scalar: JSONScalar, _ json: JSONReader, _ intake: ListIntake
  ) throws(ListFault) {
    switch field {
    case .hash(let kind):
      hasHash = true
      if let text = scalar.bytes { try take(text[...], as: kind, json, intake) }
    case .hashes:
      if let text = scalar.bytes { try takeUnnamed(text[...], json, intake) }
    case .category: entry.category = scalar.string
    case .quality: entry.quality = scalar.bytes?[...].quality
    case .kind: kind = scalar.string
    case .value: value = scalar.bytes
    case .indicator:
      form = .threatExchange
      if value == nil { value = scalar.bytes }
    case .signal: value = scalar.bytes
    case .hashStatus:
      form = .stopNCII
      status = scalar.string
    case .status: status = scalar.string
    case .id: id = scalar.string
    case .isDeletion:
      form = .threatExchange
      isDeletion = scalar.isTrue
    case .mediaCount: declaredCount = scalar.string.flatMap { Int($0) }
    case .caseID: caseID = scalar.string
    case .caseNumber: caseNumber = scalar.string
    case .descriptors, .media, .mediaFiles, .link, .other: break
    }
  }

  /// Reads a member that is an object or array.
  private mutating func readParts(
    _ field: JSONField, _ json: JSONReader, _ names: inout JSONFieldNames, _ intake: ListIntake
  ) throws(ListFault) {
    switch field {
    case .hashes, .value: try readHashes(json, &names, intake)
    case .indicator where try json.kind() == .object: try readIndicator(json, &names, intake)
    case .hash, .indicator, .signal:
      hasHash = true
      refuse(intake)
    case .descriptors: try readDescriptors(json, &names)
    case .mediaFiles where try json.kind() == .array:
      try json.array { () throws(ListFault) in mediaFileCount += 1 }
    default: break
    }
  }

  /// Reads ThreatExchange's indicator as an object, which descriptors have beside the same as text.
  private mutating func readIndicator(
    _ json: JSONReader, _ names: inout JSONFieldNames, _ intake: ListIntake
  ) throws(ListFault) {
    form = .threatExchange
    try json.object { name throws(ListFault) in
      let field = names.field(name)
      guard field == .indicator || field == .kind && kind == nil, let scalar = try json.scalar()
      else { return }
      try take(field, scalar, json, intake)
    }
  }

  /// Reads `[{"status": ...}]`, or the same below `data`.
  private mutating func readDescriptors(
    _ json: JSONReader, _ names: inout JSONFieldNames
  ) throws(ListFault) {
    form = .threatExchange
    var statuses = descriptorStatuses ?? []
    func read() throws(ListFault) {
      switch try json.kind() {
      case .array: try json.array { () throws(ListFault) in try read() }
      case .object:
        try json.object { name throws(ListFault) in
          if try json.kind() != .scalar, name == "data" {
            try read()
          } else if names.field(name) == .status, let status = try json.scalar()?.string,
            !statuses.contains(status), statuses.count < 100
          {
            statuses.append(status)
          }
        }
      case .scalar: break
      }
    }
    try read()
    descriptorStatuses = statuses
  }
}
