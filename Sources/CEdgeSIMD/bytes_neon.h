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

// Sums of two rows of weights with four patches, and of the weights alone.
typedef struct {
  int32x4_t first[4], second[4], first_weights, second_weights;
} EdgeByteTile;

EDGE_INLINE void edge_add_block(EdgeByteTile *tile, int8x16_t first, int8x16_t second,
                                const int8_t **patches) {
#pragma clang loop unroll(full)
  for (int at = 0; at < 4; at++) {
    const int8x16_t bytes = vld1q_s8(patches[at]);
    patches[at] += 16;
    tile->first[at] = edge_add_byte_products(tile->first[at], first, bytes);
    tile->second[at] = edge_add_byte_products(tile->second[at], second, bytes);
  }
  tile->first_weights = edge_add_bytes(tile->first_weights, first);
  tile->second_weights = edge_add_bytes(tile->second_weights, second);
}

// Sums of products of two rows of weights with four patches, `stride` bytes apart, over all taps,
// each product of a weight with a byte less its zero point. In `sums`: four of the first row, then
// four of the second.
EDGE_INLINE void edge_multiply_byte_patches(const int8_t *first, const int8_t *second,
                                            EdgeTaps taps, const int8_t *patch, ptrdiff_t stride,
                                            int32_t zero_point, int32_t *sums) {
  EdgeByteTile tile = {0};
  const ptrdiff_t whole = taps.length & ~(ptrdiff_t)15;
  const int8x16_t mask = edge_first_bytes(taps.length - whole);
  const int8_t *patches[4] = {patch, patch + stride, patch + 2 * stride, patch + 3 * stride};
  for (ptrdiff_t row = 0; row < taps.rows; row++) {
    for (ptrdiff_t column = 0; column < taps.columns; column++) {
      const ptrdiff_t tap = taps.first + row * taps.row_stride + column * taps.column_stride;
      const int8_t *own = first + tap, *next = second + tap;
      for (const int8_t *end = own + whole; own != end; own += 16, next += 16) {
        edge_add_block(&tile, vld1q_s8(own), vld1q_s8(next), patches);
      }
      if (whole < taps.length) {
        edge_add_block(&tile, vandq_s8(vld1q_s8(own), mask), vandq_s8(vld1q_s8(next), mask),
                       patches);
      }
    }
  }
  const int32x4_t weights = edge_sums_of_lanes(tile.first_weights, tile.second_weights,
                                               tile.first_weights, tile.second_weights);
  vst1q_s32(sums, vmlsq_n_s32(edge_sums_of_lanes(tile.first[0], tile.first[1], tile.first[2],
                                                 tile.first[3]),
                              vdupq_n_s32(vgetq_lane_s32(weights, 0)), zero_point));
  vst1q_s32(sums + 4, vmlsq_n_s32(edge_sums_of_lanes(tile.second[0], tile.second[1],
                                                     tile.second[2], tile.second[3]),
                                  vdupq_n_s32(vgetq_lane_s32(weights, 1)), zero_point));
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

EDGE_INLINE void edge_add_rows(EdgeByteRows *rows, const int8_t *row, ptrdiff_t row_stride,
                               int8x16_t bytes, int8x16_t mask) {
#pragma clang loop unroll(full)
  for (int at = 0; at < 4; at++) {
    const int8x16_t weights = vandq_s8(vld1q_s8(row + at * row_stride), mask);
    rows->products[at] = edge_add_byte_products(rows->products[at], weights, bytes);
    rows->weights[at] = edge_add_bytes(rows->weights[at], weights);
  }
}

// Sums of products of four rows of weights, `row_stride` bytes apart, with bytes less their zero
// point; `count` is 1 or more.
EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const int8_t *input, ptrdiff_t count, int32_t zero_point,
                                         int32_t *sums) {
  EdgeByteRows rows = {0};
  const ptrdiff_t whole = count & ~(ptrdiff_t)15;
  for (ptrdiff_t at = 0; at < whole; at += 16) {
    edge_add_rows(&rows, row + at, row_stride, vld1q_s8(input + at), vdupq_n_s8(-1));
  }
  if (whole < count) {
    edge_add_rows(&rows, row + whole, row_stride, edge_load_bytes(input + whole, count - whole),
                  edge_first_bytes(count - whole));
  }
  const int32x4_t products = edge_sums_of_lanes(rows.products[0], rows.products[1],
                                                rows.products[2], rows.products[3]);
  const int32x4_t weights = edge_sums_of_lanes(rows.weights[0], rows.weights[1], rows.weights[2],
                                               rows.weights[3]);
  vst1q_s32(sums, vmlsq_n_s32(products, weights, zero_point));
}

#endif
