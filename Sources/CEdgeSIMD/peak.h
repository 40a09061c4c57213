// How many products of bytes a processor adds at best: in registers, without a load, the way that the
// kernels for bytes multiply. What a layer reaches is measured against it.
#ifndef EDGEASD_PEAK_H
#define EDGEASD_PEAK_H

#include "bytes.h"

// As many sums as hide an instruction's latency.
enum { EDGE_PEAK_SUMS = 12 };

#if defined(__x86_64__)
static EDGE_WITH_VNNI int64_t edge_peak_vnni(int64_t rounds) {
  __m512i sums[EDGE_PEAK_SUMS] = {0}, bytes = _mm512_set1_epi8(1), weights = bytes;
  for (int64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_PEAK_SUMS; at++) {
      sums[at] = _mm512_dpbusd_epi32(sums[at], bytes, weights);
      __asm__ volatile("" : "+v"(sums[at]));
    }
  }
  return rounds * EDGE_PEAK_SUMS * 64;
}

static EDGE_WITH_AVX2 int64_t edge_peak_avx2(int64_t rounds) {
  __m256i sums[EDGE_PEAK_SUMS] = {0}, bytes = _mm256_set1_epi16(1), weights = bytes;
  for (int64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_PEAK_SUMS; at++) {
      sums[at] = edge_add_wide_halves(sums[at], bytes, weights);
      __asm__ volatile("" : "+x"(sums[at]), "+x"(bytes));
    }
  }
  return rounds * EDGE_PEAK_SUMS * 16;
}

static __attribute__((noinline)) int64_t edge_peak_sse2(int64_t rounds) {
  __m128i sums[EDGE_PEAK_SUMS] = {0}, bytes = _mm_set1_epi16(1), weights = bytes;
  for (int64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_PEAK_SUMS; at++) {
      sums[at] = _mm_add_epi32(sums[at], _mm_madd_epi16(bytes, weights));
      __asm__ volatile("" : "+x"(sums[at]), "+x"(bytes));
    }
  }
  return rounds * EDGE_PEAK_SUMS * 8;
}
#elif defined(__ARM_NEON)
static __attribute__((noinline)) int64_t edge_peak_neon(int64_t rounds) {
  int32x4_t sums[EDGE_PEAK_SUMS] = {0};
  int8x16_t bytes = vdupq_n_s8(1), weights = bytes;
  for (int64_t round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_PEAK_SUMS; at++) {
      sums[at] = edge_add_byte_products(sums[at], bytes, weights);
      __asm__ volatile("" : "+w"(sums[at]), "+w"(bytes));
    }
  }
  return rounds * EDGE_PEAK_SUMS * 16;
}
#endif

// Computes so many rounds and returns the number of products; 0 where there is no such way.
static inline int64_t edge_run_at_peak(int64_t rounds) {
#if defined(__x86_64__)
  switch (edge_byte_level()) {
  case EDGE_VNNI: return edge_peak_vnni(rounds);
  case EDGE_AVX2: return edge_peak_avx2(rounds);
  default: return edge_peak_sse2(rounds);
  }
#elif defined(__ARM_NEON)
  return edge_peak_neon(rounds);
#else
  (void)rounds;
  return 0;
#endif
}

#endif
