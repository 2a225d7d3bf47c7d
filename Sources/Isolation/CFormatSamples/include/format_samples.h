// One synthetic picture in every format that there is an encoder for: what the self-test decodes.

#ifndef VIGIE_FORMAT_SAMPLES_H
#define VIGIE_FORMAT_SAMPLES_H

#include <stddef.h>

typedef struct vigie_format_sample {
  /// The format's name in reports.
  const char *format;
  const unsigned char *bytes;
  size_t count;
} vigie_format_sample;

/// `vigie_format_sample_count` of them.
extern const vigie_format_sample vigie_format_samples[];
extern const size_t vigie_format_sample_count;

/// The sample at a position below the count.
static inline vigie_format_sample vigie_format_samples_at(size_t position) {
  return vigie_format_samples[position];
}

#endif
