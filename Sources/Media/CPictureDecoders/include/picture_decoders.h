// JPEG and PNG, row by row; the contract is that of `decoding.h`.

#ifndef VIGIE_PICTURE_DECODERS_H
#define VIGIE_PICTURE_DECODERS_H

#include <decoding.h>

/// Opens a JPEG with libjpeg. On VIGIE_OK `*picture` is to be closed, otherwise it is NULL.
/// `*info` has the declared dimensions as soon as they are known, also when a limit refuses them.
///
/// A picture that stores luma is decoded at the smallest scale, 1/2 to 1/8, whose sides are both at
/// least `smallest_side` samples, and then as luma alone: nothing that such a scale does not need is
/// computed. Any other, and with `smallest_side` 0 every one, is decoded in full.
vigie_status vigie_jpeg_open(const vigie_source *source, const vigie_limits *limits,
                             uint32_t smallest_side, vigie_picture **picture,
                             vigie_picture_info *info);

/// Opens a PNG; the same contract.
vigie_status vigie_png_open(const vigie_source *source, const vigie_limits *limits,
                            vigie_picture **picture, vigie_picture_info *info);

#endif
