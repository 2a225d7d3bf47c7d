#define _GNU_SOURCE

#include "worker_channel.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int vigie_worker_spawn(const char *path, const char *argument, int *result, pid_t *process) {
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
  // A session of its own: Ctrl-C is for the coordinator, which ends its workers. No signal blocked or
  // ignored, whatever the calling thread has done: limits end processes by signals.
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  char *arguments[] = {(char *)path, (char *)argument, NULL};
  // Crash reports of the Swift runtime want calls that the filter does not allow.
  char *environment[] = {"SWIFT_BACKTRACE=enable=no", "LC_ALL=C", "TZ=UTC0", NULL};
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
