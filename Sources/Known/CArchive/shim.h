// libarchive: compressed lists, and archives of lists.
#include <archive.h>
#include <archive_entry.h>
