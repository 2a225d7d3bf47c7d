// Lists as other programs read them: what public importers do, in few lines of Python, and the programs
// themselves where they are installed.

import Findings
import Foundation
import ListExport
import MediaFormats
import PerceptualHash
import TestSupport
import Testing

struct ImporterTests {
  /// A case of a picture and a video, marked 1 and 2, as a list.
  private func list(_ format: ExportFormat, category: String = "2") throws -> String {
    var random = SeededGenerator(seed: 31)
    var picture = CaseContent(id: 1, outcome: .hashed)
    picture.format = .jpeg
    picture.digests = random.digests(DigestAlgorithm.allCases)
    picture.hashes = PictureHashes(whole: random.hashes(quality: 90))
    var video = CaseContent(id: 2, outcome: .hashed)
    video.format = .mp4
    video.digests = random.digests(DigestAlgorithm.allCases)
    video.frames = [DihedralFrame(time: 0, hashes: random.hashes(quality: 90))]
    let rows = [(file("a, b.jpg", content: 1), picture), (file("c/d.mp4", content: 2), video)]
    return try withCase(rows.map { ($0.0, Optional($0.1)) }) { file in
      try file.list(
        [
          Mark(row: 1, category: "1", place: 2), Mark(row: 2, category: category, place: 3),
        ], format, withPaths: format.hasPaths
      ).text
    }
  }

  /// What a script prints that is given a list's path.
  private func python(_ script: String, _ list: String) throws -> [String] {
    try withTemporaryFolder { folder in
      let path = folder + "/list.json"
      try Data(list.utf8).write(to: URL(filePath: path))
      let output = try runProgram("/usr/bin/env", ["python3", "-c", script, path])
      return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
  }

  /// IPED goes through the tokens: the model's address has to be the first member and one of two texts,
  /// `value` the next and last; in a record it takes a category that is a JSON number, and MD5 and SHA-1,
  /// which must not be null; an object within a record, outside of an array, would begin a new one.
  private static let iped = """
    import json, sys
    root = json.load(open(sys.argv[1], encoding="utf-8"), object_pairs_hook=lambda pairs: ("object", pairs))
    assert root[0] == "object" and [name for name, _ in root[1]] == ["@odata.context", "value"]
    model = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"
    assert root[1][0][1].lower() == model.lower()
    for kind, members in root[1][1][1]:
        hashes, properties = {}, {}
        for name, value in members:
            assert not isinstance(value, tuple), "an object within a record"
            if name == "Category" and type(value) is int and value >= 0:
                properties["category"] = value
            elif name.upper() in ("MD5", "SHA1"):
                value = value.strip()
                assert len(value) == (32 if name.upper() == "MD5" else 40)
                hashes[name.upper()] = bytes.fromhex(value).hex()
            elif name in ("VictimIdentified", "OffenderIdentified", "IsDistributed", "Series", "IsPrecategorized", "Tags"):
                properties[name] = value
        if hashes and properties:
            print(hashes["MD5"], hashes["SHA1"], properties["category"])
    """

  /// GLEAPP tells a set by the first record, which has an MD5 and a MediaID and no Media, and takes names in
  /// any case; VIC-CatParser compares the category with a number, record by record.
  private static let gleapp = """
    import json, re, sys
    records = json.load(open(sys.argv[1], encoding="utf-8-sig"))["value"]
    keys = {key.lower() for key in records[0]}
    assert "md5" in keys and "mediaid" in keys and "media" not in keys
    for record in records:
        low = {key.lower(): value for key, value in record.items()}
        hashes = [low[name] for name in ("md5", "sha1") if re.match("^[0-9a-fA-F]+$", low[name].strip())]
        category = int(low["category"])
        assert record["Category"] == category and isinstance(low["mediaid"], int)
        print(*[value.lower() for value in hashes], category)
    """

  /// RECON looks a set through for texts: the digits between the name and the next comma, and the SHA-1
  /// behind the MD5.
  private static let recon = """
    import sys
    text = open(sys.argv[1]).read()
    category = 0
    for line in text.splitlines()[1:-1]:
        category += 1
        start = line.index('"MD5":') + 6
        end = line.index(",", start)
        behind = line.index('"SHA1":', end) + 7
        md5, sha1 = line[start:end], line[behind:line.index(",", behind)]
        print(md5.replace('"', "").strip().lower(), sha1.replace('"', "").strip().lower(), category)
    """

  @Test("VICS is read by what public importers do", arguments: [iped, gleapp, recon])
  func vics(_ importer: String) throws {
    let list = try list(.vics2)
    let digests = try readList(list).digests
    let expected = (0..<2).map { row in
      let ofRow = digests.filter { $0.category == "\(row + 1)" }.map(\.hash)
      let texts = [DigestAlgorithm.md5, .sha1].map { algorithm in
        ofRow.first { $0.algorithm == algorithm }!.description
      }
      return (texts + ["\(row + 1)"]).joined(separator: " ")
    }
    #expect(try python(importer, list) == expected)
  }

  @Test("A category that is no whole number is text in VICS, and stays what it is")
  func textCategory() throws {
    for category in ["01", "+2", "A1", "2.0", "99999999999999999999"] {
      let list = try list(.vics2, category: category)
      #expect(list.contains("\"Category\":\"\(category)\","))
      #expect(Set(try readList(list).digests.map(\.category)) == ["1", category])
    }
  }

  @Test("ICSE has the header that IPED looks for, and rows of as many fields")
  func icse() throws {
    let lines = try list(.icse).components(separatedBy: "\r\n")
    #expect(
      lines[0]
        == "MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;"
        + "Series name;Number of submissions;File Available;Media Type;Baseline")
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(
      lines[1...2].allSatisfy {
        $0.split(separator: ";", omittingEmptySubsequences: false).count == 12
      })
    #expect(lines[1].hasSuffix(";Image;") && lines[2].hasSuffix(";Video;"))
  }

