// NAL units, of which a packet of H.264 or HEVC is made: their types alone.

#include "access.h"

/// Types of NAL units.
enum {
  H264_IDR = 5,
  H264_LAST_SLICE = 5,
  H264_SPS = 7,
  H264_PPS = 8,
  HEVC_LAST_SLICE = 31,
  HEVC_BLA_W_LP = 16,
  HEVC_IDR_N_LP = 20,
  HEVC_CRA = 21,
  HEVC_VPS = 32,
  HEVC_PPS = 34,
};

/// Whether units follow their length, and of how many bytes that is; 0 if they follow start codes.
static int length_size(const AVCodecContext *decoder) {
  int position = decoder->codec_id == AV_CODEC_ID_H264 ? 4 : 21;
  bool has_record = decoder->extradata_size > position && decoder->extradata[0] == 1;
  return has_record ? (decoder->extradata[position] & 3) + 1 : 0;
}

/// The first byte of the next unit at or after `*position`, which then is behind what was looked at;
/// negative if there is none.
static int next_unit(const AVPacket *packet, int length_size, int *position) {
  const uint8_t *bytes = packet->data;
  if (length_size > 0) {
    if (packet->size - *position <= length_size) return -1;
    uint32_t length = 0;
    for (int i = 0; i < length_size; i++) length = length << 8 | bytes[*position + i];
    int start = *position + length_size;
    if (length == 0 || length > (uint32_t)(packet->size - start)) return -1;
    *position = start + (int)length;
    return bytes[start];
  }
  for (int i = *position; i + 3 < packet->size; i++) {
    if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1) {
      *position = i + 3;
      return bytes[i + 3];
    }
  }
  return -1;
}

static bool is_slice(bool is_h264, int type) {
  return is_h264 ? type > 0 && type <= H264_LAST_SLICE : type <= HEVC_LAST_SLICE;
}

static vigie_access access_of(bool is_h264, int type) {
  if (is_h264) return type == H264_IDR ? VIGIE_ACCESS_ALL_FRAMES : VIGIE_ACCESS_NONE;
  if (type == HEVC_CRA) return VIGIE_ACCESS_LATER_FRAMES;
  bool is_afresh = type >= HEVC_BLA_W_LP && type <= HEVC_IDR_N_LP;
  return is_afresh ? VIGIE_ACCESS_ALL_FRAMES : VIGIE_ACCESS_NONE;
}

vigie_access vigie_access_at(const AVCodecContext *decoder, const AVPacket *packet,
                             bool *has_parameters) {
  bool is_h264 = decoder->codec_id == AV_CODEC_ID_H264, has_slice = false;
  vigie_access access = VIGIE_ACCESS_NONE;
  *has_parameters = av_packet_get_side_data(packet, AV_PKT_DATA_NEW_EXTRADATA, NULL) != NULL;
  int size = length_size(decoder), position = 0, unit;
  while ((unit = next_unit(packet, size, &position)) >= 0) {
    int type = is_h264 ? unit & 31 : unit >> 1 & 63;
    if (is_h264 ? type == H264_SPS || type == H264_PPS : type >= HEVC_VPS && type <= HEVC_PPS) {
      *has_parameters = true;
    }
    if (!is_slice(is_h264, type)) continue;
    // A packet that has slices of several kinds is as bad to start at as the worst of them.
    vigie_access of_slice = access_of(is_h264, type);
    if (!has_slice || of_slice < access) access = of_slice;
    has_slice = true;
  }
  return access;
}
