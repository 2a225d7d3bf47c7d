// The tables that are known by their columns: what each is called, and what being in it says of a file.

internal import Findings

/// A kind of table.
enum TableKind: String {
  case threatExchange = "ThreatExchange CSV"
  case icse = "INTERPOL ICSE CSV"
  case rds1 = "NSRL RDSv1"
  case rds2 = "NSRL RDSv2"
  case hashKeeper = "HashKeeper"
  case hashKeeperSets = "HashKeeper sets"
  case getFileHash = "PowerShell Get-FileHash CSV"
  case iped = "IPED CSV"
  case griffeye = "Griffeye CSV"
  case axiom = "AXIOM CSV"
  case other = "CSV"

  /// Tells it by the names of its columns, whatever their order.
  init(_ layout: TableLayout) {
    let keys = layout.keys
    func has(_ names: String...) -> Bool { keys.isSuperset(of: names) }
    func count(_ names: String...) -> Int { keys.intersection(names).count }
    let isNSRL = count("filename", "filesize", "productcode", "opsystemcode", "specialcode") >= 4
    self =
      if has("signaltype", "signalstr") {
        .threatExchange
      } else if count(
        "baseline", "isdistributed", "victimidentified", "offenderidentified", "seriesname",
        "numberofsubmissions", "fileavailable") >= 2
      {
        .icse
      } else if isNSRL, has("sha1") || has("md5") {
        has("md4") ? .rds1 : .rds2
      } else if has("hashsetid", "hash") {
        .hashKeeper
      } else if keys.isSuperset(of: HashKeeperSets.columns) {
        .hashKeeperSets
      } else if keys == ["algorithm", "hash", "path"] {
        .getFileHash
      } else if count("edonkey", "md5512", "md564k") >= 2 {
        .iped
      } else if has("filepath"), count("sourceid", "lastwritetime", "createddate", "filetype") > 0 {
        .griffeye
      } else if count("artifact", "artifactid", "evidencenumber", "itemid", "recoverymethod") >= 2 {
        .axiom
      } else {
        .other
      }
  }

  /// What being in it says of a file.
  var nature: HashList.Nature {
    switch self {
    case .threatExchange, .icse: .notable
    case .rds1, .rds2: .knownGood
    default: .unstated
    }
  }

  /// Categories of files that are not known to be harmless, in a list that otherwise says so.
  var notableCategories: [String] {
    // SpecialCode: M for malicious, S for special.
    self == .rds1 || self == .rds2 ? ["M", "S"] : []
  }
}
