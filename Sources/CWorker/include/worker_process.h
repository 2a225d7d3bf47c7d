// Processes that decode: started, fed, forked, locked. What Swift cannot say: fork, control messages,
// spawning with few descriptors, the filter of system calls.

#ifndef VIGIE_WORKER_PROCESS_H
#define VIGIE_WORKER_PROCESS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The descriptors that a worker starts with, beside 0...2, which lead nowhere.
enum {
  /// Requests come in and answers go out.
  VIGIE_WORKER_SOCKET = 3,
};

/// Starts the program at `path` with one end of a pair of SOCK_SEQPACKET sockets as descriptor 3 and
/// nothing else. Returns 0, or an errno; `*socket` is the other end.
int vigie_worker_spawn(const char *path, int *socket, pid_t *process);

/// Sends a datagram, with a descriptor if `descriptor` is not negative. Returns 0, or an errno.
int vigie_worker_send(int socket, const void *bytes, size_t count, int descriptor);

/// Receives a datagram of exactly `count` bytes, and the descriptor that came with it, which is
/// closed on exec; -1 if none came. Returns 0, or an errno; ECONNRESET at the end of the socket.
int vigie_worker_receive(int socket, void *bytes, size_t count, int *descriptor);

/// fork, in a process of one thread.
pid_t vigie_worker_fork(void);

/// Gives up every right that the server of requests does not need: user root, new privileges, core
/// files, being traced. Returns 0, or an errno.
int vigie_worker_drop_rights(void);

/// The filter of a decoding process, made once and used by many.
typedef struct vigie_worker_filter vigie_worker_filter;

/// Compiles the filter: a decoding process may read descriptors, take memory that is not executable,
/// ask the time, write to `output` and end. NULL if it cannot be made.
vigie_worker_filter *vigie_worker_make_filter(int output);

/// Locks the calling process for good: it dies with its parent, has limits of memory and processor
/// time, and then the filter. Returns 0, or an errno.
int vigie_worker_lock(const vigie_worker_filter *filter, uint64_t memory, uint64_t seconds);

#endif
