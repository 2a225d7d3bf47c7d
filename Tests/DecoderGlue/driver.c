// Decodes files through every entry of the C decoders, for sanitizers and failing memory to watch.
//
// A line of the input names a file and its decoder: "jpeg PATH", "png PATH", "still:NAME PATH" or
// "video:DEMUXER PATH". A line of the output says what came of it: the status of the first decoding, the
// milliseconds of processor time of the longest one, the path. Hashes are no business of this program;
// the samples are added up, so that every one of them is read.

#include <decoding.h>
#include <libav_decoders.h>
#include <picture_decoders.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "driver.h"

enum {
  /// Of wall time, for all decodings of a file. SIGALRM ends the program then.
  SECONDS_PER_FILE = 120,
  LONGEST_LINE = 4096,
};

static const vigie_limits wide = {
    .pixels = 4000000000, .bytes = 256 << 20, .scans = 64, .nanoseconds = 2000000000};
static const vigie_limits narrow = {
    .pixels = 100000000, .bytes = 1 << 20, .scans = 2, .nanoseconds = 2000000000};
static const vigie_limits brief = {
    .pixels = 100000000, .bytes = 256 << 20, .scans = 64, .nanoseconds = 500000};

/// Of all samples of the decoding, FNV-1a, so that the optimiser does not take them for unread.
static uint64_t checksum;

static void add(const uint8_t *samples, size_t count) {
  for (size_t i = 0; i < count; i++) checksum = (checksum ^ samples[i]) * 0x100000001B3;
}

/// Whether the decoding has found damage.
static bool is_partial;

static void add_damage(vigie_damage damage) {
  is_partial = damage.is_truncated || damage.reached_scan_limit || damage.errors > 0;
  const uint8_t values[] = {damage.is_truncated, damage.reached_scan_limit, damage.errors > 0};
  add(values, sizeof values);
}

/// A row of exactly that size, so that one byte more is found; ends the program without memory.
static uint8_t *make_row(vigie_layout layout, uint32_t width, size_t *size) {
  *size = (layout == VIGIE_RGB24 ? 3 : 1) * (size_t)width;
  driver_memory_is_ours(true);
  uint8_t *row = malloc(*size);
  driver_memory_is_ours(false);
  if (!row) abort();
  return row;
}

/// Reads an open picture to its end.
static vigie_status read_picture(vigie_picture *picture, const vigie_picture_info *info) {
  size_t size;
  uint8_t *row = make_row(info->layout, info->row_width, &size);
  vigie_status status = VIGIE_OK;
  for (uint32_t y = 0; y < info->row_count && status == VIGIE_OK; y++) {
    status = vigie_picture_read_row(picture, row);
    if (status == VIGIE_OK) add(row, size);
  }
  add_damage(vigie_picture_damage(picture));
  vigie_picture_close(picture);
  free(row);
  return status;
}

/// What is left to the caller of a picture that was not opened: nothing.
static vigie_status read_if_open(vigie_status status, vigie_picture *picture,
                                 const vigie_picture_info *info) {
  if ((status == VIGIE_OK) != (picture != NULL)) abort();
  return picture ? read_picture(picture, info) : status;
}

/// Reads the rows of the current frame.
static vigie_status read_frame(vigie_video *video, const vigie_picture_info *info) {
  vigie_layout layout;
  vigie_status status = vigie_video_prepare_rows(video, &layout);
  if (status != VIGIE_OK) return status;
  size_t size;
  uint8_t *row = make_row(layout, info->width, &size);
  for (uint32_t y = 0; y < info->height; y++) {
    vigie_video_read_row(video, y, row);
    add(row, size);
  }
  free(row);
  return VIGIE_OK;
}

