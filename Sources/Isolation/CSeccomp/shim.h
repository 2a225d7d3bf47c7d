// libseccomp: which system calls a process may still make.
#include <seccomp.h>
