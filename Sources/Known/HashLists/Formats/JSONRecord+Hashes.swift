// The hashes of a record of JSON, in the shapes in which programs write them.

internal import Findings
internal import PerceptualHash

extension JSONRecord {
  /// No record has more hashes.
  private static let mostHashes = 1000

  /// Says that something stands where a hash should be.
  mutating func refuse(_ intake: ListIntake) {
    intake.reject(entry.number, .malformed)
    entry.isExcused = true
  }

  /// Takes a hash. The same one twice is one.
  mutating func take(
    _ text: ArraySlice<UInt8>, as kind: HashKind, _ json: JSONReader, _ intake: ListIntake
  ) throws(ListFault) {
    hasHash = true
    hashCount += 1
    guard hashCount <= Self.mostHashes else {
      throw json.wrong("it has more than \(Self.mostHashes) hashes")
    }
    guard kind == .pdq && entry.pdq != nil || kind == .photoDNA && entry.photoDNA != nil else {
      entry.take(text, as: kind, intake)
      return
    }
    var other = ListEntry(number: entry.number)
    other.take(text, as: kind, intake)
    if other.isEmpty || other.pdq == entry.pdq && other.photoDNA == nil
      || other.photoDNA == entry.photoDNA && other.pdq == nil || others.contains(other)
    {
      return
    }
    others.append(other)
  }

  /// Takes ``value`` as what the record says that it is; where it says nothing that is known, as
  /// what its digits say.
  mutating func takeValue(_ json: JSONReader, _ intake: ListIntake) throws(ListFault) {
    guard let value else { return }
    if let kind = kind.flatMap({ HashKind(name: $0) }) {
      try take(value[...], as: kind, json, intake)
    } else {
      try takeUnnamed(value[...], json, intake)
    }
  }

  mutating func takeUnnamed(
    _ text: ArraySlice<UInt8>, _ json: JSONReader, _ intake: ListIntake
  ) throws(ListFault) {
    let digits = text.trimmed.withoutPrefix
    let kind = HashKind.plain(digits: digits.count)
    if digits.isEmpty {
      return
    } else if let kind, digits.allSatisfy({ Hexadecimal.value(of: $0) != nil }) {
      try take(text, as: kind, json, intake)
    } else if let hash = PDQHash(hex: digits), undecided.count < Self.mostHashes {
      hasHash = true
      undecided.append(hash)
    } else {
      refuse(intake)
    }
  }

  /// Reads `{"md5": ...}`, `[{"HashName": ..., "HashValue": ...}]`, or an array of hashes.
  mutating func readHashes(
    _ json: JSONReader, _ names: inout JSONFieldNames, _ intake: ListIntake
  ) throws(ListFault) {
    switch try json.kind() {
    case .object: try readNamed(json, &names, intake)
    case .array:
      try json.array { () throws(ListFault) in
        switch try json.kind() {
        case .object: try readNamed(json, &names, intake)
        case .array: refuse(intake)
        case .scalar:
          if let text = try json.scalar()?.bytes { try takeUnnamed(text[...], json, intake) }
        }
      }
    case .scalar: break
    }
  }

  /// Reads an object that names the kind of a hash, or has a member for each kind. Beside a kind
  /// that is named, VICS repeats the record's MD5.
  private mutating func readNamed(
    _ json: JSONReader, _ names: inout JSONFieldNames, _ intake: ListIntake
  ) throws(ListFault) {
    var pair = JSONRecord(number: entry.number)
    var direct: [(HashKind, [UInt8])] = []
    var hasPair = false
    try json.object { name throws(ListFault) in
      let field = names.field(name)
      guard let scalar = try json.scalar() else {
        refuse(intake)
        return
      }
      switch field {
      case .hash(let kind):
        if let text = scalar.bytes, direct.count < Self.mostHashes { direct.append((kind, text)) }
      case .kind, .value, .signal, .indicator:
        hasPair = true
        try pair.take(field, scalar, json, intake)
      default: break
      }
    }
    hasHash = hasHash || hasPair || !direct.isEmpty
    guard hasPair else {
      if direct.isEmpty { refuse(intake) }
      for (kind, text) in direct { try take(text[...], as: kind, json, intake) }
      return
    }
    guard let text = pair.value else { return }
    if let name = pair.kind {
      try take(text[...], as: HashKind(name: name) ?? .unsupported(name), json, intake)
    } else {
      try takeUnnamed(text[...], json, intake)
    }
  }
}
