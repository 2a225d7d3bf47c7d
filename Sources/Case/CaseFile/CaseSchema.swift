// The case file, format 6: an SQLite database, readable with any SQLite tool.
//
// `application_id` is 0x76696769 ("vigi"), `user_version` the version below; the tables are exactly those
// below, or the file is refused. Text is UTF-8. Names and paths are BLOBs, because they need not be text.
// Hashes are lowercase hexadecimal digits, except in `hashes`. Times of entries are nanoseconds since 1970,
// UTC; those of runs, decisions and the log are seconds. Words for kinds, outcomes, reasons, formats,
// decoders, algorithms, grades, orientations and framings are those of the program's own types. A number
// without a sign (inode, device, links) that is 2^63 or more is stored as itself minus 2^64.
//
//     settings     one row: what the scan was asked to do. digests, ignored_lists and ignored_names are JSON
//                  arrays of text
//     run          one row for every run that began the case or went on with it; ended and ending are NULL
//                  while it runs, or if it was killed. arguments and missing_isolation are JSON arrays
//     volume       what was examined, numbered from 1
//     mount        what was mounted there, each state once, with the run that saw it first; device is
//                  readOnly, writable (or not known), readOnlyImage, writableImage or none; writable is 1 if
//                  anything could write, through the mount or to the device
//     list         what it was matched against, numbered from 1; sha256 is of the list file, entries to
//                  frames count what can be found, malformed what could not be read; detail is JSON of all
//     directory    a tree of names. The root of volume N has id N, no parent and an empty name; any other
//                  name ends in "/". The path of a directory is the names from the root, joined
//     entry        one row for every entry: its path is that of its directory and its own name. ordinal is 0,
//                  and counts up where a damaged directory has several entries of one name
//     content      one row for every file that was examined, which all names of it (hard links) share, and
//                  for every part of one
//     part         what of the contents is a part of another: a thumbnail in a photograph; position is its
//                  byte offset or index, byte_count its length if it is a range of bytes
//     hashes       all hashes of a content's picture and frames
//     match        what a content matches, closest first; list and line count from 1; count entries of the
//                  list have the same hash, line is the first of them; hash is the entry's, of a
//                  video the closest frame's; start and end are seconds into a video; quarantine is why
//                  it does not count, or NULL. An entry that more than settings.most_pictures different
//                  pictures are like does not count either
//     background   how often sampled pairs of a picture of the case and a known one had a distance
//     exhibit, decision, log
//                  reserved: what the volumes are, what an examiner decided, a log whose records each hold
//                  the hash of the previous one. Empty
//
// `outcome` of an entry is set for what has no content (directories, links, what could not be opened);
// otherwise the content's holds. `reasons` is NULL or JSON: [{"code":"readFailed","numbers":[5,4096]}].
// `content.unread` is there if a file was not read whole and of one moment: so many bytes could not be read
// (0: it changed meanwhile). `exif_orientation` is what a picture says of how it is to be turned for
// display, 1...8 (EXIF 2.32 and TIFF 6.0, tag 274); `pdq` and `quality` are of the picture as stored.
// `decoder` is the class of process that decoded it, `lookups` how many hashes of its picture were looked up,
// `frames` how many frames of it there are.
//
// BLOBs, numbers little-endian:
//
//     part.names       for each name from the outermost container inwards: 4 bytes length, the bytes
//     hashes.picture   for each framing in order: 1 byte framing (0 whole, 1 insideBorder,
//                      2 insideSecondBorder, 3 widened), then a dihedral hash
//     hashes.frames    for each frame: 8 bytes time (seconds, IEEE 754), then a dihedral hash
//     a dihedral hash  `DihedralCoding`: 1 byte quality, 32 bytes the upright hash, and what the seven
//                      others differ in from what it predicts for them

internal import GRDB

enum CaseSchema {
  static let applicationID: Int32 = 0x7669_6769
  static let version: Int32 = 6