static vigie_status read_video(const vigie_source *source, const vigie_limits *limits,
                               const char *demuxer, vigie_frames frames) {
  vigie_video *video;
  vigie_status status = vigie_video_open(source, limits, demuxer, frames, &video);
  if ((status == VIGIE_OK) != (video != NULL)) abort();
  while (status == VIGIE_OK) {
    double seconds;
    vigie_picture_info info;
    status = vigie_video_next_frame(video, &seconds, &info);
    if (status == VIGIE_OK) status = read_frame(video, &info);
    // A frame a second, as sampling has it.
    if (status == VIGIE_OK && frames == VIGIE_FRAMES_NEEDED) {
      vigie_video_set_unwanted(video, seconds, seconds + 1);
    }
  }
  if (video) add_damage(vigie_video_damage(video));
  vigie_video_close(video);
  return status;
}

static vigie_status decode(const char *decoder, const vigie_source *source,
                           const vigie_limits *limits, int variant) {
  vigie_picture *picture;
  vigie_picture_info info;
  vigie_status status;
  if (strcmp(decoder, "jpeg") == 0) {
    status = vigie_jpeg_open(source, limits, variant == 0 ? 0 : variant == 1 ? 64 : 20, &picture,
                             &info);
  } else if (strcmp(decoder, "png") == 0) {
    status = vigie_png_open(source, limits, &picture, &info);
  } else if (strncmp(decoder, "still:", 6) == 0) {
    status = vigie_still_open(source, limits, decoder + 6, &picture, &info);
  } else if (strncmp(decoder, "video:", 6) == 0) {
    return read_video(source, limits, decoder + 6, (vigie_frames)variant);
  } else {
    fprintf(stderr, "no decoder %s\n", decoder);
    exit(2);
  }
  return read_if_open(status, picture, &info);
}

driver_outcome driver_decode(const char *decoder, const vigie_source *source,
                             const vigie_limits *limits, int variant) {
  checksum = 0xCBF29CE484222325;
  is_partial = false;
  vigie_status status = decode(decoder, source, limits, variant);
  return (driver_outcome){status, is_partial, checksum};
}

int driver_variants(const char *decoder) {
  return strcmp(decoder, "jpeg") == 0 || strncmp(decoder, "video:", 6) == 0 ? 3 : 1;
}

/// What came of a decoding, in a word.
static const char *name_of(driver_outcome outcome) {
  static const char *const names[] = {"read",      "read",      "damaged",   "unsupported", "noVideo",
                                      "pixelLimit", "byteLimit", "timeLimit", "unsure"};
  bool is_read = outcome.status == VIGIE_OK || outcome.status == VIGIE_END;
  return is_read && outcome.is_partial ? "partial" : names[outcome.status];
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/// Decodes a file in every way; what came of the first is the outcome.
static driver_outcome decode_all(const char *decoder, const vigie_source *source, double *longest) {
  const vigie_limits *const limits[] = {&wide, &narrow, &brief};
  driver_outcome first = {VIGIE_OK, false, 0};
  for (int i = 0; i < 3; i++) {
    for (int variant = 0; variant < driver_variants(decoder); variant++) {
      double start = milliseconds();
      driver_outcome outcome = driver_decode(decoder, source, limits[i], variant);
      double spent = milliseconds() - start;
      if (spent > *longest) *longest = spent;
      if (i == 0 && variant == 0) first = outcome;
    }
  }
  return first;
}

int main(int count, char **arguments) {
  if (count == 2 && strcmp(arguments[1], "--memory") == 0) driver_fail_memory = true;
  char line[LONGEST_LINE];
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    char *path = strchr(line, ' ');
    if (!path) return 2;
    *path++ = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) return 2;
    vigie_source source = {file, status.st_size};
    // The last one that is named without an outcome is the one that ended the program.
    printf("%s ", path);
    fflush(stdout);
    alarm(SECONDS_PER_FILE);
    if (driver_fail_memory) {
      driver_decode_without_memory(line, &source, &wide);
    } else {
      double longest = 0;
      driver_outcome first = decode_all(line, &source, &longest);
      printf("%s %.0f\n", name_of(first), longest);
    }
    alarm(0);
    close(file);
  }
  return 0;
}
