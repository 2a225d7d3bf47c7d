// libarchive, and zlib: compressed lists, and archives of lists.
#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>
