// What the two halves of the driver share: decoding once, and decoding while memory fails.

#ifndef DRIVER_H
#define DRIVER_H

#include <decoding.h>

typedef struct driver_outcome {
  vigie_status status;
  /// Whether damage was found in what was read.
  bool is_partial;
  /// Of every sample, and of what is said of damage.
  uint64_t checksum;
} driver_outcome;

/// Decodes a file in one of the ways that its decoder has, and reads every sample.
driver_outcome driver_decode(const char *decoder, const vigie_source *source,
                             const vigie_limits *limits, int variant);

/// How many ways a decoder has: scales of JPEG, frames of videos.
int driver_variants(const char *decoder);

/// Whether memory is to fail: `--memory`, in the program that is built for it.
extern bool driver_fail_memory;

/// Says that what follows is memory of the driver, not of a decoder.
void driver_memory_is_ours(bool is_ours);

/// Decodes a file once for each allocation that decoding it takes, up to a limit, and fails that one. Prints
/// how many decodings met failing memory, and of these how many ended as VIGIE_BYTE_LIMIT and how many as
/// an undisturbed one; and how many ways of decoding depend on what memory holds beforehand.
void driver_decode_without_memory(const char *decoder, const vigie_source *source,
                                  const vigie_limits *limits);

#endif
