// Products of bytes on x86-64: one program for all, which looks once what the processor can do.
// With AVX-512 VNNI sixty-four bytes at a time, the input's made unsigned by adding 128; with AVX2 and
// with the SSE2 that every x86-64 has, sixteen that are widened. Source: Intel, "Intel Intrinsics
// Guide"; "Intel 64 and IA-32 Architectures Software Developer's Manual", volume 2, CPUID, XGETBV.
#ifndef EDGEASD_BYTES_X86_H
#define EDGEASD_BYTES_X86_H

#include "taps.h"

#include <cpuid.h>
#include <immintrin.h>

enum { EDGE_SSE2 = 0, EDGE_AVX2 = 1, EDGE_VNNI = 2 };

// What the processor has and the system saves the registers of.
static inline int edge_best_level(void) {
  uint32_t a, b, c, d, more_b, more_c, saved, rest;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE)) return EDGE_SSE2;
  __asm__("xgetbv" : "=a"(saved), "=d"(rest) : "c"(0));
  if (!__get_cpuid_count(7, 0, &a, &more_b, &more_c, &d)) return EDGE_SSE2;
  if ((saved & 0x06) != 0x06 || !(more_b & bit_AVX2)) return EDGE_SSE2;
  const uint32_t wide = bit_AVX512F | bit_AVX512BW;
  const int has_wide = (saved & 0xE6) == 0xE6 && (more_b & wide) == wide;
  return has_wide && (more_c & bit_AVX512VNNI) ? EDGE_VNNI : EDGE_AVX2;
}

// Where the level is kept, plus one, so that 0 is "not yet known"; a test may lower it.
static inline int *edge_known_level(void) {
  static int level;
  return &level;
}

static inline int edge_byte_level(void) {
  int level = __atomic_load_n(edge_known_level(), __ATOMIC_RELAXED);
  if (level == 0) {
    level = edge_best_level() + 1;
    __atomic_store_n(edge_known_level(), level, __ATOMIC_RELAXED);
  }
  return level - 1;
}

static inline void edge_set_byte_level(int level) {
  __atomic_store_n(edge_known_level(), level + 1, __ATOMIC_RELAXED);
}

// Sixteen bytes, of which the first `count` are read, 1…16, and the others are zero.
EDGE_INLINE __m128i edge_load_bytes(const int8_t *from, ptrdiff_t count) {
  if (count >= 16) return _mm_loadu_si128((const __m128i *)from);
  int8_t bytes[16] = {0};
  for (ptrdiff_t at = 0; at < count; at++) bytes[at] = from[at];
  return _mm_loadu_si128((const __m128i *)bytes);
}

// The same of weights, behind which can be read.
EDGE_INLINE __m128i edge_load_weights(const int8_t *from, ptrdiff_t count) {
  static const int8_t ones_and_zeros[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                            -1, -1, -1, -1, -1, -1, -1, -1};
  const __m128i bytes = _mm_loadu_si128((const __m128i *)from);
  if (count >= 16) return bytes;
  return _mm_and_si128(bytes, _mm_loadu_si128((const __m128i *)(ones_and_zeros + 16 - count)));
}

// Sum of sixteen bytes: the one instruction that adds bytes takes them unsigned.
EDGE_INLINE int32_t edge_sum_of_bytes(const int8_t *from) {
  const __m128i bytes = _mm_loadu_si128((const __m128i *)from);
  const __m128i halves = _mm_sad_epu8(_mm_xor_si128(bytes, _mm_set1_epi8(-128)), _mm_setzero_si128());
  return _mm_cvtsi128_si32(halves) + _mm_extract_epi16(halves, 4) - 16 * 128;
}

// SSE2.

typedef struct {
  __m128i low, high;
} EdgeHalves;

EDGE_INLINE EdgeHalves edge_widen(__m128i bytes) {
  const __m128i signs = _mm_cmpgt_epi8(_mm_setzero_si128(), bytes);
  const EdgeHalves halves = {_mm_unpacklo_epi8(bytes, signs), _mm_unpackhi_epi8(bytes, signs)};
  return halves;
}

EDGE_INLINE __m128i edge_add_halves(__m128i sums, EdgeHalves left, EdgeHalves right) {
  return _mm_add_epi32(sums, _mm_add_epi32(_mm_madd_epi16(left.low, right.low),
                                           _mm_madd_epi16(left.high, right.high)));
}

// Sums over the lanes of four vectors.
EDGE_INLINE __m128i edge_sums_of_lanes(const __m128i four[4]) {
  const __m128i a = _mm_add_epi32(_mm_unpacklo_epi32(four[0], four[1]),
                                  _mm_unpackhi_epi32(four[0], four[1]));
  const __m128i b = _mm_add_epi32(_mm_unpacklo_epi32(four[2], four[3]),
                                  _mm_unpackhi_epi32(four[2], four[3]));
  return _mm_add_epi32(_mm_unpacklo_epi64(a, b), _mm_unpackhi_epi64(a, b));
}

