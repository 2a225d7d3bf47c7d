// seccomp: which system calls a decoding process may make.

#define _GNU_SOURCE

#include "worker_lock.h"

#include "filter.h"

#include <errno.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <seccomp.h>

/// Calls that a decoding process may make with any arguments.
static const int allowed_calls[] = {
    SCMP_SYS(pread64),      SCMP_SYS(read),          SCMP_SYS(lseek),
    SCMP_SYS(close),        SCMP_SYS(munmap),        SCMP_SYS(mremap),
    SCMP_SYS(brk),          SCMP_SYS(madvise),       SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
    SCMP_SYS(sched_yield),  SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(exit),         SCMP_SYS(exit_group),    SCMP_SYS(restart_syscall),
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
  // An action that the kernel does not know would let every call pass.
  unsigned action = SECCOMP_RET_KILL_PROCESS;
  if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0) return NULL;
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
