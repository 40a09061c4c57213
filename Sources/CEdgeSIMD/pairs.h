// Two 16-bit numbers in a word, for processors that multiply such pairs and have no wider vectors:
// Cortex-M4, M7 and M33 (the DSP extension). Source: ARM, "ARM C Language Extensions", 8.5.
#ifndef EDGEASD_PAIRS_H
#define EDGEASD_PAIRS_H

#include "taps.h"

#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
#include <arm_acle.h>
#define EDGE_HAS_PAIRS 1

// Bytes 0 and 2 of the word, sign-extended.
EDGE_INLINE uint32_t edge_even_bytes(uint32_t bytes) {
  return (uint32_t)__sxtb16((int8x4_t)bytes);
}

// Bytes 1 and 3 of the word, sign-extended: one instruction with its rotation.
EDGE_INLINE uint32_t edge_odd_bytes(uint32_t bytes) {
  return (uint32_t)__sxtb16((int8x4_t)__ror(bytes, 8));
}

// Differences of both halves.
EDGE_INLINE uint32_t edge_subtract_pairs(uint32_t left, uint32_t right) {
  return (uint32_t)__ssub16((int16x2_t)left, (int16x2_t)right);
}

// Sum and both products of the halves.
EDGE_INLINE int32_t edge_add_products(uint32_t left, uint32_t right, int32_t sum) {
  return __smlad((int16x2_t)left, (int16x2_t)right, sum);
}

// The same with a sum of 64 bits.
EDGE_INLINE int64_t edge_add_wide_products(uint32_t left, uint32_t right, int64_t sum) {
  return __smlald((int16x2_t)left, (int16x2_t)right, sum);
}

// Sum and the product of the lower halves; of the upper ones.
EDGE_INLINE int32_t edge_add_low_product(uint32_t left, uint32_t right, int32_t sum) {
  return __smlabb((int32_t)left, (int32_t)right, sum);
}
EDGE_INLINE int32_t edge_add_high_product(uint32_t left, uint32_t right, int32_t sum) {
  return __smlatt((int32_t)left, (int32_t)right, sum);
}

#else
// The same in plain C, so that what uses it compiles, and can be tested, anywhere.
#if defined(EDGE_PREFER_PAIRS)
#define EDGE_HAS_PAIRS 1
#else
#define EDGE_HAS_PAIRS 0
#endif

EDGE_INLINE int32_t edge_low_half(uint32_t pair) { return (int16_t)(uint16_t)pair; }
EDGE_INLINE int32_t edge_high_half(uint32_t pair) { return (int16_t)(uint16_t)(pair >> 16); }
EDGE_INLINE uint32_t edge_pair(int32_t low, int32_t high) {
  return (uint16_t)low | (uint32_t)(uint16_t)high << 16;
}

EDGE_INLINE uint32_t edge_even_bytes(uint32_t bytes) {
  return edge_pair((int8_t)(uint8_t)bytes, (int8_t)(uint8_t)(bytes >> 16));
}

EDGE_INLINE uint32_t edge_odd_bytes(uint32_t bytes) { return edge_even_bytes(bytes >> 8); }

EDGE_INLINE uint32_t edge_subtract_pairs(uint32_t left, uint32_t right) {
  return edge_pair(edge_low_half(left) - edge_low_half(right),
                   edge_high_half(left) - edge_high_half(right));
}

EDGE_INLINE int32_t edge_add_low_product(uint32_t left, uint32_t right, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(edge_low_half(left) * edge_low_half(right)));
}

EDGE_INLINE int32_t edge_add_high_product(uint32_t left, uint32_t right, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(edge_high_half(left) * edge_high_half(right)));
}

EDGE_INLINE int32_t edge_add_products(uint32_t left, uint32_t right, int32_t sum) {
  return edge_add_high_product(left, right, edge_add_low_product(left, right, sum));
}

