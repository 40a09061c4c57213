// Products of bytes in plain C, so that what uses them compiles, and can be tested, anywhere.
#ifndef EDGEASD_BYTES_PLAIN_H
#define EDGEASD_BYTES_PLAIN_H

#include "taps.h"

EDGE_INLINE int32_t edge_multiply_byte_taps(const int8_t *filter, EdgeTaps taps,
                                            const int8_t *patch, int32_t zero_point) {
  int32_t sum = 0;
  for (ptrdiff_t row = 0; row < taps.rows; row++) {
    for (ptrdiff_t column = 0; column < taps.columns; column++) {
      const int8_t *tap = filter + taps.first + row * taps.row_stride + column * taps.column_stride;
      for (ptrdiff_t at = 0; at < taps.length; at++) sum += tap[at] * (patch[at] - zero_point);
      patch += (taps.length + 15) & ~(ptrdiff_t)15;
    }
  }
  return sum;
}

EDGE_INLINE void edge_multiply_byte_patches(const int8_t *first, const int8_t *second,
                                            EdgeTaps taps, const int8_t *patch, ptrdiff_t stride,
                                            int32_t zero_point, int32_t *sums) {
  for (int at = 0; at < 4; at++) {
    sums[at] = edge_multiply_byte_taps(first, taps, patch + at * stride, zero_point);
    sums[4 + at] = edge_multiply_byte_taps(second, taps, patch + at * stride, zero_point);
  }
}

EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const int8_t *input, ptrdiff_t count, int32_t zero_point,
                                         int32_t *sums) {
  const EdgeTaps all = {0, 1, 0, 1, 0, count};
  for (int at = 0; at < 4; at++) {
    sums[at] = edge_multiply_byte_taps(row + at * row_stride, all, input, zero_point);
  }
}

#endif
