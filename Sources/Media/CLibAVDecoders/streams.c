// The streams of a container, as libav finds them before the first packet.

#include "streams.h"

#include "frame.h"

vigie_status vigie_find_streams(AVFormatContext *container, const vigie_limits *limits) {
  unsigned count = container->nb_streams;  // More may come; the options are for these.
  AVDictionary **options = count > 0 ? av_calloc(count, sizeof *options) : NULL;
  if (count > 0 && !options) return VIGIE_BYTE_LIMIT;
  int status = 0;
  for (unsigned i = 0; i < count; i++) {
    int64_t pixels = vigie_libav_pixels(limits);
    if (status >= 0) status = av_dict_set_int(&options[i], "max_pixels", pixels, 0);
  }
  if (status >= 0) status = avformat_find_stream_info(container, options);
  for (unsigned i = 0; i < count; i++) av_dict_free(&options[i]);
  av_free(options);
  return status < 0 ? vigie_libav_failure(status, VIGIE_DAMAGED) : VIGIE_OK;
}

bool vigie_stream_is_cut_off(AVStream *stream, int64_t size) {
  for (int i = 0; i < avformat_index_get_entries_count(stream); i++) {
    const AVIndexEntry *entry = avformat_index_get_entry(stream, i);
    if (entry->pos > size - entry->size) return true;
  }
  return false;
}
