#define _GNU_SOURCE

#include "worker_process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

/// The user and group that a worker of root becomes: nobody.
enum { NOBODY = 65534 };

int vigie_worker_spawn(const char *path, int *result, pid_t *process) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return errno;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  // In this order: 3 may be in use for anything until it is the socket.
  posix_spawn_file_actions_adddup2(&actions, pair[1], VIGIE_WORKER_SOCKET);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, VIGIE_WORKER_SOCKET + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A session of its own: Ctrl-C is for the coordinator, which ends its workers.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID);
  char *arguments[] = {(char *)path, NULL};
  // Crash reports of the Swift runtime want calls that the filter does not allow.
  char *environment[] = {"SWIFT_BACKTRACE=enable=no", "LC_ALL=C", NULL};
  int status = posix_spawn(process, path, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(pair[1]);
  if (status != 0) {
    close(pair[0]);
    return status;
  }
  *result = pair[0];
  return 0;
}

/// Room for one descriptor, aligned as control messages are.
typedef union control {
  struct cmsghdr head;
  char bytes[CMSG_SPACE(sizeof(int))];
} control;

int vigie_worker_send(int socket, const void *bytes, size_t count, int descriptor) {
  struct iovec data = {(void *)bytes, count};
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  control extra;
  if (descriptor >= 0) {
    memset(&extra, 0, sizeof extra);
    message.msg_control = extra.bytes;
    message.msg_controllen = sizeof extra.bytes;
    struct cmsghdr *head = CMSG_FIRSTHDR(&message);
    head->cmsg_level = SOL_SOCKET;
    head->cmsg_type = SCM_RIGHTS;
    head->cmsg_len = CMSG_LEN(sizeof descriptor);
    memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  }
  for (;;) {
    ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL);
    if (sent == (ssize_t)count) return 0;
    if (sent >= 0) return EMSGSIZE;
    if (errno != EINTR) return errno;
  }
}

int vigie_worker_receive(int socket, void *bytes, size_t count, int *descriptor) {
  struct iovec data = {bytes, count};
  control extra;
  struct msghdr message = {.msg_iov = &data, .msg_iovlen = 1};
  if (descriptor) {
    *descriptor = -1;
    message.msg_control = extra.bytes;
    message.msg_controllen = sizeof extra.bytes;
  }
  ssize_t got;
  do {
    got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  } while (got < 0 && errno == EINTR);
  if (got < 0) return errno;
  struct cmsghdr *head = descriptor ? CMSG_FIRSTHDR(&message) : NULL;
  if (head && head->cmsg_level == SOL_SOCKET && head->cmsg_type == SCM_RIGHTS &&
      head->cmsg_len == CMSG_LEN(sizeof(int))) {
    memcpy(descriptor, CMSG_DATA(head), sizeof(int));
  }
  if (got == 0) return ECONNRESET;
  // A longer datagram has been cut, which the flags say.
  return got == (ssize_t)count && (message.msg_flags & MSG_TRUNC) == 0 ? 0 : EMSGSIZE;
}

pid_t vigie_worker_fork(void) { return fork(); }

int vigie_worker_drop_rights(void) {
  if (geteuid() == 0) {
    if (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
        setresuid(NOBODY, NOBODY, NOBODY) != 0) {
      return errno;
    }
  }
  struct rlimit none = {0, 0};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
      setrlimit(RLIMIT_CORE, &none) != 0) {
    return errno;
  }
  return 0;
}

struct vigie_worker_filter {
  struct sock_fprog program;
};

/// Calls that a decoding process may make with any arguments.
static const int allowed_calls[] = {
    SCMP_SYS(pread64),        SCMP_SYS(read),         SCMP_SYS(lseek),
    SCMP_SYS(fstat),          SCMP_SYS(newfstatat),   SCMP_SYS(close),
    SCMP_SYS(munmap),         SCMP_SYS(mremap),       SCMP_SYS(brk),
    SCMP_SYS(madvise),        SCMP_SYS(futex),        SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),   SCMP_SYS(getrandom),    SCMP_SYS(sched_yield),
    SCMP_SYS(rt_sigreturn),   SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),           SCMP_SYS(exit_group),
};

static bool allow_if(scmp_filter_ctx filter, int call, const struct scmp_arg_cmp *condition) {
  return seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, call, 1, condition) == 0;
}

static bool add_rules(scmp_filter_ctx filter, int output) {
  for (size_t i = 0; i < sizeof allowed_calls / sizeof *allowed_calls; i++) {
    if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed_calls[i], 0) != 0) return false;
  }
  // Memory that is never executable; and answers, to one place only.
  const struct scmp_arg_cmp not_executable = {2, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
  const struct scmp_arg_cmp to_output = {0, SCMP_CMP_EQ, (scmp_datum_t)output, 0};
  return allow_if(filter, SCMP_SYS(mmap), &not_executable) &&
         allow_if(filter, SCMP_SYS(mprotect), &not_executable) &&
         allow_if(filter, SCMP_SYS(write), &to_output) &&
         // Transport streams have names in old encodings, for which libav has the C library look for
         // a converter: it finds none. Every other way to open a file is deadly.
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 0) == 0 &&
         // Libraries that would start threads ask how many processors there are.
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(sched_getaffinity), 0) == 0 &&
         seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(sysinfo), 0) == 0;
}

/// Reads the compiled filter back from a file in memory.
static bool read_program(int file, struct sock_fprog *program) {
  off_t size = lseek(file, 0, SEEK_END);
  if (size <= 0 || (size_t)size > UINT16_MAX * sizeof(struct sock_filter)) return false;
  program->len = (unsigned short)((size_t)size / sizeof(struct sock_filter));
  program->filter = malloc((size_t)size);
  return program->filter && pread(file, program->filter, (size_t)size, 0) == size;
}

vigie_worker_filter *vigie_worker_make_filter(int output) {
  vigie_worker_filter *result = calloc(1, sizeof *result);
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  int file = memfd_create("filter", MFD_CLOEXEC);
  bool done = result && filter && file >= 0 && add_rules(filter, output) &&
              seccomp_export_bpf(filter, file) == 0 && read_program(file, &result->program);
  if (filter) seccomp_release(filter);
  if (file >= 0) close(file);
  if (done) return result;
  if (result) free(result->program.filter);
  free(result);
  return NULL;
}

int vigie_worker_lock(const vigie_worker_filter *filter, uint64_t memory, uint64_t seconds) {
  struct rlimit space = {memory, memory};
  // One second between the signal that can be caught and the one that cannot.
  struct rlimit time = {seconds, seconds + 1};
  struct rlimit none = {0, 0};
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 || setrlimit(RLIMIT_AS, &space) != 0 ||
      setrlimit(RLIMIT_CPU, &time) != 0 || setrlimit(RLIMIT_FSIZE, &none) != 0 ||
      setrlimit(RLIMIT_NPROC, &none) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter->program, 0, 0) != 0) {
    return errno;
  }
  return 0;
}
