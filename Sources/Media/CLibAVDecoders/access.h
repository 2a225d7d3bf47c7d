// What a packet of H.264 or HEVC is made of, told by the stream itself: what a container says of it is
// the file's claim.

#ifndef VIGIE_ACCESS_H
#define VIGIE_ACCESS_H

#include <stdbool.h>

#include <libavcodec/avcodec.h>

typedef struct vigie_access {
  /// An IDR picture of the base layer and nothing else: no later frame refers to an earlier one.
  bool is_fresh;
  /// Slices of pictures and what describes these: no parameter sets, which later packets may need, and
  /// nothing that decoders may understand otherwise than this does.
  bool is_plain;
} vigie_access;

/// What a packet of one of the two is.
///
/// Source: ITU-T H.264, 7.4.1 and H.265, 7.4.2.2 (types of NAL units); annexes B (start codes).
vigie_access vigie_access_of(const AVCodecContext *decoder, const AVPacket *packet);

#endif
