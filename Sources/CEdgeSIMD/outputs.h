// From sums to outputs: bias, requantization, clamp, zero point, store.
#ifndef EDGEASD_OUTPUTS_H
#define EDGEASD_OUTPUTS_H

#include "taps.h"

#if defined(__ARM_NEON)
#include <arm_neon.h>
#elif defined(__x86_64__)
#include "bytes_x86.h"
#endif

// What the elements of the target are.
enum { EDGE_SUMS = 0, EDGE_BYTES = 1, EDGE_HALVES = 2 };

typedef struct {
  void *target;
  // One an output channel.
  const int32_t *biases;
  // Multiplier and shift of each output channel.
  const int32_t *requantizers;
  // What is allowed before the zero point is added.
  int32_t low, high;
  int32_t zero_point;
  int32_t form;
} EdgeOutputs;

// `value · multiplier · 2^(shift - 31)` with gemmlowp's double rounding. Source: gemmlowp,
// `SaturatingRoundingDoublingHighMul` and `RoundingDivideByPOT`.
EDGE_INLINE int32_t edge_requantize(int32_t value, int32_t multiplier, int32_t shift) {
  const int32_t left = shift > 0 ? shift : 0, right = shift < 0 ? -shift : 0;
  const int64_t product = (int64_t)(int32_t)((uint32_t)value << left) * multiplier;
  const int32_t high = (int32_t)((product + (1 << 30)) >> 31);
  const int32_t mask = (int32_t)((1u << right) - 1), threshold = (mask >> 1) + (high < 0);
  return (high >> right) + ((high & mask) > threshold);
}

EDGE_INLINE void edge_put(const EdgeOutputs *to, int32_t value, ptrdiff_t place) {
  if (to->form == EDGE_BYTES) {
    ((int8_t *)to->target)[place] = (int8_t)value;
  } else if (to->form == EDGE_HALVES) {
    ((int16_t *)to->target)[place] = (int16_t)value;
  } else {
    ((int32_t *)to->target)[place] = value;
  }
}

#if defined(__ARM_NEON)
// Four sums with their biases, or all with the first one: the same numbers as one by one.
EDGE_INLINE int32x4_t edge_output_four(const EdgeOutputs *to, int32x4_t sums, ptrdiff_t channel,
                                       ptrdiff_t channel_step) {
  const int32_t *bias = to->biases + channel, *requantizers = to->requantizers + 2 * channel;
  int32x4x2_t pairs;
  if (channel_step == 0) {
    sums = vaddq_s32(sums, vdupq_n_s32(*bias));
    pairs.val[0] = vdupq_n_s32(requantizers[0]);
    pairs.val[1] = vdupq_n_s32(requantizers[1]);
  } else {
    sums = vaddq_s32(sums, vld1q_s32(bias));
    pairs = vld2q_s32(requantizers);
  }
  if (to->form == EDGE_SUMS) return sums;
  const int32x4_t none = vdupq_n_s32(0), left = vmaxq_s32(pairs.val[1], none),
                  right = vminq_s32(pairs.val[1], none);
  int32x4_t values = vqrdmulhq_s32(vshlq_s32(sums, left), pairs.val[0]);
  // The shift rounds ties up; negative numbers that are shifted are taken down by one before.
  values = vrshlq_s32(vaddq_s32(values, vshrq_n_s32(vandq_s32(values, right), 31)), right);
  values = vminq_s32(vmaxq_s32(values, vdupq_n_s32(to->low)), vdupq_n_s32(to->high));
  return vaddq_s32(values, vdupq_n_s32(to->zero_point));
}
#endif

