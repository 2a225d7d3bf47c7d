// What a decoding process must not be able to do, done; and what it is never asked to do, refused.

#define _GNU_SOURCE

#include "worker_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

void vigie_worker_try(vigie_forbidden_call call) {
  static char page[8192];
  switch (call) {
    case VIGIE_CALL_OPEN:
      (void)open("/etc/passwd", O_RDONLY);
      break;
    case VIGIE_CALL_LOOK_UP: {
      struct stat status;
      (void)stat("/etc/passwd", &status);
      break;
    }
    case VIGIE_CALL_SOCKET:
      (void)socket(AF_INET, SOCK_STREAM, 0);
      break;
    case VIGIE_CALL_EXECUTE:
      (void)execv("/bin/true", (char *[]){"true", NULL});
      break;
    case VIGIE_CALL_FORK:
      if (fork() == 0) _exit(0);
      break;
    case VIGIE_CALL_TRACE:
      (void)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
      break;
    case VIGIE_CALL_MAP_EXECUTABLE:
      (void)mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      break;
    case VIGIE_CALL_MAKE_EXECUTABLE:
      (void)mprotect((void *)(((uintptr_t)page + 4095) & ~(uintptr_t)4095), 4096,
                     PROT_READ | PROT_EXEC);
      break;
    case VIGIE_CALL_SIGNAL:
      (void)kill(getppid(), 0);
      break;
    case VIGIE_CALL_CHANGE_TIMES:
      (void)futimens(0, NULL);
      break;
    case VIGIE_CALL_WRITE_ELSEWHERE:
      (void)!write(1, "", 1);
      break;
  }
}

// libav asks for converters of the names in transport streams, which nothing here reads; the C library
// would open files to find one. In a worker there is none.
iconv_t iconv_open(const char *to, const char *from) {
  (void)to, (void)from;
  errno = EINVAL;
  return (iconv_t)-1;
}
