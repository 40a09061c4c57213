// Bytes as they are, for processors that multiply many of them at a time. Every form has the same
// functions:
//
// `edge_multiply_byte_patches`: sums of products of two rows of weights with four patches over all taps,
// behind which patches are 0 up to a multiple of sixteen. In `sums`: four of the first row, then four of
// the second. To each byte of a patch the `edge_byte_offset` of the patches' level is added.
// On NEON `edge_multiply_byte_row`: the same of one row.
//
// `edge_sum_of_weights`: of a row over all taps.
//
// `edge_multiply_byte_rows`: sums of products of four rows of weights, `row_stride` bytes apart, with
// one input, to each byte of which the `edge_byte_offset` of its level is added. NEON has `edge_add_rows`
// in its place, for as many rows as there are registers for.
//
// Bytes are multiplied as they are; the share of their zero point, its product with the sum of the
// weights, is in the bias, or taken off behind. On the way sums may wrap around: what is left is exact,
// since it fits 32 bits. Weights are read up to fifteen bytes beyond their end, inputs are not.
#ifndef EDGEASD_BYTES_H
#define EDGEASD_BYTES_H

#include "taps.h"

// Copies a few bytes without a call, to where they do not overlap: the last ones together with some that
// were copied already.
EDGE_INLINE void edge_copy_bytes(void *to, const void *from, ptrdiff_t count) {
  int8_t *target = (int8_t *)to;
  const int8_t *source = (const int8_t *)from;
  if (count >= 16) {
    for (; count > 16; count -= 16, target += 16, source += 16) {
      __builtin_memcpy(target, source, 16);
    }
    __builtin_memcpy(target + count - 16, source + count - 16, 16);
  } else if (count >= 4) {
    if (count >= 8) {
      __builtin_memcpy(target, source, 8);
      __builtin_memcpy(target + count - 8, source + count - 8, 8);
    } else {
      __builtin_memcpy(target, source, 4);
      __builtin_memcpy(target + count - 4, source + count - 4, 4);
    }
  } else if (count > 0) {
    target[0] = source[0];
    target[count >> 1] = source[count >> 1];
    target[count - 1] = source[count - 1];
  }
}

#if defined(__ARM_NEON)
#include "bytes_neon.h"
#define EDGE_HAS_BYTES 1
#elif defined(__x86_64__)
#include "bytes_x86.h"
// The pairs' own tests run on workstations.
#if defined(EDGE_PREFER_PAIRS)
#define EDGE_HAS_BYTES 0
#else
#define EDGE_HAS_BYTES 1
#endif
#else
#include "bytes_plain.h"
#define EDGE_HAS_BYTES 0
#endif

#if !defined(__ARM_NEON)
// Sum of a row's weights over all taps.
static __attribute__((noinline)) int32_t edge_sum_of_weights(const int8_t *row,
                                                             const EdgeTaps *taps) {
  int32_t sum = 0;
  for (ptrdiff_t down = 0; down < taps->rows; down++) {
    const int8_t *tap = row + taps->first + down * taps->row_stride;
    for (ptrdiff_t across = 0; across < taps->columns; across++) {
      ptrdiff_t at = 0;
#if defined(__x86_64__)
      for (; at + 16 <= taps->length; at += 16) sum += edge_sum_of_bytes(tap + at);
#endif
      for (; at < taps->length; at++) sum += tap[at];
      tap += taps->column_stride;
    }
  }
  return sum;
}
#endif

#endif