EDGE_INLINE int64_t edge_add_wide_products(uint32_t left, uint32_t right, int64_t sum) {
  return sum + edge_low_half(left) * edge_low_half(right) +
         edge_high_half(left) * edge_high_half(right);
}
#endif

// Four bytes, or two 16-bit numbers, from any address.
EDGE_INLINE uint32_t edge_word(const void *from) {
  uint32_t word;
  __builtin_memcpy(&word, from, sizeof word);
  return word;
}

// Patches for pairs: of each four elements the even two in one word, the odd two in the next, as
// `edge_even_bytes` and `edge_odd_bytes` give the weights they meet.

// Widens bytes, a multiple of four, and takes off the zero point.
EDGE_INLINE void edge_widen_to_pairs(const int8_t *from, ptrdiff_t count, int32_t zero_point,
                                     uint32_t *to) {
  const uint32_t zero = (uint32_t)zero_point & 0xFFFF, zeros = zero | zero << 16;
  for (ptrdiff_t place = 0; place < count; place += 4) {
    const uint32_t bytes = edge_word(from + place);
    to[0] = edge_subtract_pairs(edge_even_bytes(bytes), zeros);
    to[1] = edge_subtract_pairs(edge_odd_bytes(bytes), zeros);
    to += 2;
  }
}

// Puts 16-bit numbers, a multiple of four, in that order.
EDGE_INLINE void edge_order_as_pairs(const int16_t *from, ptrdiff_t count, uint32_t *to) {
  for (ptrdiff_t place = 0; place < count; place += 4) {
    const uint32_t low = edge_word(from + place), high = edge_word(from + place + 2);
    to[0] = (low & 0xFFFF) | high << 16;
    to[1] = low >> 16 | (high & 0xFFFF0000);
    to += 2;
  }
}

