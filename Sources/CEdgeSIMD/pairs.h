// Two 16-bit numbers in a word, for processors that multiply such pairs and have no wider vectors:
// Cortex-M4, M7 and M33 (the DSP extension). Source: ARM, "ARM C Language Extensions", 8.5.
#ifndef EDGEASD_PAIRS_H
#define EDGEASD_PAIRS_H

#include <stdint.h>

// Also in programs that are built for size.
#define EDGE_INLINE static inline __attribute__((always_inline))

#if defined(__ARM_FEATURE_SIMD32) && !defined(__ARM_NEON)
#include <arm_acle.h>
#define EDGE_HAS_PAIRS 1

// Bytes 0 and 2 of the word, sign-extended.
EDGE_INLINE uint32_t edge_even_bytes(uint32_t bytes) {
  return (uint32_t)__sxtb16((int8x4_t)bytes);
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

EDGE_INLINE uint32_t edge_subtract_pairs(uint32_t left, uint32_t right) {
  return edge_pair(edge_low_half(left) - edge_low_half(right),
                   edge_high_half(left) - edge_high_half(right));
}

EDGE_INLINE int32_t edge_add_products(uint32_t left, uint32_t right, int32_t sum) {
  return (int32_t)((uint32_t)sum + (uint32_t)(edge_low_half(left) * edge_low_half(right)) +
                   (uint32_t)(edge_high_half(left) * edge_high_half(right)));
}

EDGE_INLINE int64_t edge_add_wide_products(uint32_t left, uint32_t right, int64_t sum) {
  return sum + edge_low_half(left) * edge_low_half(right) +
         edge_high_half(left) * edge_high_half(right);
}
#endif

// Bytes 1 and 3 of the word, sign-extended.
EDGE_INLINE uint32_t edge_odd_bytes(uint32_t bytes) { return edge_even_bytes(bytes >> 8); }

#endif
