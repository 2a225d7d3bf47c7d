// Worker programs, started and talked to. What Swift cannot say: spawning with few descriptors, and
// control messages.

#ifndef VIGIE_WORKER_CHANNEL_H
#define VIGIE_WORKER_CHANNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The descriptors that a worker starts with, beside 0...2, which lead nowhere.
enum {
  /// Requests come in and answers go out.
  VIGIE_WORKER_SOCKET = 3,
};

/// Starts the program at `path`, with one argument unless that is NULL, with one end of a pair of
/// SOCK_SEQPACKET sockets as descriptor 3 and nothing else. Returns 0, or an errno; `*socket` is the
/// other end.
int vigie_worker_spawn(const char *path, const char *argument, int *socket, pid_t *process);

/// Sends a datagram, with a descriptor if `descriptor` is not negative. Returns 0, or an errno.
int vigie_worker_send(int socket, const void *bytes, size_t count, int descriptor);

/// Receives a datagram of exactly `count` bytes, and the descriptor that came with it, which is
/// closed on exec; -1 if none came. Returns 0, or an errno; ECONNRESET at the end of the socket.
int vigie_worker_receive(int socket, void *bytes, size_t count, int *descriptor);

#endif
