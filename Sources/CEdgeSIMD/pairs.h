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
// `edge_even_bytes` and `edge_odd_bytes` give the weights they meet. Two patches share their room: two
// words of the one, two of the other.

EDGE_INLINE void edge_widen_four(const int8_t *from, uint32_t zeros, uint32_t *to) {
  const uint32_t bytes = edge_word(from);
  to[0] = edge_subtract_pairs(edge_even_bytes(bytes), zeros);
  to[1] = edge_subtract_pairs(edge_odd_bytes(bytes), zeros);
}

// Widens bytes, a multiple of four, and takes off the zero point. Returns where the next ones belong.
EDGE_INLINE uint32_t *edge_widen_to_pairs(const int8_t *from, ptrdiff_t count, int32_t zero_point,
                                     uint32_t *to) {
  const uint32_t zero = (uint32_t)zero_point & 0xFFFF, zeros = zero | zero << 16;
  const int8_t *const end = from + count;
  for (; end - from >= 16; from += 16, to += 16) {
#pragma clang loop unroll(full)
    for (int at = 0; at < 4; at++) edge_widen_four(from + 4 * at, zeros, to + 4 * at);
  }
  for (; from != end; from += 4, to += 4) edge_widen_four(from, zeros, to);
  return to;
}

// Puts so many zeros, a multiple of four. Returns where the next elements belong.
EDGE_INLINE uint32_t *edge_put_zero_pairs(ptrdiff_t count, uint32_t *to) {
  for (; count > 0; count -= 4, to += 4) to[0] = to[1] = 0;
  return to;
}

EDGE_INLINE void edge_order_four(const int16_t *from, uint32_t *to) {
  const uint32_t low = edge_word(from), high = edge_word(from + 2);
  to[0] = (low & 0xFFFF) | high << 16;
  to[1] = low >> 16 | (high & 0xFFFF0000);
}

// Puts 16-bit numbers, a multiple of four, in that order.
EDGE_INLINE void edge_order_as_pairs(const int16_t *from, ptrdiff_t count, uint32_t *to) {
  for (const int16_t *end = from + count; from != end; from += 4, to += 4) edge_order_four(from, to);
}

