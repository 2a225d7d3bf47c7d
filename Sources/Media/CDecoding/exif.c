// The orientation of a picture as its Exif block gives it: one value of an attacker's structure.
//
// An Exif block is a TIFF header and its first directory (EXIF 2.32, 4.5; TIFF 6.0, section 2):
//
//   0  "II" little-endian, "MM" big-endian     directory  u16 entries, then 12 bytes each:
//   2  u16 42                                   0  u16 tag    4  u32 count
//   4  u32 where the directory begins           2  u16 type   8  the value, if it fits

#include "decoding.h"

#include <string.h>

enum {
  HEADER_SIZE = 8,
  ENTRY_SIZE = 12,
  TAG_ORIENTATION = 0x0112,
  TYPE_SHORT = 3,
};

static const uint8_t prefix[] = {'E', 'x', 'i', 'f', 0, 0};

static uint32_t number(const uint8_t *bytes, int count, bool is_big_endian) {
  uint32_t value = 0;
  for (int i = 0; i < count; i++) {
    value = value << 8 | bytes[is_big_endian ? i : count - 1 - i];
  }
  return value;
}

uint8_t vigie_exif_orientation(const uint8_t *block, size_t size) {
  if (size >= sizeof prefix && memcmp(block, prefix, sizeof prefix) == 0) {
    block += sizeof prefix;
    size -= sizeof prefix;
  }
  if (size < HEADER_SIZE) return 0;
  bool is_big_endian = memcmp(block, "MM\0*", 4) == 0;
  if (!is_big_endian && memcmp(block, "II*\0", 4) != 0) return 0;
  size_t start = number(block + 4, 4, is_big_endian);
  if (start < HEADER_SIZE || start > size || size - start < 2) return 0;
  size_t count = number(block + start, 2, is_big_endian);
  const uint8_t *entry = block + start + 2;
  size_t whole = (size - start - 2) / ENTRY_SIZE;
  if (count > whole) count = whole;
  for (; count > 0; count--, entry += ENTRY_SIZE) {
    if (number(entry, 2, is_big_endian) != TAG_ORIENTATION) continue;
    if (number(entry + 2, 2, is_big_endian) != TYPE_SHORT) return 0;
    if (number(entry + 4, 4, is_big_endian) != 1) return 0;
    uint32_t value = number(entry + 8, 2, is_big_endian);
    return value <= 8 ? (uint8_t)value : 0;
  }
  return 0;
}
