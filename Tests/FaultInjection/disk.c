// A disk under what vigie writes: preloaded into it by the proofs in Tests/proofs, it notes every operation
// on the files of one folder, and makes some of them fail. It is in no product.
//
//     DISK_FOLDER   absolute path of the folder; files elsewhere are left alone
//     DISK_LOG      file that operations are appended to, as `struct head` and what follows it says
//     DISK_DATA     if set, what is written is noted as well
//     DISK_FAIL     number of the operation that fails, from 1, without removals
//     DISK_HOW      how: eio, enospc, short (half is written), full (ENOSPC from there on)
//     DISK_KILL     number of the operation, with removals, before which the program kills itself with SIGKILL
//     DISK_DELAY    microseconds that every operation takes longer
//
// Operations: O open for writing, W write, T set the length, A reserve room, S synchronise a file, D a directory, R rename,
// L link, U unlink; E marks the first entry of the evidence that is opened, and is of no file.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// An operation; behind it come path, second path (of renames and links) and data, without anything between.
struct head {
  int32_t operation, error, path_size, second_size;
  uint64_t inode;
  int64_t offset, length, data_size;
};

enum { created = 1, emptied = 2, appends = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *folder, *how;
static size_t folder_size;
static long long fail, kill_before, delay, count, count_with_removals;
static int log_file = -1, notes_data;

#define ORIGINAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long long number(const char *name) {
  const char *text = getenv(name);
  return text == NULL ? 0 : atoll(text);
}

__attribute__((constructor)) static void start(void) {
  if (strcmp(program_invocation_short_name, "vigie") != 0) return;
  folder = getenv("DISK_FOLDER");
  if (folder == NULL) return;
  folder_size = strlen(folder);
  how = getenv("DISK_HOW");
  fail = number("DISK_FAIL");
  kill_before = number("DISK_KILL");
  delay = number("DISK_DELAY");
  notes_data = getenv("DISK_DATA") != NULL;
  const char *path = getenv("DISK_LOG");
  if (path == NULL) return;
  int file = ORIGINAL(open)(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Out of the way of the program's own descriptors, if that is allowed.
  log_file = fcntl(file, F_DUPFD_CLOEXEC, 900);
  if (log_file < 0) log_file = file; else close(file);
}

static int is_watched(const char *path) {
  return folder != NULL && strncmp(path, folder, folder_size) == 0 && (path[folder_size] == '/' || path[folder_size] == 0);
}

// The absolute path of a file that a descriptor is open on; whether it is watched.
static int watched_file(int descriptor, char path[4096]) {
  if (folder == NULL || descriptor < 3) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t size = readlink(link, path, 4095);
  if (size < 0) return 0;
  path[size] = 0;
  return is_watched(path);
}

// The absolute path of a name, whose folder has to exist; whether it is watched.
static int watched_name(int directory, const char *name, char path[4096]) {
  if (folder == NULL || name == NULL) return 0;
  char base[4096] = "";
  if (name[0] == '/') {
    if (snprintf(path, 4096, "%s", name) >= 4096) return 0;
    return is_watched(path);
  }
  if (directory == AT_FDCWD) {
    if (getcwd(base, sizeof base) == NULL) return 0;
  } else {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    ssize_t size = readlink(link, base, sizeof base - 1);
    if (size < 0) return 0;
    base[size] = 0;
  }
  while (strncmp(name, "./", 2) == 0) name += 2;
  if (snprintf(path, 4096, "%s/%s", base, name) >= 4096) return 0;
  return is_watched(path);
}

static void note(char operation, int error, const char *path, const char *second, uint64_t inode, int64_t offset,
                 int64_t length, const void *data, size_t data_size) {
  if (log_file < 0) return;
  int saved = errno;
  if (!notes_data) data_size = 0;
  struct head head = {operation, error, (int32_t)strlen(path), (int32_t)strlen(second), inode, offset, length, (int64_t)data_size};
  struct iovec parts[] = {
      {&head, sizeof head}, {(void *)path, strlen(path)}, {(void *)second, strlen(second)}, {(void *)data, data_size}};
  if (writev(log_file, parts, 4) < 0) abort();
  errno = saved;
}

static uint64_t inode_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? status.st_ino : 0;
}

static void begin(void) {
  if (++count_with_removals == kill_before) kill(getpid(), SIGKILL);
  if (delay > 0) usleep((useconds_t)delay);
}

// Counts an operation, and says with what it has to fail: an error number, -1 for a short write, 0 not at all.
static int next(void) {
  begin();
  count++;
  if (fail == 0 || how == NULL || count < fail) return 0;
  if (strcmp(how, "full") == 0) return ENOSPC;
  if (count > fail) return 0;
  return strcmp(how, "short") == 0 ? -1 : strcmp(how, "eio") == 0 ? EIO : ENOSPC;
}