// Adds the products of two rows of weights with two patches, `octets` times eight elements, to `sums`:
// the first row's at 0 and 1, the second row's at 4 and 5.
static __attribute__((noinline)) void edge_multiply_run(const int8_t *first, const int8_t *second,
                                                        const uint32_t *patches, ptrdiff_t octets,
                                                        int32_t *sums) {
  int32_t a = sums[0], b = sums[1], c = sums[4], d = sums[5];
  const uint32_t *const end = patches + 8 * octets;
#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
  // Fourteen values take all registers that there are: a compiler would put some on the stack.
  uint32_t even, own;
  register uint32_t p __asm__("r8"), q __asm__("r9"), r __asm__("r10"), s __asm__("r11");
#define EDGE_FOUR_ELEMENTS                                                                         \
  "ldmia %[patches]!, {%[p], %[q], %[r], %[s]}\n"                                                  \
  "ldr %[own], [%[first]], #4\n"                                                                   \
  "sxtb16 %[even], %[own]\n"                                                                       \
  "sxtb16 %[own], %[own], ror #8\n"                                                                \
  "smlad %[a], %[even], %[p], %[a]\n"                                                              \
  "smlad %[b], %[even], %[r], %[b]\n"                                                              \
  "smlad %[a], %[own], %[q], %[a]\n"                                                               \
  "smlad %[b], %[own], %[s], %[b]\n"                                                               \
  "ldr %[own], [%[second]], #4\n"                                                                  \
  "sxtb16 %[even], %[own]\n"                                                                       \
  "sxtb16 %[own], %[own], ror #8\n"                                                                \
  "smlad %[c], %[even], %[p], %[c]\n"                                                              \
  "smlad %[d], %[even], %[r], %[d]\n"                                                              \
  "smlad %[c], %[own], %[q], %[c]\n"                                                               \
  "smlad %[d], %[own], %[s], %[d]\n"
  __asm__ volatile("1:\n" EDGE_FOUR_ELEMENTS EDGE_FOUR_ELEMENTS
                   "cmp %[patches], %[end]\n"
                   "bne 1b\n"
                   : [first] "+r"(first), [second] "+r"(second), [patches] "+r"(patches),
                     [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [even] "=&r"(even),
                     [own] "=&r"(own), [p] "=&r"(p), [q] "=&r"(q), [r] "=&r"(r), [s] "=&r"(s)
                   : [end] "r"(end)
                   : "cc", "memory");
#undef EDGE_FOUR_ELEMENTS
#else
  for (; patches != end; first += 4, second += 4, patches += 4) {
    const uint32_t own = edge_word(first), next = edge_word(second);
    const uint32_t even = edge_even_bytes(own), odd = edge_odd_bytes(own);
    const uint32_t next_even = edge_even_bytes(next), next_odd = edge_odd_bytes(next);
    a = edge_add_products(odd, patches[1], edge_add_products(even, patches[0], a));
    b = edge_add_products(odd, patches[3], edge_add_products(even, patches[2], b));
    c = edge_add_products(next_odd, patches[1], edge_add_products(next_even, patches[0], c));
    d = edge_add_products(next_odd, patches[3], edge_add_products(next_even, patches[2], d));
  }
#endif
  sums[0] = a;
  sums[1] = b;
  sums[4] = c;
  sums[5] = d;
}

// Sums of products of two rows of weights with four patches, over all taps: four of the first row, then
// four of the second. Weights are read up to seven bytes beyond a tap, where patches are zero.
//
// `stride`: words from the first two patches to the others; 0 leaves these out.
EDGE_INLINE void edge_multiply_patches(const int8_t *first, const int8_t *second,
                                       const EdgeTaps *taps, const uint32_t *patches,
                                       ptrdiff_t stride, int32_t *sums) {
  const ptrdiff_t octets = (taps->length + 7) >> 3, run = (taps->length + 15) & ~(ptrdiff_t)15;
#pragma clang loop unroll(full)
  for (int at = 0; at < 8; at++) sums[at] = 0;
  for (ptrdiff_t row = 0; row < taps->rows; row++) {
    ptrdiff_t tap = taps->first + row * taps->row_stride;
    for (ptrdiff_t column = 0; column < taps->columns; column++) {
      edge_multiply_run(first + tap, second + tap, patches, octets, sums);
      if (stride != 0) {
        edge_multiply_run(first + tap, second + tap, patches + stride, octets, sums + 2);
      }
      patches += run;
      tap += taps->column_stride;
    }
  }
}

// The input of a fully connected layer has its room for itself: two words of four elements follow one
// another, with zeros up to a multiple of four elements.

static __attribute__((noinline)) void edge_put_bytes_as_pairs(const int8_t *from, ptrdiff_t count,
                                                              int32_t zero_point, uint32_t *to) {
  const uint32_t zero = (uint32_t)zero_point & 0xFFFF, zeros = zero | zero << 16;
  for (; count >= 4; count -= 4, from += 4, to += 2) edge_widen_four(from, zeros, to);
  if (count == 0) return;
  const int8_t none = (int8_t)zero_point;
  int8_t last[4] = {none, none, none, none};
  for (ptrdiff_t at = 0; at < count; at++) last[at] = from[at];
  edge_widen_four(last, zeros, to);
}

// The same of 16-bit elements, whose zero point is 0.
static __attribute__((noinline)) void edge_put_halves_as_pairs(const int16_t *from,
                                                               ptrdiff_t count, uint32_t *to) {
  for (; count >= 4; count -= 4, from += 4, to += 2) edge_order_four(from, to);
  if (count == 0) return;
  int16_t last[4] = {0};
  for (ptrdiff_t at = 0; at < count; at++) last[at] = from[at];
  edge_order_four(last, to);
}

// Sums of products of four rows of weights, `stride` bytes apart, with pairs; `count` elements, a multiple
// of four, 4 or more.
static __attribute__((noinline)) void edge_multiply_rows(const int8_t *row, ptrdiff_t stride,
                                                         const uint32_t *pairs, ptrdiff_t count,
                                                         int32_t *sums) {
  int32_t a = 0, b = 0, c = 0, d = 0;
  const uint32_t *const end = pairs + count / 2;
  const int8_t *third = row + 2 * stride;
#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
  register uint32_t even __asm__("r8"), odd __asm__("r9");
  uint32_t own, pair;
#define EDGE_ONE_ROW(weights, sum)                                                                 \
  "ldr %[own], " weights "\n"                                                                      \
  "sxtb16 %[pair], %[own]\n"                                                                       \
  "sxtb16 %[own], %[own], ror #8\n"                                                                \
  "smlad " sum ", %[pair], %[even], " sum "\n"                                                     \
  "smlad " sum ", %[own], %[odd], " sum "\n"
#define EDGE_FOUR_ROWS                                                                             \
  "ldrd %[even], %[odd], [%[pairs]], #8\n" EDGE_ONE_ROW("[%[row], %[stride]]", "%[b]")             \
      EDGE_ONE_ROW("[%[row]], #4", "%[a]") EDGE_ONE_ROW("[%[third], %[stride]]", "%[d]")           \
          EDGE_ONE_ROW("[%[third]], #4", "%[c]")
#define EDGE_MULTIPLY_ROWS(text)                                                                   \
  __asm__ volatile(text : [row] "+r"(row), [third] "+r"(third), [pairs] "+r"(pairs),               \
                          [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d),                      \
                          [even] "=&r"(even), [odd] "=&r"(odd), [own] "=&r"(own),                  \
                          [pair] "=&r"(pair)                                                       \
                   : [stride] "r"(stride), [end] "r"(end) : "cc", "memory")
  if (count & 4) EDGE_MULTIPLY_ROWS(EDGE_FOUR_ROWS);
  if (pairs != end) {
    EDGE_MULTIPLY_ROWS("1:\n" EDGE_FOUR_ROWS EDGE_FOUR_ROWS "cmp %[pairs], %[end]\nbne 1b\n");
  }
#undef EDGE_MULTIPLY_ROWS
#undef EDGE_FOUR_ROWS
#undef EDGE_ONE_ROW
#else
  for (; pairs != end; pairs += 2, row += 4, third += 4) {
    const uint32_t even = pairs[0], odd = pairs[1];
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
