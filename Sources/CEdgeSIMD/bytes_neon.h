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

// A pointer that a load takes further: without this pointers are added up anew from one that all share.
#define EDGE_KEEP_POINTER(pointer) __asm__ volatile("" : "+r"(pointer))

// Adds the products of `height` rows of weights with sixteen bytes of four patches.
EDGE_INLINE void edge_add_sixteen(int32x4_t sums[][4], int height, const int8x16_t *weights,
                                  int8x16_t bytes, int place) {
  if (place > 0) EDGE_KEEP_ORDER(bytes, sums, height, place - 1);
#pragma clang loop unroll(full)
  for (int row = 0; row < height; row++) {
    sums[row][place] = edge_add_byte_products(sums[row][place], weights[row], bytes);
  }
}

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
      int8x16_t low[4], high[4];
      ptrdiff_t at = 0;
      if (run >= 32) {
        const int8_t *four[4] = {patch, patch + stride, patch + 2 * stride, patch + 3 * stride};
        const int8_t *own[4];
#pragma clang loop unroll(full)
        for (int row = 0; row < height; row++) own[row] = tap + row * row_stride;
        at = run & ~(ptrdiff_t)31;
        for (const int8_t *const end = patch + at; four[0] != end;) {
#pragma clang loop unroll(full)
          for (int row = 0; row < height; row++) {
            low[row] = vld1q_s8(own[row]);
            high[row] = vld1q_s8(own[row] + 16);
            own[row] += 32;
            EDGE_KEEP_POINTER(own[row]);
          }
#pragma clang loop unroll(full)
          for (int place = 0; place < 4; place++) {
            const int8x16_t first = vld1q_s8(four[place]), second = vld1q_s8(four[place] + 16);
            four[place] += 32;
            EDGE_KEEP_POINTER(four[place]);
            edge_add_sixteen(sums, height, low, first, place);
            edge_add_sixteen(sums, height, high, second, place);
          }
        }
      }
      if (at < run) {
#pragma clang loop unroll(full)
        for (int row = 0; row < height; row++) low[row] = vld1q_s8(tap + row * row_stride + at);
#pragma clang loop unroll(full)
        for (int place = 0; place < 4; place++) {
          edge_add_sixteen(sums, height, low, vld1q_s8(patch + place * stride + at), place);
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

// Sixteen bytes, of which the first `count` are read, 0…15, and the others are zero.
EDGE_INLINE int8x16_t edge_load_bytes(const int8_t *from, ptrdiff_t count) {
  int8_t bytes[16] = {0};
  for (ptrdiff_t place = 0; place < count; place++) bytes[place] = from[place];
  return vld1q_s8(bytes);
}

// Rows of weights that are multiplied with one input at a time: the more, the fewer loads of the input.
#if defined(__aarch64__)
enum { EDGE_ROWS_OF_UNITS = 8 };
#else
enum { EDGE_ROWS_OF_UNITS = 4 };
#endif

// Adds the products of rows of weights with one input; `last` are its bytes behind whole sixteens, followed
// by zeros, which may meet any weights.
EDGE_INLINE void edge_add_rows(int32x4_t sums[EDGE_ROWS_OF_UNITS],
                               const int8_t *rows[EDGE_ROWS_OF_UNITS],
                               const EdgeUnitInput *input, int8x16_t last) {
  const int8_t *values = (const int8_t *)input->values;
  for (const int8_t *const end = values + (input->count & ~(ptrdiff_t)31); values != end;
       values += 32) {
    const int8x16_t low = vld1q_s8(values), high = vld1q_s8(values + 16);
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_ROWS_OF_UNITS; at++) {
      sums[at] = edge_add_byte_products(sums[at], vld1q_s8(rows[at]), low);
      sums[at] = edge_add_byte_products(sums[at], vld1q_s8(rows[at] + 16), high);
      rows[at] += 32;
      EDGE_KEEP_POINTER(rows[at]);
    }
  }
  for (ptrdiff_t left = input->count & 31; left > 0; left -= 16) {
    const int8x16_t bytes = left >= 16 ? vld1q_s8(values) : last;
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_ROWS_OF_UNITS; at++) {
      sums[at] = edge_add_byte_products(sums[at], vld1q_s8(rows[at]), bytes);
      rows[at] += 16;
    }
  }
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
