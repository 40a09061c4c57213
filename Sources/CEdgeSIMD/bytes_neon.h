// Products of bytes on NEON: two pairs of them fit 16 bits, because weights are in -127…127, and are
// added in 32; with the dot product extension in one instruction. Source: ARM, "ARM Neon Intrinsics
// Reference".
#ifndef EDGEASD_BYTES_NEON_H
#define EDGEASD_BYTES_NEON_H

#include "taps.h"

#include <arm_neon.h>

// Adds the products of sixteen bytes, in whichever lanes.
EDGE_INLINE int32x4_t edge_add_byte_products(int32x4_t sums, int8x16_t left, int8x16_t right) {
#if defined(__ARM_FEATURE_DOTPROD)
  return vdotq_s32(sums, left, right);
#else
  int16x8_t products = vmull_s8(vget_low_s8(left), vget_low_s8(right));
  products = vmlal_s8(products, vget_high_s8(left), vget_high_s8(right));
  return vpadalq_s16(sums, products);
#endif
}

// Adds sixteen bytes.
EDGE_INLINE int32x4_t edge_add_bytes(int32x4_t sums, int8x16_t bytes) {
#if defined(__ARM_FEATURE_DOTPROD)
  return vdotq_s32(sums, bytes, vdupq_n_s8(1));
#else
  return vpadalq_s16(sums, vpaddlq_s8(bytes));
#endif
}

// Sums over the lanes of four vectors.
EDGE_INLINE int32x4_t edge_sums_of_lanes(int32x4_t a, int32x4_t b, int32x4_t c, int32x4_t d) {
#if defined(__aarch64__)
  return vpaddq_s32(vpaddq_s32(a, b), vpaddq_s32(c, d));
#else
  const int32x2_t e = vpadd_s32(vget_low_s32(a), vget_high_s32(a));
  const int32x2_t f = vpadd_s32(vget_low_s32(b), vget_high_s32(b));
  const int32x2_t g = vpadd_s32(vget_low_s32(c), vget_high_s32(c));
  const int32x2_t h = vpadd_s32(vget_low_s32(d), vget_high_s32(d));
  return vcombine_s32(vpadd_s32(e, f), vpadd_s32(g, h));
#endif
}

// Ones in the first `count` bytes of sixteen, 0…16.
EDGE_INLINE int8x16_t edge_first_bytes(ptrdiff_t count) {
  static const int8_t ones_and_zeros[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                            -1, -1, -1, -1, -1, -1, -1, -1};
  return vld1q_s8(ones_and_zeros + (16 - count));
}

// Rows of weights that are multiplied with four patches at a time: as many as there are registers for.
#if defined(__aarch64__)
enum { EDGE_ROWS_OF_TILE = 4 };
#else
enum { EDGE_ROWS_OF_TILE = 2 };
#endif

// There is one way.
EDGE_INLINE int edge_byte_level(void) { return 0; }
EDGE_INLINE int32_t edge_byte_offset(int level) {
  (void)level;
  return 0;
}

// Sums of patches that are not yet touched stay where they are: without this a compiler takes products
// of all patches at once, for which there are not registers enough.
#define EDGE_KEEP_ORDER(bytes, sums, height, at)                                                   \
  do {                                                                                             \
    if ((height) > 2) {                                                                            \
      __asm__ volatile("" : "+w"(bytes), "+w"(sums[0][at]), "+w"(sums[1][at]), "+w"(sums[2][at]),  \
                       "+w"(sums[3][at]));                                                         \
    }                                                                                              \
  } while (0)

// Adds the products of `height` rows of weights, a constant of 1…4, with four patches over all taps;
// behind a tap patches are 0.
EDGE_INLINE void edge_add_tile(int32x4_t sums[][4], int height, const int8_t *rows,
                               ptrdiff_t row_stride, const EdgeTaps *taps,
                               const EdgeFourPatches *patches) {
  const ptrdiff_t run = (taps->length + 15) & ~(ptrdiff_t)15, stride = patches->stride;
  const int8_t *row_patch = (const int8_t *)patches->patches, *row_tap = rows + taps->first;
  for (ptrdiff_t down = taps->rows; down > 0; down--) {
    const int8_t *patch = row_patch, *tap = row_tap;
    for (ptrdiff_t across = taps->columns; across > 0; across--) {
      for (ptrdiff_t at = 0; at < run; at += 16) {
        int8x16_t weights[4];
#pragma clang loop unroll(full)
        for (int row = 0; row < height; row++) weights[row] = vld1q_s8(tap + row * row_stride + at);
#pragma clang loop unroll(full)
        for (int place = 0; place < 4; place++) {
          int8x16_t bytes = vld1q_s8(patch + place * stride + at);
          if (place > 0) EDGE_KEEP_ORDER(bytes, sums, height, place - 1);
#pragma clang loop unroll(full)
          for (int row = 0; row < height; row++) {
            sums[row][place] = edge_add_byte_products(sums[row][place], weights[row], bytes);
          }
        }
      }
      tap += taps->column_stride;
      patch += patches->column_step;
    }
    row_tap += taps->row_stride;
    row_patch += patches->row_step;
  }
}

