#define _GNU_SOURCE

#include "linux_calls.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

const int vigie_o_noatime = O_NOATIME;
const int vigie_o_path = O_PATH;

static int64_t nanoseconds(struct statx_timestamp time) {
  int64_t result;
  if (__builtin_mul_overflow((int64_t)time.tv_sec, INT64_C(1000000000), &result) ||
      __builtin_add_overflow(result, (int64_t)time.tv_nsec, &result)) {
    return time.tv_sec < 0 ? INT64_MIN : INT64_MAX;
  }
  return result;
}

int vigie_status_at(int descriptor, const char *name, vigie_entry_status *status) {
  struct statx found;
  int flags = AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH;
  if (statx(descriptor, name, flags, STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID, &found) != 0) return -1;
  memset(status, 0, sizeof *status);
  status->mode = found.stx_mode;
  status->links = found.stx_nlink;
  status->inode = found.stx_ino;
  status->device = makedev(found.stx_dev_major, found.stx_dev_minor);
  status->mount = (found.stx_mask & STATX_MNT_ID) != 0 ? found.stx_mnt_id : 0;
  status->size = found.stx_size > INT64_MAX ? INT64_MAX : (int64_t)found.stx_size;
  status->modified = nanoseconds(found.stx_mtime);
  status->accessed = nanoseconds(found.stx_atime);
  status->changed = nanoseconds(found.stx_ctime);
  status->has_created = (found.stx_mask & STATX_BTIME) != 0;
  status->created = nanoseconds(found.stx_btime);
  return 0;
}
