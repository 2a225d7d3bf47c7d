// Memory that fails when it is told to: one allocation of a decoding, and then another one.
//
// The functions of the C library's allocator are replaced for the whole program, libraries included, by
// such as ask glibc's own. Each allocation may fail alone, or with all that follow it, as where memory
// is short. What does not fail is filled: samples that differ with the filling were never decoded.

#define _GNU_SOURCE

#include "driver.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool driver_fail_memory = false;

/// Allocations that are failed one by one; of those beyond, a few.
enum { MOST_FAILURES = 100, STEPS_BEYOND = 20 };

static bool is_counting, is_ours, fails_all, has_failed;
static long allocations, failing;
static int fill;

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

/// Whether the allocation that is being asked for is to fail.
static bool is_refused(void) {
  if (!is_counting || is_ours) return false;
  long number = ++allocations;
  bool is_it = number == failing || (fails_all && failing > 0 && number > failing);
  has_failed = has_failed || is_it;
  return is_it;
}

static void *refuse(void) {
  errno = ENOMEM;
  return NULL;
}

/// What memory holds that nobody has written to.
static void *filled(void *memory, size_t size) {
  if (memory && is_counting) memset(memory, fill, size);
  return memory;
}

void *malloc(size_t size) {
  return is_refused() ? refuse() : filled(__libc_malloc(size), size);
}

void *calloc(size_t count, size_t size) {
  return is_refused() ? refuse() : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
  return is_refused() ? refuse() : __libc_realloc(memory, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
  if (is_refused()) {
    errno = ENOMEM;  // As glibc does.
    return ENOMEM;
  }
  void *got = __libc_memalign(alignment, size);
  if (!got) return ENOMEM;
  *memory = filled(got, size);
  return 0;
}

void *memalign(size_t alignment, size_t size) {
  return is_refused() ? refuse() : filled(__libc_memalign(alignment, size), size);
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

void driver_memory_is_ours(bool is_so) { is_ours = is_so; }

/// Decodes once, while allocation `number` fails; 0 fails none.
static driver_outcome decode_failing(const char *decoder, const vigie_source *source,
                                     const vigie_limits *limits, int variant, long number) {
  allocations = 0;
  failing = number;
  has_failed = false;
  is_counting = true;
  driver_outcome outcome = driver_decode(decoder, source, limits, variant);
  is_counting = false;
  return outcome;
}

static bool is_same(driver_outcome one, driver_outcome other) {
  return one.status == other.status && one.checksum == other.checksum;
}

/// Counts of what `driver_decode_without_memory` prints.
typedef struct counts {
  long failures, refusals, unharmed, dependent;
} counts;

static void fail_each(const char *decoder, const vigie_source *source, const vigie_limits *limits,
                      int variant, counts *counts) {
  fill = 0xA5;
  driver_outcome other = decode_failing(decoder, source, limits, variant, 0);
  fill = 0;
  driver_outcome undisturbed = decode_failing(decoder, source, limits, variant, 0);
  counts->dependent += !is_same(other, undisturbed);
  long total = allocations;
  long step = total > MOST_FAILURES ? (total - MOST_FAILURES) / STEPS_BEYOND + 1 : 1;
  for (long number = 1; number <= total; number += number < MOST_FAILURES ? 1 : step) {
    for (int all = 0; all < 2; all++) {
      fails_all = all == 1;
      driver_outcome outcome = decode_failing(decoder, source, limits, variant, number);
      if (!has_failed) continue;
      counts->failures += 1;
      counts->refusals += outcome.status == VIGIE_BYTE_LIMIT;
      counts->unharmed += outcome.status != VIGIE_BYTE_LIMIT && is_same(outcome, undisturbed);
    }
  }
}

void driver_decode_without_memory(const char *decoder, const vigie_source *source,
                                  const vigie_limits *limits) {
  counts counts = {0};
  for (int variant = 0; variant < driver_variants(decoder); variant++) {
    fail_each(decoder, source, limits, variant, &counts);
  }
  printf("%ld %ld %ld %ld\n", counts.failures, counts.refusals, counts.unharmed, counts.dependent);
}
