// Runs a program as on a kernel without Landlock: `without-landlock PROGRAM ARGUMENT...`.

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include <seccomp.h>

/// landlock_create_ruleset, which older headers do not name.
enum { CREATE_RULESET = 444 };

int main(int count, char **arguments) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  if (count < 2 || !filter ||
      seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), CREATE_RULESET, 0) != 0 ||
      seccomp_load(filter) != 0) {
    fputs("without-landlock: cannot set up\n", stderr);
    return 125;
  }
  execvp(arguments[1], arguments + 1);
  perror(arguments[1]);
  return 126;
}
