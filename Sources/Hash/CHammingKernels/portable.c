// The definition of the kernels, in plain C. Kept beside the fast ones, which are tested against it.

#include "internal.h"

static uint32_t scan(const vigie_codes *codes, uint64_t start, uint32_t count,
                     const uint64_t *queries, uint32_t query_count, uint32_t radius,
                     vigie_hit *hits) {
  vigie_hit *end =
      codes->words == 1
          ? scan_singly(codes, start, start + count, queries, query_count, radius, 1, hits)
          : scan_singly(codes, start, start + count, queries, query_count, radius, 4, hits);
  return (uint32_t)(end - hits);
}

#define filter filter_singly
#include "search.h"

const vigie_kernels vigie_kernels_portable = {"portable", scan, search};
