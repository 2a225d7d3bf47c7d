// NAL units, of which a packet of H.264 or HEVC is made: their types, and whether they are what they
// seem.

#include "access.h"

#include <string.h>

/// Types of NAL units.
enum {
  H264_IDR = 5,
  H264_LAST_SLICE = 5,
  H264_SEI = 6,
  H264_DELIMITER = 9,
  HEVC_LAST_SLICE = 31,
  HEVC_IDR_W_RADL = 19,
  HEVC_IDR_N_LP = 20,
  HEVC_DELIMITER = 35,
  HEVC_SEI_BEFORE = 39,
  HEVC_SEI_AFTER = 40,
};

typedef struct nal_unit {
  const uint8_t *bytes;
  int size;
} nal_unit;

/// Whether units follow their length, and of how many bytes that is; 0 if they follow start codes.
static int length_size(const AVCodecContext *decoder) {
  int position = decoder->codec_id == AV_CODEC_ID_H264 ? 4 : 21;
  bool has_record = decoder->extradata_size > position && decoder->extradata[0] == 1;
  return has_record ? (decoder->extradata[position] & 3) + 1 : 0;
}

/// The first start code, or what may be taken for one: two zeros and a third or a one.
static const uint8_t *start_code(const uint8_t *bytes, const uint8_t *end) {
  while (end - bytes >= 3) {
    const uint8_t *zero = memchr(bytes, 0, (size_t)(end - bytes - 2));
    if (!zero) return NULL;
    if (zero[1] == 0 && zero[2] <= 1) return zero;
    bytes = zero + 1;
  }
  return NULL;
}

/// The unit at `*position`, which is moved behind it; false if there is none, or none that is sound.
static bool next_unit(const AVPacket *packet, int length_size, int *position, nal_unit *unit) {
  const uint8_t *bytes = packet->data + *position, *end = packet->data + packet->size;
  if (length_size > 0) {
    if (end - bytes <= length_size) return false;
    uint32_t length = 0;
    for (int i = 0; i < length_size; i++) length = length << 8 | *bytes++;
    if (length == 0 || length > (uint32_t)(end - bytes)) return false;
    *unit = (nal_unit){bytes, (int)length};
    *position = (int)(bytes - packet->data) + (int)length;
    return start_code(bytes, bytes + length) == NULL;
  }
  while (bytes < end && *bytes == 0) bytes++;
  // Three bytes of a start code at least, of which the last is a one.
  if (bytes - packet->data < *position + 2 || end - bytes < 2 || *bytes != 1) return false;
  const uint8_t *next = start_code(bytes + 1, end);
  *unit = (nal_unit){bytes + 1, (int)((next ? next : end) - bytes - 1)};
  *position = (int)((next ? next : end) - packet->data);
  return unit->size > 0;
}

vigie_access vigie_access_of(const AVCodecContext *decoder, const AVPacket *packet) {
  bool is_h264 = decoder->codec_id == AV_CODEC_ID_H264, has_slice = false, is_fresh = true;
  vigie_access neither = {false, false};
  const int odd = AV_PKT_FLAG_CORRUPT | AV_PKT_FLAG_DISCARD;
  if (packet->flags & odd || av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, NULL)) {
    return neither;
  }
  int size = length_size(decoder), position = 0;
  while (position < packet->size) {
    nal_unit unit;
    if (!next_unit(packet, size, &position, &unit)) return neither;
    int type = is_h264 ? unit.bytes[0] & 31 : unit.bytes[0] >> 1 & 63;
    bool is_slice = is_h264 ? type > 0 && type <= H264_LAST_SLICE : type <= HEVC_LAST_SLICE;
    bool is_note = is_h264 ? type == H264_SEI || type == H264_DELIMITER
                           : type == HEVC_DELIMITER || type == HEVC_SEI_BEFORE ||
                                 type == HEVC_SEI_AFTER;
    if (!is_slice && !is_note) return neither;
    if (!is_slice) continue;
    has_slice = true;
    // The layer takes the last bit of the first byte and five of the second one.
    bool is_base = is_h264 || (unit.size > 1 && !(unit.bytes[0] & 1) && !(unit.bytes[1] >> 3));
    bool is_idr = is_h264 ? type == H264_IDR : type == HEVC_IDR_W_RADL || type == HEVC_IDR_N_LP;
    is_fresh = is_fresh && is_base && is_idr;
  }
  vigie_access access = {has_slice && is_fresh, has_slice};
  return access;
}
