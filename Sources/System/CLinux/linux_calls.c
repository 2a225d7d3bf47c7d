#define _GNU_SOURCE

#include "linux_calls.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

const int vigie_o_noatime = O_NOATIME;
const int vigie_o_path = O_PATH;
const int vigie_seek_data = SEEK_DATA;
const int vigie_seek_hole = SEEK_HOLE;

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

bool vigie_has_open_beneath(void) {
  // A structure of no size is refused as invalid; where the call is missing, or a container's filter
  // forbids it, that is said instead.
  return syscall(SYS_openat2, -1, "", NULL, (size_t)0) < 0 && errno == EINVAL;
}

int vigie_open_beneath(int descriptor, const char *name, int flags, bool crosses) {
  struct open_how how;
  memset(&how, 0, sizeof how);
  how.flags = (unsigned)flags;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  if (!crosses) how.resolve |= RESOLVE_NO_XDEV;
  return (int)syscall(SYS_openat2, descriptor, name, &how, sizeof how);
}

int vigie_block_device(const char *path, uint32_t *major_number, uint32_t *minor_number) {
  struct stat status;
  if (stat(path, &status) != 0 || !S_ISBLK(status.st_mode)) return -1;
  *major_number = major(status.st_rdev);
  *minor_number = minor(status.st_rdev);
  return 0;
}

int64_t vigie_file_system_size(int descriptor) {
  struct statvfs found;
  int64_t size;
  if (fstatvfs(descriptor, &found) != 0) return 0;
  if (__builtin_mul_overflow(found.f_blocks, found.f_frsize, &size)) return INT64_MAX;
  return size;
}

// Linux 5.1; the headers of Debian 12 have it, older ones may not.
#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

int vigie_memory_file(size_t size, void **bytes) {
  int descriptor = memfd_create("vigie", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (descriptor < 0) return -1;
  void *mapping = MAP_FAILED;
  if (ftruncate(descriptor, (off_t)size) == 0) {
    mapping = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  }
  // From here on there is no other way to write than that mapping.
  int seals = F_SEAL_FUTURE_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;
  if (mapping == MAP_FAILED || fcntl(descriptor, F_ADD_SEALS, seals) != 0) {
    int error = errno;
    if (mapping != MAP_FAILED) munmap(mapping, size);
    close(descriptor);
    errno = error;
    return -1;
  }
  *bytes = mapping;
  return descriptor;
}

int vigie_memory_copy(const void *bytes, size_t count) {
  int descriptor = memfd_create("vigie", MFD_CLOEXEC);
  if (descriptor < 0) return -1;
  size_t done = 0;
  while (done < count) {
    ssize_t written = write(descriptor, (const char *)bytes + done, count - done);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      int error = written < 0 ? errno : EIO;
      close(descriptor);
      errno = error;
      return -1;
    }
    done += (size_t)written;
  }
  return descriptor;
}

int vigie_start_thread(size_t stack_size, void *(*body)(void *), void *context) {
  pthread_attr_t attributes;
  int status = pthread_attr_init(&attributes);
  if (status != 0) return status;
  status = pthread_attr_setstacksize(&attributes, stack_size);
  if (status == 0) status = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t thread;
  if (status == 0) status = pthread_create(&thread, &attributes, body, context);
  pthread_attr_destroy(&attributes);
  return status;
}
