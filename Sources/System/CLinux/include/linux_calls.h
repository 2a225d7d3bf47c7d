// Linux calls that Swift's Glibc module does not show.

#ifndef VIGIE_LINUX_CALLS_H
#define VIGIE_LINUX_CALLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Leaves the time of the last access alone; only for the file's owner and root.
extern const int vigie_o_noatime;

/// Opens a place in the tree without the right to read it.
extern const int vigie_o_path;

/// Where the next data, or the next hole, of a sparse file begins (lseek).
extern const int vigie_seek_data;
extern const int vigie_seek_hole;

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

/// Whether this system has openat2 (Linux 5.6) and lets this process call it.
bool vigie_has_open_beneath(void);

/// Opens `name` in the directory `descriptor` with openat2, so that the kernel itself follows no link
/// and never leaves that directory; nor its mounted file system, unless `crosses`. Returns a
/// descriptor, or -1 with errno set: EXDEV for another file system.
int vigie_open_beneath(int descriptor, const char *name, int flags, bool crosses);

/// Numbers of the block device that a path leads to. Returns 0, or -1 if it leads to none.
int vigie_block_device(const char *path, uint32_t *major, uint32_t *minor);

/// Bytes that the file system holds which a descriptor is on, used or not; 0 if it does not say.
int64_t vigie_file_system_size(int descriptor);

/// Makes a file of `size` bytes in memory that this process alone can write, through the mapping that
/// is put into `bytes`, readable and writable until it is unmapped. Through the descriptor, whoever
/// has it can only read; the size is fixed. Returns a descriptor, or -1 with errno set.
int vigie_memory_file(size_t size, void **bytes);

/// Makes a file in memory that holds a copy of so many bytes. Returns a descriptor, whose position is
/// behind them, or -1 with errno set.
int vigie_memory_copy(const void *bytes, size_t count);

/// Runs `body` on a detached thread with a stack of so many bytes. Returns 0, or an error number; then
/// `body` does not run.
int vigie_start_thread(size_t stack_size, void *(*body)(void *), void *context);

#endif
