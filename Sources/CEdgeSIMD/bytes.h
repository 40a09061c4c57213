// Sixteen bytes at a time, for processors with NEON: products of two pairs of bytes fit 16 bits,
// because weights are in -127…127, and are added in 32; with the dot product extension in one
// instruction. Sums are taken of bytes as they are, and the zero point's share, its product with
// the sum of the weights, is taken off in the end. On the way they may wrap around: what is left is
// exact, since it fits 32 bits. Source: ARM, "ARM Neon Intrinsics Reference".
#ifndef EDGEASD_BYTES_H
#define EDGEASD_BYTES_H

#include "taps.h"

#if defined(__ARM_NEON)
#include <arm_neon.h>
#define EDGE_HAS_BYTES 1

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

// Ones in the first `count` bytes of sixteen, 1…16.
EDGE_INLINE int8x16_t edge_first_bytes(ptrdiff_t count) {
  static const int8_t ones_and_zeros[31] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                            -1, -1, -1, -1, -1, -1, -1, -1};
  return vld1q_s8(ones_and_zeros + (16 - count));
}

// Sums of products of two rows of weights with four patches, `stride` bytes apart, over all taps,
// each product of a weight with a byte less its zero point. In `sums`: four of the first row, then
// four of the second.
EDGE_INLINE void edge_multiply_byte_patches(const int8_t *first, const int8_t *second,
                                            EdgeTaps taps, const int8_t *patch, ptrdiff_t stride,
                                            int32_t zero_point, int32_t *sums) {
  int32x4_t a = vdupq_n_s32(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a, own = a, next = a;
  const int8_t *one = patch, *two = one + stride, *three = two + stride, *four = three + stride;
  const ptrdiff_t blocks = (taps.length - 1) >> 4;
  const int8x16_t mask = edge_first_bytes(taps.length - 16 * blocks);
  for (ptrdiff_t row = 0; row < taps.rows; row++) {
    for (ptrdiff_t column = 0; column < taps.columns; column++) {
      const ptrdiff_t tap = taps.first + row * taps.row_stride + column * taps.column_stride;
      const int8_t *u = first + tap, *v = second + tap;
      for (ptrdiff_t left = blocks; left >= 0; left--) {
        int8x16_t weights = vld1q_s8(u), others = vld1q_s8(v);
        if (left == 0) {
          weights = vandq_s8(weights, mask);
          others = vandq_s8(others, mask);
        }
        const int8x16_t p = vld1q_s8(one), q = vld1q_s8(two), r = vld1q_s8(three),
                        s = vld1q_s8(four);
        a = edge_add_byte_products(a, weights, p);
        b = edge_add_byte_products(b, weights, q);
        c = edge_add_byte_products(c, weights, r);
        d = edge_add_byte_products(d, weights, s);
        e = edge_add_byte_products(e, others, p);
        f = edge_add_byte_products(f, others, q);
        g = edge_add_byte_products(g, others, r);
        h = edge_add_byte_products(h, others, s);
        own = edge_add_bytes(own, weights);
        next = edge_add_bytes(next, others);
        u += 16, v += 16, one += 16, two += 16, three += 16, four += 16;
      }
    }
  }
  const int32x4_t totals = edge_sums_of_lanes(own, next, own, next);
  vst1q_s32(sums, vmlsq_n_s32(edge_sums_of_lanes(a, b, c, d),
                              vdupq_n_s32(vgetq_lane_s32(totals, 0)), zero_point));
  vst1q_s32(sums + 4, vmlsq_n_s32(edge_sums_of_lanes(e, f, g, h),
                                  vdupq_n_s32(vgetq_lane_s32(totals, 1)), zero_point));
}

// Sixteen bytes, of which the first `count` are read, 1…16, and the others are zero.
EDGE_INLINE int8x16_t edge_load_bytes(const int8_t *from, ptrdiff_t count) {
  int8_t bytes[16] = {0};
  if (count == 16) return vld1q_s8(from);
  for (ptrdiff_t place = 0; place < count; place++) bytes[place] = from[place];
  return vld1q_s8(bytes);
}

// Sums of products of four rows of weights, `row_stride` bytes apart, with bytes less their zero
// point; `count` is 1 or more.
EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const int8_t *input, ptrdiff_t count, int32_t zero_point,
                                         int32_t *sums) {
  int32x4_t a = vdupq_n_s32(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  const int8_t *u = row, *v = u + row_stride, *w = v + row_stride, *x = w + row_stride;
  const ptrdiff_t blocks = (count - 1) >> 4, rest = count - 16 * blocks;
  for (ptrdiff_t left = blocks; left >= 0; left--) {
    int8x16_t one = vld1q_s8(u), two = vld1q_s8(v), three = vld1q_s8(w), four = vld1q_s8(x);
    int8x16_t bytes;
    if (left == 0) {
      const int8x16_t mask = edge_first_bytes(rest);
      one = vandq_s8(one, mask);
      two = vandq_s8(two, mask);
      three = vandq_s8(three, mask);
      four = vandq_s8(four, mask);
      bytes = edge_load_bytes(input, rest);
    } else {
      bytes = vld1q_s8(input);
    }
    a = edge_add_byte_products(a, one, bytes);
    b = edge_add_byte_products(b, two, bytes);
    c = edge_add_byte_products(c, three, bytes);
    d = edge_add_byte_products(d, four, bytes);
    e = edge_add_bytes(e, one);
    f = edge_add_bytes(f, two);
    g = edge_add_bytes(g, three);
    h = edge_add_bytes(h, four);
    u += 16, v += 16, w += 16, x += 16, input += 16;
  }
  vst1q_s32(sums, vmlsq_n_s32(edge_sums_of_lanes(a, b, c, d), edge_sums_of_lanes(e, f, g, h),
                              zero_point));
}
#else
// The same in plain C, so that what uses it compiles, and can be tested, anywhere.
#if defined(EDGE_PREFER_BYTES)
#define EDGE_HAS_BYTES 1
#else
#define EDGE_HAS_BYTES 0
#endif

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

#endif
