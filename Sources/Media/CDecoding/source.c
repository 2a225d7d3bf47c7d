// Reading the source, keeping the budget.

#include "decoding.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

size_t vigie_source_read(const vigie_source *source, int64_t offset, void *buffer, size_t count) {
  if (offset < 0 || offset >= source->size) return 0;
  int64_t left = source->size - offset;
  if ((uint64_t)left < count) count = (size_t)left;
  size_t done = 0;
  while (done < count) {
    ssize_t got = pread(source->descriptor, (char *)buffer + done, count - done, offset + (int64_t)done);
    if (got > 0) {
      done += (size_t)got;
    } else if (got == 0 || errno != EINTR) {
      break;
    }
  }
  return done;
}

static uint64_t thread_time(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

vigie_deadline vigie_deadline_after(uint64_t nanoseconds) {
  uint64_t now = thread_time();
  vigie_deadline deadline = {nanoseconds > UINT64_MAX - now ? UINT64_MAX : now + nanoseconds};
  return deadline;
}

bool vigie_deadline_is_over(vigie_deadline deadline) { return thread_time() > deadline.nanoseconds; }

enum {
  /// What a decoder and a hash keep for every column of a picture that is read row by row.
  BYTES_PER_COLUMN = 512,
  /// What a hash keeps for every row: its weights in the sums of rows, and those of its other framings,
  /// in arrays that are copied as they grow.
  BYTES_PER_ROW = 32,
};

/// What is kept for columns and rows. Neither side exceeds 32 bits.
static uint64_t bytes_for_sides(uint64_t width, uint64_t height) {
  return width * BYTES_PER_COLUMN + height * BYTES_PER_ROW;
}

vigie_status vigie_check_pixels(const vigie_limits *limits, uint64_t width, uint64_t height) {
  if (width == 0 || height == 0) return VIGIE_DAMAGED;
  if (width > UINT32_MAX || height > UINT32_MAX) return VIGIE_PIXEL_LIMIT;
  if (width * height > limits->pixels) return VIGIE_PIXEL_LIMIT;
  return bytes_for_sides(width, height) <= limits->bytes ? VIGIE_OK : VIGIE_BYTE_LIMIT;
}

uint64_t vigie_bytes_for_planes(const vigie_limits *limits, const vigie_picture_info *info) {
  uint64_t taken = bytes_for_sides(info->width, info->height);
  return taken < limits->bytes ? limits->bytes - taken : 0;
}
