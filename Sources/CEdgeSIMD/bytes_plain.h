// Products of bytes in plain C, so that what uses them compiles, and can be tested, anywhere.
#ifndef EDGEASD_BYTES_PLAIN_H
#define EDGEASD_BYTES_PLAIN_H

#include "taps.h"

// There is one way.
EDGE_INLINE int edge_byte_level(void) { return 0; }
EDGE_INLINE int32_t edge_byte_offset(int level) {
  (void)level;
  return 0;
}

EDGE_INLINE int32_t edge_multiply_byte_taps(const int8_t *filter, const EdgeTaps *taps,
                                            const EdgeFourPatches *patches, ptrdiff_t patch) {
  int32_t sum = 0;
  for (ptrdiff_t down = 0; down < taps->rows; down++) {
    for (ptrdiff_t across = 0; across < taps->columns; across++) {
      const int8_t *tap =
          filter + taps->first + down * taps->row_stride + across * taps->column_stride;
      const int8_t *bytes = (const int8_t *)patches->patches + patch * patches->stride +
                            down * patches->row_step + across * patches->column_step;
      for (ptrdiff_t at = 0; at < taps->length; at++) sum += tap[at] * bytes[at];
    }
  }
  return sum;
}

EDGE_INLINE void edge_multiply_byte_patches(const int8_t *first, const int8_t *second,
                                            const EdgeTaps *taps, const EdgeFourPatches *patches,
                                            int32_t *sums) {
  for (int at = 0; at < 4; at++) {
    sums[at] = edge_multiply_byte_taps(first, taps, patches, at);
    sums[4 + at] = edge_multiply_byte_taps(second, taps, patches, at);
  }
}

EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const EdgeUnitInput *input, int32_t *sums) {
  const int8_t *values = (const int8_t *)input->values;
  for (int at = 0; at < 4; at++) {
    sums[at] = 0;
    for (ptrdiff_t place = 0; place < input->count; place++) {
      sums[at] += row[at * row_stride + place] * values[place];
    }
  }
}

#endif
