// What is asked of a container that has been opened, before anything is decoded.

#ifndef VIGIE_STREAMS_H
#define VIGIE_STREAMS_H

#include <decoding.h>

#include <libavformat/avformat.h>

/// Learns what the streams are, for which libav may decode some frames: within the limits too.
vigie_status vigie_find_streams(AVFormatContext *container, const vigie_limits *limits);

/// Whether the container's index names data beyond the end of the file. libav takes the first packet
/// that is missing for the end of the video.
bool vigie_stream_is_cut_off(AVStream *stream, int64_t size);

#endif
