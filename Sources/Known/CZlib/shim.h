// zlib: gzip with its checksum, which libarchive passes over.
#include <zlib.h>
