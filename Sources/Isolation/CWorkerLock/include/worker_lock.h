// The worker's own side: forking, giving up rights, and the lock of a decoding process.

#ifndef VIGIE_WORKER_LOCK_H
#define VIGIE_WORKER_LOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/// fork, in a process of one thread.
pid_t vigie_worker_fork(void);

/// What keeps a decoding process from doing anything but decode. Bits of a set.
enum {
  /// Neither root nor any capability.
  VIGIE_LAYER_UNPRIVILEGED = 1,
  /// No program that it could start would have more rights.
  VIGIE_LAYER_NO_NEW_PRIVILEGES = 2,
  /// No other process of the same user may look into it, and it leaves no core file.
  VIGIE_LAYER_NOT_DUMPABLE = 4,
  /// Landlock: no path can be reached, no address connected to.
  VIGIE_LAYER_LANDLOCK = 8,
  /// seccomp: a filter of system calls could be made.
  VIGIE_LAYER_SECCOMP = 16,
};

/// The kernel's version of Landlock; 0 without it.
uint32_t vigie_worker_landlock_version(void);

/// Gives up, for good and for every process forked from now on, each right that the server of requests
/// does not need; and has the kernel, when memory is short, end these before any other. Returns the layers that hold now, without VIGIE_LAYER_SECCOMP, which is each decoding
/// process's own.
uint32_t vigie_worker_drop_rights(void);

/// Whether the calling process, and with it every one forked from now on, is what the kernel ends first when
/// memory is short: `vigie_worker_drop_rights` asks for it, and without /proc does not get it. No layer:
/// a decoding process can do no more without.
bool vigie_worker_is_first_to_end(void);

/// The filter of a decoding process, made once and used by many.
typedef struct vigie_worker_filter vigie_worker_filter;

/// Compiles the filter: a decoding process may read descriptors, take memory that is not executable,
/// ask the time, write to `output` and end; everything else kills it. NULL if it cannot be made.
vigie_worker_filter *vigie_worker_make_filter(int output);

/// What a decoding process may take.
typedef struct vigie_worker_limits {
  /// Address space, in bytes.
  uint64_t memory;
  /// Processor time, in seconds. SIGXCPU ends the process then, SIGKILL a second later.
  uint64_t seconds;
} vigie_worker_limits;

/// Locks the calling process for good: it dies with its parent, has limits, and then the filter, unless
/// that is NULL. Returns 0, or an errno.
int vigie_worker_lock(const vigie_worker_filter *filter, const vigie_worker_limits *limits);

/// Calls that the filter forbids, for a process to try.
typedef enum vigie_forbidden_call {
  VIGIE_CALL_OPEN,
  VIGIE_CALL_LOOK_UP,
  VIGIE_CALL_SOCKET,
  VIGIE_CALL_EXECUTE,
  VIGIE_CALL_FORK,
  VIGIE_CALL_TRACE,
  VIGIE_CALL_MAP_EXECUTABLE,
  VIGIE_CALL_MAKE_EXECUTABLE,
  VIGIE_CALL_SIGNAL,
  VIGIE_CALL_CHANGE_TIMES,
  VIGIE_CALL_WRITE_ELSEWHERE,
} vigie_forbidden_call;

/// Makes a call, and comes back unless the filter ends the process.
void vigie_worker_try(vigie_forbidden_call call);

#endif