#if defined(__x86_64__)
// Four sums: the same numbers as one by one.
static EDGE_WITH_AVX2 void edge_store_four_avx2(const EdgeOutputs *to, const int32_t *sums,
                                                ptrdiff_t channel, ptrdiff_t channel_step,
                                                ptrdiff_t place, ptrdiff_t step) {
  const int32_t *bias = to->biases + channel, *requantizers = to->requantizers + 2 * channel;
  __m128i values = _mm_loadu_si128((const __m128i *)sums), multipliers, shifts;
  if (channel_step == 0) {
    values = _mm_add_epi32(values, _mm_set1_epi32(*bias));
    multipliers = _mm_set1_epi32(requantizers[0]);
    shifts = _mm_set1_epi32(requantizers[1]);
  } else {
    values = _mm_add_epi32(values, _mm_loadu_si128((const __m128i *)bias));
    const __m128 a = _mm_loadu_ps((const float *)requantizers);
    const __m128 b = _mm_loadu_ps((const float *)(requantizers + 4));
    multipliers = _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88));
    shifts = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xDD));
  }
  if (to->form != EDGE_SUMS) {
    const __m128i left = _mm_max_epi32(shifts, _mm_setzero_si128());
    const __m128i right = _mm_sub_epi32(left, shifts), half = _mm_set1_epi64x(1 << 30);
    values = _mm_sllv_epi32(values, left);
    const __m128i even = _mm_add_epi64(_mm_mul_epi32(values, multipliers), half);
    const __m128i odd = _mm_add_epi64(
        _mm_mul_epi32(_mm_srli_epi64(values, 32), _mm_srli_epi64(multipliers, 32)), half);
    const __m128i high =
        _mm_blend_epi16(_mm_srli_epi64(even, 31), _mm_slli_epi64(odd, 1), 0xCC);
    const __m128i mask =
        _mm_sub_epi32(_mm_sllv_epi32(_mm_set1_epi32(1), right), _mm_set1_epi32(1));
    const __m128i threshold = _mm_add_epi32(_mm_srli_epi32(mask, 1), _mm_srli_epi32(high, 31));
    const __m128i is_more = _mm_cmpgt_epi32(_mm_and_si128(high, mask), threshold);
    values = _mm_sub_epi32(_mm_srav_epi32(high, right), is_more);
    values = _mm_max_epi32(values, _mm_set1_epi32(to->low));
    values = _mm_min_epi32(values, _mm_set1_epi32(to->high));
    values = _mm_add_epi32(values, _mm_set1_epi32(to->zero_point));
  }
  edge_put(to, _mm_extract_epi32(values, 0), place);
  edge_put(to, _mm_extract_epi32(values, 1), place + step);
  edge_put(to, _mm_extract_epi32(values, 2), place + 2 * step);
  edge_put(to, _mm_extract_epi32(values, 3), place + 3 * step);
}
#endif

// Stores the first `count` of four sums, of output channel `channel` and those `channel_step`
// further; the first belongs at `place`, each next one `step` further.
static __attribute__((noinline)) void edge_store_outputs(const EdgeOutputs *to,
                                                         const int32_t *sums, ptrdiff_t count,
                                                         ptrdiff_t channel, ptrdiff_t channel_step,
                                                         ptrdiff_t place, ptrdiff_t step) {
#if defined(__ARM_NEON)
  if (count == 4) {
    const int32x4_t values = edge_output_four(to, vld1q_s32(sums), channel, channel_step);
    if (to->form == EDGE_BYTES) {
      int8_t *target = (int8_t *)to->target + place;
      const int8x8_t bytes = vmovn_s16(vcombine_s16(vmovn_s32(values), vmovn_s32(values)));
      vst1_lane_s8(target, bytes, 0);
      vst1_lane_s8(target + step, bytes, 1);
      vst1_lane_s8(target + 2 * step, bytes, 2);
      vst1_lane_s8(target + 3 * step, bytes, 3);
    } else {
      edge_put(to, vgetq_lane_s32(values, 0), place);
      edge_put(to, vgetq_lane_s32(values, 1), place + step);
      edge_put(to, vgetq_lane_s32(values, 2), place + 2 * step);
      edge_put(to, vgetq_lane_s32(values, 3), place + 3 * step);
    }
    return;
  }
#elif defined(__x86_64__)
  if (count == 4 && edge_byte_level() >= EDGE_AVX2) {
    edge_store_four_avx2(to, sums, channel, channel_step, place, step);
    return;
  }
#endif
  const int32_t *bias = to->biases + channel, *requantizer = to->requantizers + 2 * channel;
  for (const int32_t *end = sums + count; sums != end; sums++) {
    int32_t value = (int32_t)((uint32_t)*sums + (uint32_t)*bias);
    if (to->form != EDGE_SUMS) {
      value = edge_requantize(value, requantizer[0], requantizer[1]);
      value = value < to->low ? to->low : value > to->high ? to->high : value;
      value += to->zero_point;
    }
    edge_put(to, value, place);
    place += step;
    bias += channel_step;
    requantizer += 2 * channel_step;
  }
}

#endif
