// Giving up rights, and the lock of a decoding process.

#define _GNU_SOURCE

#include "worker_lock.h"

#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/// The user and group that a worker of root becomes: nobody.
enum { NOBODY = 65534 };

pid_t vigie_worker_fork(void) { return fork(); }

static bool drop_user(void) {
  if (geteuid() == 0 && (setgroups(0, NULL) != 0 || setresgid(NOBODY, NOBODY, NOBODY) != 0 ||
                         setresuid(NOBODY, NOBODY, NOBODY) != 0)) {
    return false;
  }
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3] = {{0}};
  return syscall(SYS_capset, &header, none) == 0 && geteuid() != 0;
}

// MARK: Landlock
//
// Declared here because a system's headers may be older than its kernel.

enum {
  SYS_LANDLOCK_CREATE_RULESET = 444,
  SYS_LANDLOCK_RESTRICT_SELF = 446,
  LANDLOCK_VERSION_QUERY = 1,
};

/// What a rule set forbids unless a rule allows it; later versions of the kernel know more fields.
struct landlock_attributes {
  uint64_t file_system;  // Version 1: 13 kinds of access; 2, 3 and 5: one more each.
  uint64_t network;      // Version 4: binding and connecting TCP.
  uint64_t scopes;       // Version 6: abstract sockets and signals to processes outside.
};

uint32_t vigie_worker_landlock_version(void) {
  long version = syscall(SYS_LANDLOCK_CREATE_RULESET, NULL, 0, LANDLOCK_VERSION_QUERY);
  return version > 0 ? (uint32_t)version : 0;
}

/// Forbids all that Landlock can forbid, and allows nothing.
static bool restrict_by_landlock(void) {
  uint32_t version = vigie_worker_landlock_version();
  if (version == 0) return false;
  unsigned kinds = 13 + (version >= 2) + (version >= 3) + (version >= 5);
  struct landlock_attributes attributes = {(UINT64_C(1) << kinds) - 1, version >= 4 ? 3 : 0,
                                           version >= 6 ? 3 : 0};
  size_t size = version >= 6   ? sizeof attributes
                : version >= 4 ? offsetof(struct landlock_attributes, scopes)
                               : offsetof(struct landlock_attributes, network);
  int rules = (int)syscall(SYS_LANDLOCK_CREATE_RULESET, &attributes, size, 0);
  if (rules < 0) return false;
  bool done = syscall(SYS_LANDLOCK_RESTRICT_SELF, rules, 0) == 0;
  close(rules);
  return done;
}

// MARK: Short memory
//
// Of a file that eats memory the kernel may otherwise end the coordinator, which is larger than the
// process that decodes it. Anyone may ask to be ended earlier, and what is forked inherits it.

/// The highest score of `oom_score_adj` (proc(5)).
static const char highest_score[] = "1000";

/// Whether the kernel has taken it.
static bool is_first_to_end;

/// Asks before the user is dropped, who may not write to what was root's, and before Landlock.
static void ask_to_end_first(void) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  const ssize_t size = sizeof highest_score - 1;
  is_first_to_end = write(file, highest_score, (size_t)size) == size;
  close(file);
}

bool vigie_worker_is_first_to_end(void) { return is_first_to_end; }

uint32_t vigie_worker_drop_rights(void) {
  ask_to_end_first();
  tzset();  // Dates in files have the C library look for its time zone: now, and never again.
  uint32_t layers = drop_user() ? VIGIE_LAYER_UNPRIVILEGED : 0;
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0) layers |= VIGIE_LAYER_NO_NEW_PRIVILEGES;
  struct rlimit none = {0, 0};
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 && setrlimit(RLIMIT_CORE, &none) == 0) {
    layers |= VIGIE_LAYER_NOT_DUMPABLE;
  }
  if (restrict_by_landlock()) layers |= VIGIE_LAYER_LANDLOCK;
  return layers;
}

/// Sets a limit, or leaves a lower one that was inherited.
static bool limit(__rlimit_resource_t resource, uint64_t soft, uint64_t hard) {
  struct rlimit limits;
  if (getrlimit(resource, &limits) != 0) return false;
  if (limits.rlim_max > hard) limits.rlim_max = hard;
  limits.rlim_cur = soft < limits.rlim_max ? soft : limits.rlim_max;
  return setrlimit(resource, &limits) == 0;
}

int vigie_worker_lock(const vigie_worker_filter *filter, const vigie_worker_limits *limits) {
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0 ||
      !limit(RLIMIT_AS, limits->memory, limits->memory) ||
      !limit(RLIMIT_CPU, limits->seconds, limits->seconds + 1) || !limit(RLIMIT_FSIZE, 0, 0) ||
      !limit(RLIMIT_NPROC, 0, 0) || !limit(RLIMIT_NOFILE, 0, 0)) {
    return errno;
  }
  if (filter && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter->program, 0, 0) != 0) {
    return errno;
  }
  return 0;
}
