// The case file: an SQLite database, readable with any SQLite tool.
//
// `application_id` is 0x76696769 ("vigi"), `user_version` the version below. All text is UTF-8;
// hashes are hexadecimal digits; paths are BLOBs, because a path need not be text; times are
// nanoseconds since 1970, UTC.
//
//     information   what made the case: tool, version, arguments, host, started, finished, settings
//     volume        what was examined
//     mount         what was mounted there, and how, whenever a scan of it was begun or gone on with
//     list          what it was matched against; sha256 is of the list file
//     entry         one row for every entry of the volumes; ordinal is 0, and counts up where a
//                   damaged or crafted directory has several entries of one name
//     content       one row for every file that was examined; names of one file (hard links) share it
//     frame         the sampled frames of a video
//     match         what a content matches
//     background    how often sampled pairs of a picture of the case and a known one had a distance
//
// `entry.outcome` is set for what has no content (directories, links, what could not be opened), and
// otherwise the content's `outcome` holds. `content.unread` is there if a file was not read whole and of
// one moment: so many bytes could not be read (0: it changed meanwhile). `content.exif_orientation` is what
// a picture says of how it is to be turned for display, 1...8 (EXIF 2.32 and TIFF 6.0, tag 274); hashes are of
// the picture as stored, and all eight orientations are looked up. `content.decoder` is the class
// of process that decoded it, `content.lookups` how many hashes of its picture were looked up, and
// `list.pictures` how many there were to be found: with `background` they say what chance would bring.
// `mount.device` is `readOnly`, `writable` (or not known) or `none`;
// `mount.writable` is 1 if anything could write, through the mount or to the device. `finished` is there once every entry has its row.

internal import GRDB

enum CaseSchema {
  static let applicationID: Int32 = 0x7669_6769
  static let version: Int32 = 4

  static let statements = """
    PRAGMA application_id = \(applicationID);
    PRAGMA user_version = \(version);

    CREATE TABLE information (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) WITHOUT ROWID;

    CREATE TABLE volume (
      id INTEGER PRIMARY KEY,
      path BLOB NOT NULL UNIQUE
    );

    CREATE TABLE mount (
      volume INTEGER NOT NULL REFERENCES volume,
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
      malformed INTEGER NOT NULL
    );

    CREATE TABLE content (
      id INTEGER PRIMARY KEY,
      outcome TEXT NOT NULL,
      reason TEXT,
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

    CREATE TABLE background (
      distance INTEGER PRIMARY KEY,
      pairs INTEGER NOT NULL
    );

    CREATE TABLE entry (
      volume INTEGER NOT NULL REFERENCES volume,
      path BLOB NOT NULL,
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
      reason TEXT,
      content INTEGER REFERENCES content,
      PRIMARY KEY (volume, path, ordinal)
    ) WITHOUT ROWID;

    CREATE INDEX entry_of_content ON entry (content);

    CREATE TABLE frame (
      content INTEGER NOT NULL REFERENCES content,
      time REAL NOT NULL,
      pdq TEXT NOT NULL,
      quality INTEGER NOT NULL
    );

    CREATE INDEX frame_of_content ON frame (content);

    CREATE TABLE match (
      content INTEGER NOT NULL REFERENCES content,
      list INTEGER NOT NULL REFERENCES list,
      entry TEXT NOT NULL,
      category TEXT,
      algorithm TEXT NOT NULL,
      grade TEXT NOT NULL,
      distance INTEGER NOT NULL,
      radius INTEGER NOT NULL,
      variant TEXT NOT NULL,
      start REAL,
      "end" REAL,
      query_share REAL,
      known_share REAL
    );

    CREATE INDEX match_of_content ON match (content);
    """
}