// Adds to `sums` the products of two rows of weights with two patches, `quads` times four elements.
static __attribute__((noinline)) void edge_multiply_run(const int8_t *first, const int8_t *second,
                                                        const uint32_t *one, const uint32_t *other,
                                                        ptrdiff_t quads, int32_t *sums) {
  int32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
  const uint32_t *const end = one + 2 * quads;
#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
  // Fourteen values take all registers that there are: a compiler would put some on the stack.
  uint32_t own, next, p, r, pair;
  __asm__ volatile(
      "1:\n"
      "ldr %[own], [%[first]], #4\n"
      "ldr %[next], [%[second]], #4\n"
      "ldr %[p], [%[one]], #4\n"
      "ldr %[r], [%[other]], #4\n"
      "sxtb16 %[pair], %[own]\n"
      "smlad %[a], %[pair], %[p], %[a]\n"
      "smlad %[b], %[pair], %[r], %[b]\n"
      "sxtb16 %[pair], %[next]\n"
      "smlad %[c], %[pair], %[p], %[c]\n"
      "smlad %[d], %[pair], %[r], %[d]\n"
      "ldr %[p], [%[one]], #4\n"
      "ldr %[r], [%[other]], #4\n"
      "sxtb16 %[own], %[own], ror #8\n"
      "sxtb16 %[next], %[next], ror #8\n"
      "smlad %[a], %[own], %[p], %[a]\n"
      "smlad %[b], %[own], %[r], %[b]\n"
      "smlad %[c], %[next], %[p], %[c]\n"
      "smlad %[d], %[next], %[r], %[d]\n"
      "cmp %[one], %[end]\n"
      "bne 1b\n"
      : [first] "+r"(first), [second] "+r"(second), [one] "+r"(one), [other] "+r"(other),
        [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [own] "=&r"(own),
        [next] "=&r"(next), [p] "=&r"(p), [r] "=&r"(r), [pair] "=&r"(pair)
      : [end] "r"(end)
      : "cc", "memory");
#else
  for (; one != end; first += 4, second += 4, one += 2, other += 2) {
    const uint32_t own = edge_word(first), next = edge_word(second);
    a = edge_add_products(edge_odd_bytes(own), one[1],
                          edge_add_products(edge_even_bytes(own), one[0], a));
    b = edge_add_products(edge_odd_bytes(own), other[1],
                          edge_add_products(edge_even_bytes(own), other[0], b));
    c = edge_add_products(edge_odd_bytes(next), one[1],
                          edge_add_products(edge_even_bytes(next), one[0], c));
    d = edge_add_products(edge_odd_bytes(next), other[1],
                          edge_add_products(edge_even_bytes(next), other[0], d));
  }
#endif
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

// Sums of products of two rows of weights with two patches, over all taps. In `sums`: the first
// row's with either patch, then the second row's.
EDGE_INLINE void edge_multiply_patches(const int8_t *first, const int8_t *second, EdgeTaps taps,
                                       const uint32_t *one, const uint32_t *other, int32_t *sums) {
  const ptrdiff_t quads = (taps.length + 3) >> 2, run = ((taps.length + 15) >> 4) << 3;
  sums[0] = sums[1] = sums[2] = sums[3] = 0;
  for (ptrdiff_t row = 0; row < taps.rows; row++) {
    for (ptrdiff_t column = 0; column < taps.columns; column++) {
      const ptrdiff_t tap = taps.first + row * taps.row_stride + column * taps.column_stride;
      edge_multiply_run(first + tap, second + tap, one, other, quads, sums);
      one += run;
      other += run;
    }
  }
}

// Adds to `sums` the products of four rows of weights, `stride` bytes apart, with bytes less their
// zero point; `count` is a multiple of four.
static __attribute__((noinline)) void edge_multiply_bytes(const int8_t *row, ptrdiff_t stride,
                                                          const int8_t *input, ptrdiff_t count,
                                                          int32_t zero_point, int32_t *sums) {
  const uint32_t zero = (uint32_t)zero_point & 0xFFFF, zeros = zero | zero << 16;
  int32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
  const int8_t *const end = input + count, *third = row + 2 * stride;
  if (input == end) return;
#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
  uint32_t even, odd, own, pair;
  __asm__ volatile(
      "1:\n"
      "ldr %[own], [%[input]], #4\n"
      "sxtb16 %[even], %[own]\n"
      "sxtb16 %[odd], %[own], ror #8\n"
      "ssub16 %[even], %[even], %[zeros]\n"
      "ssub16 %[odd], %[odd], %[zeros]\n"
      "ldr %[own], [%[row], %[stride]]\n"
      "sxtb16 %[pair], %[own]\n"
      "sxtb16 %[own], %[own], ror #8\n"
      "smlad %[b], %[pair], %[even], %[b]\n"
      "smlad %[b], %[own], %[odd], %[b]\n"
      "ldr %[own], [%[row]], #4\n"
      "sxtb16 %[pair], %[own]\n"
      "sxtb16 %[own], %[own], ror #8\n"
      "smlad %[a], %[pair], %[even], %[a]\n"
      "smlad %[a], %[own], %[odd], %[a]\n"
      "ldr %[own], [%[third], %[stride]]\n"
      "sxtb16 %[pair], %[own]\n"
      "sxtb16 %[own], %[own], ror #8\n"
      "smlad %[d], %[pair], %[even], %[d]\n"
      "smlad %[d], %[own], %[odd], %[d]\n"
      "ldr %[own], [%[third]], #4\n"
      "sxtb16 %[pair], %[own]\n"
      "sxtb16 %[own], %[own], ror #8\n"
      "smlad %[c], %[pair], %[even], %[c]\n"
      "smlad %[c], %[own], %[odd], %[c]\n"
      "cmp %[input], %[end]\n"
      "bne 1b\n"
      : [row] "+r"(row), [third] "+r"(third), [input] "+r"(input), [a] "+r"(a), [b] "+r"(b),
        [c] "+r"(c), [d] "+r"(d), [even] "=&r"(even), [odd] "=&r"(odd), [own] "=&r"(own),
        [pair] "=&r"(pair)
      : [stride] "r"(stride), [zeros] "r"(zeros), [end] "r"(end)
      : "cc", "memory");
#else
  for (; input != end; input += 4, row += 4, third += 4) {
    const uint32_t bytes = edge_word(input);
    const uint32_t even = edge_subtract_pairs(edge_even_bytes(bytes), zeros);
    const uint32_t odd = edge_subtract_pairs(edge_odd_bytes(bytes), zeros);
    uint32_t own = edge_word(row);
    a = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, a));
    own = edge_word(row + stride);
    b = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, b));
    own = edge_word(third);
    c = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, c));
    own = edge_word(third + stride);
    d = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, d));
  }
