// A disk that misbehaves: preloaded into vigie by FaultTests, it makes reads of files fail whose names
// ask for it. It is in no product.
//
//     FAULT-eio-OFFSET-LENGTH-    reads that touch these bytes fail with EIO
//     FAULT-short-COUNT-          no read gives more than COUNT bytes
//     FAULT-end-OFFSET-           the file ends there, before its size
//     FAULT-stall-OFFSET-         reads at or behind OFFSET never return
//     FAULT-slow-FROM-TO-         reads take any time between, in milliseconds
//     FAULT-dense-                the file system does not tell holes from data
//     FAULT-lost-                 (a directory) opening it never returns
//     FAULT-after-COUNT-          (a directory) opening it waits until COUNT bytes of slow files were read
//     FAULT-dead-                 (a volume) nor does opening this
//
// With FAULT_THREADS=COUNT in the environment, the program itself can start no more than COUNT threads.
// With FAULT_NO_OPENAT2 in the environment, the system has no openat2.

#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

static int is_vigie(void) {
  return strcmp(program_invocation_short_name, "vigie") == 0;
}

static void hang(void) {
  for (;;) pause();
}

// The part of a descriptor's path that asks for a fault; NULL if there is none.
static const char *fault(int descriptor, char *path, size_t size) {
  if (!is_vigie()) return NULL;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, size - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  return strstr(path, "FAULT-");
}

// Bytes of slow files that were read.
static atomic_llong slow_bytes;

typedef ssize_t (*pread_function)(int, void *, size_t, off64_t);

static ssize_t faulty_pread(int descriptor, void *buffer, size_t count, off64_t offset) {
  static pread_function original;
  if (original == NULL) original = (pread_function)dlsym(RTLD_NEXT, "pread64");
  char path[4096];
  long long first, second;
  const char *name = fault(descriptor, path, sizeof path);
  if (name == NULL) return original(descriptor, buffer, count, offset);
  if (sscanf(name, "FAULT-eio-%lld-%lld-", &first, &second) == 2) {
    if (offset < first + second && offset + (off64_t)count > first) {
      errno = EIO;
      return -1;
    }
  } else if (sscanf(name, "FAULT-short-%lld-", &first) == 1) {
    if (count > (size_t)first) count = (size_t)first;
  } else if (sscanf(name, "FAULT-end-%lld-", &first) == 1) {
    if (offset >= first) return 0;
    if (offset + (off64_t)count > first) count = (size_t)(first - offset);
  } else if (sscanf(name, "FAULT-stall-%lld-", &first) == 1) {
    if (offset + (off64_t)count > first) hang();
  } else if (sscanf(name, "FAULT-slow-%lld-%lld-", &first, &second) == 2) {
    usleep((useconds_t)(1000 * (first + rand() % (second - first))));
    ssize_t got = original(descriptor, buffer, count, offset);
    if (got > 0) atomic_fetch_add(&slow_bytes, got);
    return got;
  }
  return original(descriptor, buffer, count, offset);
}

ssize_t pread64(int descriptor, void *buffer, size_t count, off64_t offset) {
  return faulty_pread(descriptor, buffer, count, offset);
}

ssize_t pread(int descriptor, void *buffer, size_t count, off_t offset) {
  return faulty_pread(descriptor, buffer, count, offset);
}

off64_t lseek64(int descriptor, off64_t offset, int whence) {
  static off64_t (*original)(int, off64_t, int);
  if (original == NULL) original = (off64_t (*)(int, off64_t, int))dlsym(RTLD_NEXT, "lseek64");
  char path[4096];
  const char *name = whence == SEEK_DATA || whence == SEEK_HOLE ? fault(descriptor, path, sizeof path) : NULL;
  if (name != NULL && strncmp(name, "FAULT-dense-", 12) == 0) {
    errno = EINVAL;
    return -1;
  }
  return original(descriptor, offset, whence);
}

off_t lseek(int descriptor, off_t offset, int whence) {
  return lseek64(descriptor, offset, whence);
}

int open(const char *path, int flags, ...) {
  static int (*original)(const char *, int, ...);
  if (original == NULL) original = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open");
  va_list list;
  va_start(list, flags);
  int creates = (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
  mode_t mode = creates ? va_arg(list, mode_t) : 0;
  va_end(list);
  if (is_vigie() && strstr(path, "FAULT-dead-") != NULL) hang();
  return original(path, flags, mode);
}

long syscall(long number, ...) {
  static long (*original)(long, ...);
  if (original == NULL) original = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  long arguments[6];
  va_list list;
  va_start(list, number);
  for (int i = 0; i < 6; i++) arguments[i] = va_arg(list, long);
  va_end(list);
  if (number == SYS_openat2 && is_vigie()) {
    if (getenv("FAULT_NO_OPENAT2") != NULL) {
      errno = ENOSYS;
      return -1;
    }
    if (strstr((const char *)arguments[1], "FAULT-lost-") != NULL) hang();
    long long awaited;
    if (sscanf((const char *)arguments[1], "FAULT-after-%lld-", &awaited) == 1) {
      while (atomic_load(&slow_bytes) < awaited) usleep(1000);
    }
  }
  return original(number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

// Threads of the libraries are left alone.
static int is_of_program(void *caller) {
  Dl_info place, program;
  return dladdr(caller, &place) != 0 && dladdr((void *)getauxval(AT_ENTRY), &program) != 0 &&
         place.dli_fbase == program.dli_fbase;
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  static int (*original)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (original == NULL) original = (__typeof__(original))dlsym(RTLD_NEXT, "pthread_create");
  static atomic_int count;
  const char *limit = getenv("FAULT_THREADS");
  if (limit != NULL && is_vigie() && is_of_program(__builtin_return_address(0)) &&
      atomic_fetch_add(&count, 1) >= atoi(limit)) {
    return EAGAIN;
  }
  return original(thread, attributes, body, argument);
}
