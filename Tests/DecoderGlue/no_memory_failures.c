// The driver for sanitizers, which bring an allocator of their own: no allocation fails.

#include "driver.h"

#include <stdlib.h>

bool driver_fail_memory = false;

void driver_memory_is_ours(bool is_ours) { (void)is_ours; }

void driver_decode_without_memory(const char *decoder, const vigie_source *source,
                                  const vigie_limits *limits) {
  (void)decoder, (void)source, (void)limits;
  abort();
}