// Sums of products of one row with four patches.
EDGE_INLINE void edge_multiply_byte_row(const int8_t *row, const EdgeTaps *taps,
                                        const EdgeFourPatches *patches, int32_t *sums) {
  int32x4_t one[1][4] = {0};
  edge_add_tile(one, 1, row, 0, taps, patches);
  vst1q_s32(sums, edge_sums_of_lanes(one[0][0], one[0][1], one[0][2], one[0][3]));
}

// Sixteen bytes, of which the first `count` are read, 1…16, and the others are zero.
EDGE_INLINE int8x16_t edge_load_bytes(const int8_t *from, ptrdiff_t count) {
  int8_t bytes[16] = {0};
  if (count == 16) return vld1q_s8(from);
  for (ptrdiff_t place = 0; place < count; place++) bytes[place] = from[place];
  return vld1q_s8(bytes);
}

// Sums of four rows of weights with one input, and of the weights alone.
typedef struct {
  int32x4_t products[4], weights[4];
} EdgeByteRows;

EDGE_INLINE void edge_add_row(EdgeByteRows *rows, int at, int8x16_t weights, int8x16_t bytes) {
  rows->products[at] = edge_add_byte_products(rows->products[at], weights, bytes);
  rows->weights[at] = edge_add_bytes(rows->weights[at], weights);
}

EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const int8_t *input, ptrdiff_t count, int32_t zero_point,
                                         int32_t *sums) {
  EdgeByteRows rows = {0};
  const ptrdiff_t whole = count & ~(ptrdiff_t)15;
  const int8_t *four[4] = {row, row + row_stride, row + 2 * row_stride, row + 3 * row_stride};
  for (const int8_t *end = input + whole; input != end; input += 16) {
    const int8x16_t bytes = vld1q_s8(input);
#pragma clang loop unroll(full)
    for (int at = 0; at < 4; at++) {
      edge_add_row(&rows, at, vld1q_s8(four[at]), bytes);
      four[at] += 16;
    }
  }
  if (whole < count) {
    const int8x16_t mask = edge_first_bytes(count - whole);
    const int8x16_t bytes = edge_load_bytes(input, count - whole);
#pragma clang loop unroll(full)
    for (int at = 0; at < 4; at++) {
      edge_add_row(&rows, at, vandq_s8(vld1q_s8(four[at]), mask), bytes);
    }
  }
  const int32x4_t products = edge_sums_of_lanes(rows.products[0], rows.products[1],
                                                rows.products[2], rows.products[3]);
  const int32x4_t weights = edge_sums_of_lanes(rows.weights[0], rows.weights[1], rows.weights[2],
                                               rows.weights[3]);
  vst1q_s32(sums, vmlsq_n_s32(products, weights, zero_point));
}

// Sum of a row's weights over all taps.
static __attribute__((noinline)) int32_t edge_sum_of_weights(const int8_t *row,
                                                             const EdgeTaps *taps) {
  const ptrdiff_t whole = taps->length & ~(ptrdiff_t)15;
  const int8x16_t mask = edge_first_bytes(taps->length - whole);
  int32x4_t sums = {0};
  for (ptrdiff_t down = 0; down < taps->rows; down++) {
    const int8_t *tap = row + taps->first + down * taps->row_stride;
    for (ptrdiff_t across = 0; across < taps->columns; across++) {
      ptrdiff_t at = 0;
      for (; at < whole; at += 16) sums = edge_add_bytes(sums, vld1q_s8(tap + at));
      if (at < taps->length) sums = edge_add_bytes(sums, vandq_s8(vld1q_s8(tap + at), mask));
      tap += taps->column_stride;
    }
  }
  const int32x4_t sum = edge_sums_of_lanes(sums, sums, sums, sums);
  return vgetq_lane_s32(sum, 0);
}

#endif