static int opened(int directory, const char *name, int flags, mode_t mode) {
  char path[4096];
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_CREAT) != 0;
  if (!writes || !watched_name(directory, name, path)) return ORIGINAL(openat)(directory, name, flags, mode);
  pthread_mutex_lock(&lock);
  int error = next(), result = -1, before = access(path, F_OK);
  if (error > 0) {
    errno = error;
  } else {
    result = ORIGINAL(openat)(directory, name, flags, mode);
  }
  int what = (before != 0 && result >= 0 ? created : 0) | ((flags & O_TRUNC) != 0 ? emptied : 0) | ((flags & O_APPEND) != 0 ? appends : 0);
  note('O', result < 0 ? errno : 0, path, "", result < 0 ? 0 : inode_of(result), what, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

static void mark_evidence(void) {
  static int marked;
  if (folder == NULL || __atomic_exchange_n(&marked, 1, __ATOMIC_SEQ_CST)) return;
  pthread_mutex_lock(&lock);
  note('E', 0, "", "", 0, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
}

#define MODE(flags)                                                       \
  mode_t mode = 0;                                                        \
  if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {   \
    va_list list;                                                         \
    va_start(list, flags);                                                \
    mode = va_arg(list, mode_t);                                          \
    va_end(list);                                                         \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  MODE(flags)
  return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode);
}

int openat(int directory, const char *path, int flags, ...) {
  MODE(flags)
  if (directory >= 0 && strcmp(path, "..") != 0) mark_evidence();
  return opened(directory, path, flags, mode);
}

int openat64(int directory, const char *path, int flags, ...) {
  MODE(flags)
  return opened(directory, path, flags | O_LARGEFILE, mode);
}

static int opened_scratch(char *name, int flags) {
  char path[4096];
  if (!watched_name(AT_FDCWD, name, path)) return ORIGINAL(mkostemp)(name, flags);
  pthread_mutex_lock(&lock);
  int error = next(), result = -1;
  if (error > 0) errno = error; else result = ORIGINAL(mkostemp)(name, flags);
  // The name is complete only now.
  watched_name(AT_FDCWD, name, path);
  note('O', result < 0 ? errno : 0, path, "", result < 0 ? 0 : inode_of(result), result < 0 ? 0 : created, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int mkstemp(char *name) { return opened_scratch(name, 0); }
int mkstemp64(char *name) { return opened_scratch(name, 0); }
int mkostemp(char *name, int flags) { return opened_scratch(name, flags); }
int mkostemp64(char *name, int flags) { return opened_scratch(name, flags); }

static ssize_t written(int descriptor, const void *data, size_t size, off64_t offset, int has_offset) {
  char path[4096];
  if (!watched_file(descriptor, path)) {
    return has_offset ? ORIGINAL(pwrite64)(descriptor, data, size, offset) : ORIGINAL(write)(descriptor, data, size);
  }
  pthread_mutex_lock(&lock);
  if (!has_offset) offset = lseek64(descriptor, 0, (fcntl(descriptor, F_GETFL) & O_APPEND) != 0 ? SEEK_END : SEEK_CUR);
  int error = next();
  ssize_t result = -1;
  if (error > 0) {
    errno = error;
  } else {
    if (error < 0 && size > 1) size /= 2;
    result = has_offset ? ORIGINAL(pwrite64)(descriptor, data, size, offset) : ORIGINAL(write)(descriptor, data, size);
  }
  note('W', result < 0 ? errno : 0, path, "", inode_of(descriptor), offset, (int64_t)size, data, result < 0 ? 0 : (size_t)result);
  pthread_mutex_unlock(&lock);
  return result;
}

ssize_t write(int descriptor, const void *data, size_t size) { return written(descriptor, data, size, 0, 0); }
ssize_t pwrite(int descriptor, const void *data, size_t size, off_t offset) { return written(descriptor, data, size, offset, 1); }
ssize_t pwrite64(int descriptor, const void *data, size_t size, off64_t offset) { return written(descriptor, data, size, offset, 1); }

static int cut(int descriptor, off64_t length) {
  char path[4096];
  if (!watched_file(descriptor, path)) return ORIGINAL(ftruncate64)(descriptor, length);
  pthread_mutex_lock(&lock);
  int error = next(), result = -1;
  if (error > 0) errno = error; else result = ORIGINAL(ftruncate64)(descriptor, length);
  note('T', result < 0 ? errno : 0, path, "", inode_of(descriptor), length, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }

// Files with room that was reserved are written through memory, which cannot be noted: synchronising them notes
// all that they hold.
static uint64_t reserved_file;

static int reserved(int descriptor, int mode, off64_t offset, off64_t length) {
  char path[4096];
  if (!watched_file(descriptor, path)) return ORIGINAL(fallocate64)(descriptor, mode, offset, length);
  pthread_mutex_lock(&lock);
  reserved_file = inode_of(descriptor);
  int error = next(), result = -1;
  if (error > 0) errno = error; else result = ORIGINAL(fallocate64)(descriptor, mode, offset, length);
  note('A', result < 0 ? errno : 0, path, "", reserved_file, offset, length, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int fallocate(int descriptor, int mode, off_t offset, off_t length) { return reserved(descriptor, mode, offset, length); }
int fallocate64(int descriptor, int mode, off64_t offset, off64_t length) { return reserved(descriptor, mode, offset, length); }
int posix_fallocate(int descriptor, off_t offset, off_t length) { return reserved(descriptor, 0, offset, length) == 0 ? 0 : errno; }
int posix_fallocate64(int descriptor, off64_t offset, off64_t length) { return reserved(descriptor, 0, offset, length) == 0 ? 0 : errno; }

static int synchronised(int descriptor, int is_data_only) {
  char path[4096];
  if (!watched_file(descriptor, path)) return is_data_only ? ORIGINAL(fdatasync)(descriptor) : ORIGINAL(fsync)(descriptor);
  struct stat status;
  int is_directory = fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode);
  pthread_mutex_lock(&lock);
  int error = next(), result = -1;
  // The disk below need not be asked: what would be lost is decided by the proof.
  if (error > 0) errno = error; else result = 0;
  char *content = NULL;
  if (result == 0 && notes_data && status.st_ino == reserved_file) {
    content = malloc((size_t)status.st_size);
    if (content == NULL || pread(descriptor, content, (size_t)status.st_size, 0) != status.st_size) abort();
  }
  note(is_directory ? 'D' : 'S', result < 0 ? errno : 0, path, "", status.st_ino, 0, 0, content, content == NULL ? 0 : (size_t)status.st_size);
  free(content);
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int descriptor) { return synchronised(descriptor, 0); }
int fdatasync(int descriptor) { return synchronised(descriptor, 1); }

static int renamed(int from_directory, const char *from, int to_directory, const char *to, unsigned flags) {
  char path[4096], second[4096];
  if (!watched_name(to_directory, to, second)) return ORIGINAL(renameat2)(from_directory, from, to_directory, to, flags);
  if (!watched_name(from_directory, from, path)) path[0] = 0;
  pthread_mutex_lock(&lock);
  int error = next(), result = -1;
  if (error > 0) errno = error; else result = ORIGINAL(renameat2)(from_directory, from, to_directory, to, flags);
  note('R', result < 0 ? errno : 0, path, second, 0, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int rename(const char *from, const char *to) { return renamed(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int a, const char *from, int b, const char *to) { return renamed(a, from, b, to, 0); }
int renameat2(int a, const char *from, int b, const char *to, unsigned flags) { return renamed(a, from, b, to, flags); }

static int linked(int from_directory, const char *from, int to_directory, const char *to, int flags) {
  char path[4096], second[4096];
  if (!watched_name(to_directory, to, second)) return ORIGINAL(linkat)(from_directory, from, to_directory, to, flags);
  if (!watched_name(from_directory, from, path)) path[0] = 0;
  pthread_mutex_lock(&lock);
  int error = next(), result = -1;
  if (error > 0) errno = error; else result = ORIGINAL(linkat)(from_directory, from, to_directory, to, flags);
  note('L', result < 0 ? errno : 0, path, second, 0, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int link(const char *from, const char *to) { return linked(AT_FDCWD, from, AT_FDCWD, to, 0); }
int linkat(int a, const char *from, int b, const char *to, int flags) { return linked(a, from, b, to, flags); }

static int removed(int directory, const char *name, int flags) {
  char path[4096];
  if (!watched_name(directory, name, path)) return ORIGINAL(unlinkat)(directory, name, flags);
  pthread_mutex_lock(&lock);
  begin();
  int result = ORIGINAL(unlinkat)(directory, name, flags);
  note('U', result < 0 ? errno : 0, path, "", 0, 0, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  return result;
}

int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int directory, const char *name, int flags) { return removed(directory, name, flags); }

long syscall(long call, ...) {
  long arguments[6];
  va_list list;
  va_start(list, call);
  for (int i = 0; i < 6; i++) arguments[i] = va_arg(list, long);
  va_end(list);
  if (call == SYS_openat2 && arguments[0] >= 0) mark_evidence();
  return ORIGINAL(syscall)(call, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}