#endif
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

// The same with 16-bit inputs.
static __attribute__((noinline)) void edge_multiply_halves(const int8_t *row, ptrdiff_t stride,
                                                           const int16_t *input, ptrdiff_t count,
                                                           int32_t *sums) {
  int32_t a = sums[0], b = sums[1], c = sums[2], d = sums[3];
  const int8_t *third = row + 2 * stride;
  for (const int16_t *end = input + count; input != end; input += 4, row += 4, third += 4) {
    const uint32_t low = edge_word(input), high = edge_word(input + 2);
    const uint32_t even = (low & 0xFFFF) | high << 16, odd = low >> 16 | (high & 0xFFFF0000);
    uint32_t own = edge_word(row);
    a = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, a));
    own = edge_word(row + stride);
    b = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, b));
    own = edge_word(third);
    c = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, c));
    own = edge_word(third + stride);
    d = edge_add_products(edge_odd_bytes(own), odd, edge_add_products(edge_even_bytes(own), even, d));
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

// Kernel elements of a depthwise convolution: so many rows and columns of them, and the steps in
// elements from one to the next and from the end of a row to the start of the next row.
typedef struct {
  ptrdiff_t rows, columns;
  ptrdiff_t input_step, input_row_step;
  ptrdiff_t weight_step, weight_row_step;
} EdgeDepthwise;

// Sums of four neighbouring channels, of bytes less their zero point.
static __attribute__((noinline)) void edge_multiply_byte_channels(const int8_t *input, const int8_t *weights,
                                             EdgeDepthwise at, int32_t zero_point, int32_t *sums) {
  const uint32_t zero = (uint32_t)zero_point & 0xFFFF, zeros = zero | zero << 16;
  int32_t a = 0, b = 0, c = 0, d = 0;
  for (ptrdiff_t row = 0; row < at.rows; row++) {
    for (ptrdiff_t column = 0; column < at.columns; column++) {
      const uint32_t bytes = edge_word(input), own = edge_word(weights);
      const uint32_t even = edge_subtract_pairs(edge_even_bytes(bytes), zeros);
      const uint32_t odd = edge_subtract_pairs(edge_odd_bytes(bytes), zeros);
      a = edge_add_low_product(even, edge_even_bytes(own), a);
      b = edge_add_low_product(odd, edge_odd_bytes(own), b);
      c = edge_add_high_product(even, edge_even_bytes(own), c);
      d = edge_add_high_product(odd, edge_odd_bytes(own), d);
      input += at.input_step;
      weights += at.weight_step;
    }
    input += at.input_row_step;
    weights += at.weight_row_step;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

// The same of 16-bit inputs.
static __attribute__((noinline)) void edge_multiply_half_channels(const int16_t *input, const int8_t *weights,
                                             EdgeDepthwise at, int32_t *sums) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  for (ptrdiff_t row = 0; row < at.rows; row++) {
    for (ptrdiff_t column = 0; column < at.columns; column++) {
      a += input[0] * weights[0];
      b += input[1] * weights[1];
      c += input[2] * weights[2];
      d += input[3] * weights[3];
      input += at.input_step;
      weights += at.weight_step;
    }
    input += at.input_row_step;
    weights += at.weight_row_step;
  }
  sums[0] = a;
  sums[1] = b;
  sums[2] = c;
  sums[3] = d;
}

#endif