static __attribute__((noinline)) void edge_patches_sse2(const int8_t *first, const int8_t *second,
                                                        const EdgeTaps *taps,
                                                        const EdgeFourPatches *patches,
                                                        int32_t *sums) {
  __m128i one[4] = {0}, other[4] = {0};
  const ptrdiff_t stride = patches->stride;
  for (ptrdiff_t row = 0; row < taps->rows; row++) {
    for (ptrdiff_t column = 0; column < taps->columns; column++) {
      const ptrdiff_t tap = taps->first + row * taps->row_stride + column * taps->column_stride;
      const int8_t *patch = (const int8_t *)patches->patches + row * patches->row_step +
                            column * patches->column_step;
      for (ptrdiff_t at = 0; at < taps->length; at += 16) {
        const ptrdiff_t left = taps->length - at;
        const EdgeHalves own = edge_widen(edge_load_weights(first + tap + at, left));
        const EdgeHalves next = edge_widen(edge_load_weights(second + tap + at, left));
        for (int place = 0; place < 4; place++) {
          const EdgeHalves bytes =
              edge_widen(_mm_loadu_si128((const __m128i *)(patch + place * stride)));
          one[place] = edge_add_halves(one[place], own, bytes);
          other[place] = edge_add_halves(other[place], next, bytes);
        }
        patch += 16;
      }
    }
  }
  _mm_storeu_si128((__m128i *)sums, edge_sums_of_lanes(one));
  _mm_storeu_si128((__m128i *)(sums + 4), edge_sums_of_lanes(other));
}

static __attribute__((noinline)) void edge_rows_sse2(const int8_t *row, ptrdiff_t row_stride,
                                                     const EdgeUnitInput *input, int32_t *sums) {
  __m128i four[4] = {0};
  const int8_t *values = (const int8_t *)input->values;
  for (ptrdiff_t at = 0; at < input->count; at += 16) {
    // Behind an input there are zeros: what the weights are there does not matter.
    const EdgeHalves bytes = edge_widen(edge_load_bytes(values + at, input->count - at));
    for (int place = 0; place < 4; place++) {
      const __m128i weights = _mm_loadu_si128((const __m128i *)(row + place * row_stride + at));
      four[place] = edge_add_halves(four[place], edge_widen(weights), bytes);
    }
  }
  _mm_storeu_si128((__m128i *)sums, edge_sums_of_lanes(four));
}

// AVX2.
#define EDGE_WITH_AVX2 __attribute__((target("avx2"), noinline))
#define EDGE_AVX2_INLINE static inline __attribute__((target("avx2"), always_inline))

EDGE_AVX2_INLINE __m256i edge_add_wide_halves(__m256i sums, __m256i left, __m256i right) {
  return _mm256_add_epi32(sums, _mm256_madd_epi16(left, right));
}

EDGE_AVX2_INLINE __m128i edge_sums_of_wide_lanes(const __m256i four[4]) {
  const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(four[0], four[1]),
                                          _mm256_hadd_epi32(four[2], four[3]));
  return _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
}

// Adds the products of two rows of weights with four patches over all taps.
EDGE_AVX2_INLINE void edge_add_two_rows(__m256i one[4], __m256i other[4], const int8_t *first,
                                        const int8_t *second, const EdgeTaps *taps,
                                        const EdgeFourPatches *patches) {
  const ptrdiff_t stride = patches->stride;
  for (ptrdiff_t row = 0; row < taps->rows; row++) {
    for (ptrdiff_t column = 0; column < taps->columns; column++) {
      const ptrdiff_t tap = taps->first + row * taps->row_stride + column * taps->column_stride;
      const int8_t *patch = (const int8_t *)patches->patches + row * patches->row_step +
                            column * patches->column_step;
      for (ptrdiff_t at = 0; at < taps->length; at += 16) {
        const ptrdiff_t left = taps->length - at;
        const __m256i own = _mm256_cvtepi8_epi16(edge_load_weights(first + tap + at, left));
        const __m256i next = _mm256_cvtepi8_epi16(edge_load_weights(second + tap + at, left));
#pragma clang loop unroll(full)
        for (int place = 0; place < 4; place++) {
          const __m256i bytes =
              _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(patch + place * stride)));
          one[place] = edge_add_wide_halves(one[place], own, bytes);
          other[place] = edge_add_wide_halves(other[place], next, bytes);
        }
        patch += 16;
      }
    }
  }
}

static EDGE_WITH_AVX2 void edge_patches_avx2(const int8_t *first, const int8_t *second,
                                             const EdgeTaps *taps,
                                             const EdgeFourPatches *patches, int32_t *sums) {
  __m256i one[4] = {0}, other[4] = {0};
  edge_add_two_rows(one, other, first, second, taps, patches);
  _mm_storeu_si128((__m128i *)sums, edge_sums_of_wide_lanes(one));
  _mm_storeu_si128((__m128i *)(sums + 4), edge_sums_of_wide_lanes(other));
}

// AVX-512 VNNI.
#define EDGE_VNNI_TARGET target("avx512f,avx512bw,avx512vnni,avx2")
#define EDGE_WITH_VNNI __attribute__((EDGE_VNNI_TARGET, noinline))
#define EDGE_VNNI_INLINE static inline __attribute__((EDGE_VNNI_TARGET, always_inline))

