#pragma once
#include <zlib.h>

/// `inflateInit2` is a macro, which Swift cannot call. 31 = 15 window bits + 16 for a gzip wrapper.
static inline int lossbench_inflate_init_gzip(z_streamp stream) {
  return inflateInit2(stream, 31);
}

/// `deflateInit2` for a gzip wrapper, which is a macro too.
static inline int lossbench_deflate_init_gzip(z_streamp stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
}