  private static let hasThreatExchange =
    (try? runProgram("/usr/bin/env", ["python3", "-c", "import threatexchange"])) != nil

  @Test(
    "python-threatexchange reads PDQ, the table and StopNCII",
    .enabled(if: hasThreatExchange, "python-threatexchange is not installed"),
    arguments: [
      (
        ExportFormat.pdq,
        """
        import sys
        from threatexchange.exchanges.impl.file_api import FileCollaborationConfig, LocalFileSignalExchangeAPI
        from threatexchange.signal_type.pdq.signal import PdqSignal
        api = LocalFileSignalExchangeAPI(FileCollaborationConfig(name="x", filename=sys.argv[1]))
        for delta in api.fetch_iter([PdqSignal], None):
            for (kind, signal) in delta.updates:
                assert kind == PdqSignal.get_name()
                print("pdq", PdqSignal.validate_signal_str(signal))
        """, ["pdq"]
      ),
      (
        .csv,
        """
        import csv, sys
        from threatexchange.signal_type.md5 import VideoMD5Signal
        from threatexchange.signal_type.pdq.signal import PdqSignal
        for row in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True):
            if row["PDQ"]: print("pdq", PdqSignal.validate_signal_str(row["PDQ"]))
            if row["Media Type"].startswith("video/"): print("md5", VideoMD5Signal.validate_signal_str(row["MD5"]))
        """, ["pdq", "md5"]
      ),
      (
        .stopncii,
        """
        import json, sys
        from threatexchange.exchanges.clients.stopncii import api
        from threatexchange.exchanges.impl.stop_ncii_api import _get_delta_mapping
        class File(api.StopNCIIAPI):
            def _get(self, endpoint, **parameters):
                return json.load(open(sys.argv[1]))
        for page in File("", "").fetch_hashes_iter():
            assert page.count == len(page.hashRecords)
            for record in page.hashRecords:
                (kind, signal), metadata = _get_delta_mapping(record)
                assert record.hashStatus == api.StopNCIICaseStatus.Active
                assert [feedback.tags for feedback in record.CSPFeedbacks] in ([{"1"}], [{"2"}])
                print({"pdq": "pdq", "video_md5": "md5"}[kind], signal)
        """, ["pdq", "md5"]
      ),
    ])
  func threatExchange(_ format: ExportFormat, _ script: String, _ kinds: [String]) throws {
    let list = try list(format)
    let read = try readList(list)
    var expected = read.pictures.map { "pdq \($0.hash)" }
    if kinds.contains("md5") {
      let md5 = read.digests.map(\.hash).filter { $0.algorithm == .md5 }
      expected.append("md5 \(md5.last!)")
    }
    #expect(try python(script, list) == expected)
  }
}