// Which of sixty-four bytes are the first `count`.
EDGE_VNNI_INLINE __mmask64 edge_first_of(ptrdiff_t count) {
  return count >= 64 ? ~0ull : (1ull << count) - 1;
}

EDGE_VNNI_INLINE __m256i edge_half_of_lanes(__m512i lanes) {
  return _mm256_add_epi32(_mm512_castsi512_si256(lanes), _mm512_extracti64x4_epi64(lanes, 1));
}

EDGE_VNNI_INLINE __m128i edge_sums_of_widest_lanes(const __m512i four[4]) {
  const __m256i halves[4] = {edge_half_of_lanes(four[0]), edge_half_of_lanes(four[1]),
                             edge_half_of_lanes(four[2]), edge_half_of_lanes(four[3])};
  return edge_sums_of_wide_lanes(halves);
}

// Adds the products of `height` rows of weights, a constant of 1…4, with four patches over all taps.
EDGE_VNNI_INLINE void edge_add_tile(__m512i sums[][4], int height, const int8_t *rows,
                                    ptrdiff_t row_stride, const EdgeTaps *taps,
                                    const EdgeFourPatches *patches) {
  const __m512i sign = _mm512_set1_epi8(-128);
  const ptrdiff_t stride = patches->stride;
  for (ptrdiff_t down = 0; down < taps->rows; down++) {
    for (ptrdiff_t across = 0; across < taps->columns; across++) {
      const int8_t *tap =
          rows + taps->first + down * taps->row_stride + across * taps->column_stride;
      const int8_t *patch = (const int8_t *)patches->patches + down * patches->row_step +
                            across * patches->column_step;
      for (ptrdiff_t at = 0; at < taps->length; at += 64) {
        const __mmask64 mask = edge_first_of(taps->length - at);
        __m512i weights[4];
#pragma clang loop unroll(full)
        for (int row = 0; row < height; row++) {
          weights[row] = _mm512_maskz_loadu_epi8(mask, tap + row * row_stride + at);
        }
#pragma clang loop unroll(full)
        for (int place = 0; place < 4; place++) {
          const __m512i bytes = _mm512_xor_si512(
              _mm512_maskz_loadu_epi8(mask, patch + place * stride + at), sign);
#pragma clang loop unroll(full)
          for (int row = 0; row < height; row++) {
            sums[row][place] = _mm512_dpbusd_epi32(sums[row][place], bytes, weights[row]);
          }
        }
      }
    }
  }
}

static EDGE_WITH_VNNI void edge_patches_vnni(const int8_t *first, const int8_t *second,
                                             const EdgeTaps *taps,
                                             const EdgeFourPatches *patches, int32_t *sums) {
  __m512i two[2][4] = {0};
  edge_add_tile(two, 2, first, second - first, taps, patches);
  _mm_storeu_si128((__m128i *)sums, edge_sums_of_widest_lanes(two[0]));
  _mm_storeu_si128((__m128i *)(sums + 4), edge_sums_of_widest_lanes(two[1]));
}

static EDGE_WITH_VNNI void edge_rows_vnni(const int8_t *row, ptrdiff_t row_stride,
                                          const EdgeUnitInput *input, int32_t *sums) {
  __m512i four[4] = {0};
  const __m512i sign = _mm512_set1_epi8(-128);
  const int8_t *values = (const int8_t *)input->values;
  for (ptrdiff_t at = 0; at < input->count; at += 64) {
    const __mmask64 mask = edge_first_of(input->count - at);
    const __m512i bytes = _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, values + at), sign);
#pragma clang loop unroll(full)
    for (int place = 0; place < 4; place++) {
      const __m512i own = _mm512_maskz_loadu_epi8(mask, row + place * row_stride + at);
      four[place] = _mm512_dpbusd_epi32(four[place], bytes, own);
    }
  }
  _mm_storeu_si128((__m128i *)sums, edge_sums_of_widest_lanes(four));
}

// Bytes are made unsigned where they have to be.
EDGE_INLINE int32_t edge_byte_offset(int level) { return level == EDGE_VNNI ? 128 : 0; }

EDGE_INLINE void edge_multiply_byte_patches(const int8_t *first, const int8_t *second,
                                            const EdgeTaps *taps, const EdgeFourPatches *patches,
                                            int32_t *sums) {
  switch (patches->level) {
  case EDGE_VNNI: edge_patches_vnni(first, second, taps, patches, sums); break;
  case EDGE_AVX2: edge_patches_avx2(first, second, taps, patches, sums); break;
  default: edge_patches_sse2(first, second, taps, patches, sums);
  }
}

EDGE_INLINE void edge_multiply_byte_rows(const int8_t *row, ptrdiff_t row_stride,
                                         const EdgeUnitInput *input, int32_t *sums) {
  if (input->level == EDGE_VNNI) {
    edge_rows_vnni(row, row_stride, input, sums);
  } else {
    edge_rows_sse2(row, row_stride, input, sums);
  }
}

#endif