  static let statements = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);
    \(tables)
    """

  /// Names and text of all that a case has, to be compared with what a file has.
  static func objects(in database: Database) throws -> [[String?]] {
    try Row.fetchAll(
      database, sql: "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
    ).map { row in
      try ["type", "name", "tbl_name", "sql"].map {
        try row.decode(String?.self, forColumn: $0)
      }
    }
  }

  /// What ``objects(in:)`` gives of a case.
  static func expectedObjects() throws -> [[String?]] {
    let database = try DatabaseQueue()
    return try database.write { database in
      try database.execute(sql: tables)
      return try objects(in: database)
    }
  }

  private static let tables = """
    CREATE TABLE settings (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      method INTEGER NOT NULL,
      radius INTEGER NOT NULL,
      all_orientations INTEGER NOT NULL,
      exact INTEGER NOT NULL,
      keyframes_alone INTEGER NOT NULL,
      cross_file_systems INTEGER NOT NULL,
      most_pictures INTEGER NOT NULL,
      digests TEXT NOT NULL,
      ignored_lists TEXT NOT NULL,
      ignored_names TEXT NOT NULL
    );

    CREATE TABLE run (
      number INTEGER PRIMARY KEY,
      program TEXT NOT NULL,
      arguments TEXT NOT NULL,
      host TEXT NOT NULL,
      missing_isolation TEXT NOT NULL,
      workers INTEGER NOT NULL,
      started REAL NOT NULL,
      ended REAL,
      ending TEXT,
      access_times INTEGER NOT NULL
    );

    CREATE TABLE volume (
      id INTEGER PRIMARY KEY,
      path BLOB NOT NULL UNIQUE
    );

    CREATE TABLE mount (
      id INTEGER PRIMARY KEY,
      volume INTEGER NOT NULL REFERENCES volume,
      run INTEGER NOT NULL REFERENCES run,
      point BLOB NOT NULL,
      source BLOB NOT NULL,
      file_system TEXT NOT NULL,
      options TEXT NOT NULL,
      super_options TEXT NOT NULL,
      device TEXT NOT NULL,
      writable INTEGER NOT NULL
    );

    CREATE TABLE list (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      format TEXT NOT NULL,
      entries INTEGER NOT NULL,
      pictures INTEGER NOT NULL,
      videos INTEGER NOT NULL,
      frames INTEGER NOT NULL,
      malformed INTEGER NOT NULL,
      detail TEXT NOT NULL
    );

    CREATE TABLE directory (
      id INTEGER PRIMARY KEY,
      volume INTEGER NOT NULL REFERENCES volume,
      parent INTEGER REFERENCES directory,
      name BLOB NOT NULL,
      UNIQUE (parent, name)
    );

    CREATE TABLE entry (
      directory INTEGER NOT NULL REFERENCES directory,
      name BLOB NOT NULL,
      ordinal INTEGER NOT NULL,
      kind TEXT NOT NULL,
      size INTEGER,
      inode INTEGER,
      device INTEGER,
      links INTEGER,
      modified INTEGER,
      accessed INTEGER,
      changed INTEGER,
      created INTEGER,
      outcome TEXT,
      reasons TEXT,
      content INTEGER REFERENCES content,
      PRIMARY KEY (directory, name, ordinal)
    ) WITHOUT ROWID;

    CREATE INDEX entry_of_content ON entry (content);

    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      outcome TEXT NOT NULL,
      reasons TEXT,
      unread INTEGER,
      format TEXT,
      decoder TEXT,
      width INTEGER,
      height INTEGER,
      exif_orientation INTEGER,
      md5 TEXT,
      sha1 TEXT,
      sha256 TEXT,
      pdq TEXT,
      quality INTEGER,
      lookups INTEGER NOT NULL,
      frames INTEGER NOT NULL
    );

    CREATE TABLE part (
      content INTEGER PRIMARY KEY REFERENCES content,
      container INTEGER NOT NULL REFERENCES content,
      kind TEXT NOT NULL,
      position INTEGER NOT NULL,
      byte_count INTEGER,
      names BLOB NOT NULL
    );

    CREATE INDEX part_of_container ON part (container);

    CREATE TABLE hashes (
      content INTEGER PRIMARY KEY REFERENCES content,
      picture BLOB,
      frames BLOB
    );

    CREATE TABLE match (
      id INTEGER PRIMARY KEY,
      content INTEGER NOT NULL REFERENCES content,
      list INTEGER NOT NULL REFERENCES list,
      line INTEGER NOT NULL,
      count INTEGER NOT NULL,
      category TEXT,
      hash TEXT NOT NULL,
      algorithm TEXT NOT NULL,
      grade TEXT NOT NULL,
      distance INTEGER NOT NULL,
      orientation TEXT NOT NULL,
      framing TEXT NOT NULL,
      start REAL,
      "end" REAL,
      query_share REAL,
      known_share REAL,
      quarantine TEXT
    );

    CREATE INDEX match_of_content ON match (content);

    CREATE TABLE background (
      distance INTEGER PRIMARY KEY,
      pairs INTEGER NOT NULL
    );

    CREATE TABLE exhibit (
      id INTEGER PRIMARY KEY,
      volume INTEGER NOT NULL REFERENCES volume,
      record TEXT NOT NULL
    );

    CREATE TABLE decision (
      id INTEGER PRIMARY KEY,
      content INTEGER NOT NULL REFERENCES content,
      list INTEGER REFERENCES list,
      line INTEGER,
      verdict TEXT NOT NULL,
      category TEXT,
      by_whom TEXT NOT NULL,
      at REAL NOT NULL,
      note TEXT
    );

    CREATE INDEX decision_of_content ON decision (content);

    CREATE TABLE log (
      sequence INTEGER PRIMARY KEY,
      at REAL NOT NULL,
      event TEXT NOT NULL,
      detail TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    );
    """
}
