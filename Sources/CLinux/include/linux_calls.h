// Linux calls that Swift's Glibc module does not show.

#ifndef VIGIE_LINUX_CALLS_H
#define VIGIE_LINUX_CALLS_H

#include <stdbool.h>
#include <stdint.h>

/// Leaves the time of the last access alone; only for the file's owner and root.
extern const int vigie_o_noatime;

/// Opens a place in the tree without the right to read it.
extern const int vigie_o_path;

/// What statx says of an entry. Times are nanoseconds since 1970.
typedef struct vigie_entry_status {
  uint32_t mode;
  uint64_t links;
  uint64_t inode;
  uint64_t device;
  /// The mount that the entry was reached through; 0 before Linux 5.8.
  uint64_t mount;
  int64_t size;
  int64_t modified;
  int64_t accessed;
  int64_t changed;
  int64_t created;
  bool has_created;
} vigie_entry_status;

/// Asks about `name` in the directory `descriptor`, or about `descriptor` itself if `name` is empty.
/// Follows no link and triggers no automount. Returns 0, or -1 with errno set.
int vigie_status_at(int descriptor, const char *name, vigie_entry_status *status);

#endif
