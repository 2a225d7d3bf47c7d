// What the name of a column says: in the languages that examiners' tools write their headers in.

internal import Findings
internal import Foundation

/// The words of a column's name, in lower case and without accents.
struct ColumnName {
  /// How the digits of a hash are written.
  enum Encoding {
    case hexadecimal, base64, base32
  }

  /// What a column holds, as far as lists use it.
  enum Role: Hashable {
    /// Hashes of a kind.
    case kind(HashKind)
    /// Hashes of a kind that something else says.
    case hash
    /// The kind of the row's hash.
    case algorithm
    case category
    case quality
  }

  /// As the list writes it.
  let text: String
  private let words: [String]

  /// Reads a name.
  init(_ text: String) {
    self.text = text
    let folded = text.folding(
      options: [.caseInsensitive, .diacriticInsensitive], locale: Locale(identifier: "en_US_POSIX"))
    words = folded.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  /// Its letters and digits.
  var key: String { words.joined() }

  /// How hashes are written in it.
  var encoding: Encoding {
    if words.contains("base64") || words.contains("b64") { return .base64 }
    if words.contains("base32") || words.contains("b32") { return .base32 }
    return .hexadecimal
  }

  /// What the column holds; `nil` if it is nothing that lists use.
  var role: Role? {
    if Self.categories.contains(key) { return .category }
    if Self.algorithms.contains(key) { return .algorithm }
    if ["quality", "pdqquality", "hashquality"].contains(key) { return .quality }
    let telling = words.filter { !Self.fillers.contains($0) }
    if telling.isEmpty { return words.contains { Self.hashes.contains($0) } ? .hash : nil }
    if ["signalstr", "indicator", "rawindicator", "hashstr"].contains(key) { return .hash }
    return HashKind(name: telling.joined()).map(Role.kind)
  }

  /// Words for a hash.
  private static let hashes: Set<String> = [
    "hash", "hashes", "hashwert", "hashvalue", "digest", "checksum", "prufsumme", "pruefsumme",
    "empreinte", "condensat", "huella", "resumen", "controlesom", "hashwaarde", "filehash",
  ]

  /// Words that say nothing of the kind of a hash.
  private static let fillers: Set<String> = hashes.union([
    "value", "sum", "hex", "file", "base64", "b64", "base32", "b32", "wert", "valeur", "valor",
    "waarde", "somme", "suma", "som", "datei", "fichier", "archivo", "bestand", "de", "du", "der",
    "des", "of", "the", "controle",
  ])

  private static let categories: Set<String> = [
    "category", "categoryid", "categoryname", "kategorie", "kategorien", "categorie", "categoria",
    "categoryno", "class", "classification", "klasse", "klassifizierung", "clase", "classe",
    "classificatie", "clasificacion", "specialcode",
  ]

  private static let algorithms: Set<String> = [
    "algorithm", "algo", "hashalgorithm", "hashtype", "hashkind", "signaltype", "algorithmus",
    "hashtyp", "hashalgorithmus", "algorithme", "algoritmo", "algoritme", "typedehash",
  ]
}
