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
// What makes outputs of four sums.
typedef struct {
  int32x4_t biases, multipliers, left, right;
} EdgeFourOutputs;

// Of four neighbouring channels.
EDGE_INLINE EdgeFourOutputs edge_four_channels(const EdgeOutputs *to, ptrdiff_t channel) {
  const int32x4x2_t pairs = vld2q_s32(to->requantizers + 2 * channel);
  const int32x4_t none = vdupq_n_s32(0);
  const EdgeFourOutputs four = {vld1q_s32(to->biases + channel), pairs.val[0],
                                vmaxq_s32(pairs.val[1], none), vminq_s32(pairs.val[1], none)};
  return four;
}

// All of one channel.
EDGE_INLINE EdgeFourOutputs edge_one_channel(const EdgeOutputs *to, ptrdiff_t channel) {
  const int32_t *requantizer = to->requantizers + 2 * channel;
  const int32x4_t none = vdupq_n_s32(0), shift = vdupq_n_s32(requantizer[1]);
  const EdgeFourOutputs four = {vdupq_n_s32(to->biases[channel]), vdupq_n_s32(requantizer[0]),
                                vmaxq_s32(shift, none), vminq_s32(shift, none)};
  return four;
}

// The same numbers as one by one, before they are clamped.
EDGE_INLINE int32x4_t edge_requantize_four(EdgeFourOutputs by, int32x4_t sums) {
  sums = vaddq_s32(sums, by.biases);
  const int32x4_t values = vqrdmulhq_s32(vshlq_s32(sums, by.left), by.multipliers);
  // The shift rounds ties up; negative numbers that are shifted are taken down by one before.
  return vrshlq_s32(vaddq_s32(values, vshrq_n_s32(vandq_s32(values, by.right), 31)), by.right);
}

EDGE_INLINE int32x4_t edge_output_four(const EdgeOutputs *to, EdgeFourOutputs by,
                                       int32x4_t sums) {
  if (to->form == EDGE_SUMS) return vaddq_s32(sums, by.biases);
  int32x4_t values = edge_requantize_four(by, sums);
  values = vminq_s32(vmaxq_s32(values, vdupq_n_s32(to->low)), vdupq_n_s32(to->high));
  return vaddq_s32(values, vdupq_n_s32(to->zero_point));
}

// Stores four bytes.
#define EDGE_PUT_LANE(target, bytes, lane)                                                         \
  do {                                                                                             \
    const int32_t word = vgetq_lane_s32(vreinterpretq_s32_s8(bytes), lane);                        \
    __builtin_memcpy(target, &word, sizeof word);                                                  \
  } while (0)

// Eight outputs of sums of four channels and of four others, as bytes. They are clamped with 16 bits: what
// passes those, the bounds of bytes clamp all the same.
EDGE_INLINE int8x8_t edge_output_bytes(const EdgeOutputs *to, EdgeFourOutputs by, int32x4_t sums,
                                       EdgeFourOutputs other_by, int32x4_t others) {
  const int16x8_t low = vdupq_n_s16((int16_t)to->low), high = vdupq_n_s16((int16_t)to->high);
  const int16x8_t values = vcombine_s16(vqmovn_s32(edge_requantize_four(by, sums)),
                                        vqmovn_s32(edge_requantize_four(other_by, others)));
  return vmovn_s16(vaddq_s16(vminq_s16(vmaxq_s16(values, low), high),
                             vdupq_n_s16((int16_t)to->zero_point)));
}

// Stores four times four outputs that lie side by side, `step` apart.
EDGE_INLINE void edge_put_sixteen_bytes(const EdgeOutputs *to, EdgeFourOutputs by,
                                        const int32x4_t *sums, ptrdiff_t place, ptrdiff_t step) {
  int8_t *target = (int8_t *)to->target + place;
  const int8x16_t bytes = vcombine_s8(edge_output_bytes(to, by, sums[0], by, sums[1]),
                                      edge_output_bytes(to, by, sums[2], by, sums[3]));
  EDGE_PUT_LANE(target, bytes, 0);
  EDGE_PUT_LANE(target + step, bytes, 1);
  EDGE_PUT_LANE(target + 2 * step, bytes, 2);
  EDGE_PUT_LANE(target + 3 * step, bytes, 3);
}

// Stores outputs of eight neighbouring channels.
EDGE_INLINE void edge_put_eight_bytes(const EdgeOutputs *to, ptrdiff_t channel,
                                      const int32x4_t *sums, ptrdiff_t place) {
  vst1_s8((int8_t *)to->target + place,
          edge_output_bytes(to, edge_four_channels(to, channel), sums[0],
                            edge_four_channels(to, channel + 4), sums[1]));
}

// Stores four outputs that lie side by side.
EDGE_INLINE void edge_put_four(const EdgeOutputs *to, int32x4_t values, ptrdiff_t place) {
  if (to->form == EDGE_BYTES) {
    const int16x4_t halves = vmovn_s32(values);
    const int8x8_t bytes = vmovn_s16(vcombine_s16(halves, halves));
    EDGE_PUT_LANE((int8_t *)to->target + place, vcombine_s8(bytes, bytes), 0);
  } else if (to->form == EDGE_HALVES) {
    vst1_s16((int16_t *)to->target + place, vmovn_s32(values));
  } else {
    vst1q_s32((int32_t *)to->target + place, values);
  }
}
#endif

#if defined(__x86_64__)
// What makes outputs of four sums.
typedef struct {
  __m128i biases, multipliers, left, right;
} EdgeFourOutputs;

// Of four neighbouring channels.
EDGE_AVX2_INLINE EdgeFourOutputs edge_four_channels(const EdgeOutputs *to, ptrdiff_t channel) {
  const float *requantizers = (const float *)(to->requantizers + 2 * channel);
  const __m128 a = _mm_loadu_ps(requantizers), b = _mm_loadu_ps(requantizers + 4);
  const __m128i shifts = _mm_castps_si128(_mm_shuffle_ps(a, b, 0xDD));
  const __m128i left = _mm_max_epi32(shifts, _mm_setzero_si128());
  const EdgeFourOutputs four = {_mm_loadu_si128((const __m128i *)(to->biases + channel)),
                                _mm_castps_si128(_mm_shuffle_ps(a, b, 0x88)), left,
                                _mm_sub_epi32(left, shifts)};
  return four;
}

// All of one channel.
EDGE_AVX2_INLINE EdgeFourOutputs edge_one_channel(const EdgeOutputs *to, ptrdiff_t channel) {
  const int32_t *requantizer = to->requantizers + 2 * channel;
  const __m128i shifts = _mm_set1_epi32(requantizer[1]);
  const __m128i left = _mm_max_epi32(shifts, _mm_setzero_si128());
  const EdgeFourOutputs four = {_mm_set1_epi32(to->biases[channel]),
                                _mm_set1_epi32(requantizer[0]), left, _mm_sub_epi32(left, shifts)};
  return four;
}

// The same numbers as one by one.
EDGE_AVX2_INLINE __m128i edge_output_four(const EdgeOutputs *to, EdgeFourOutputs by, __m128i sums) {
  __m128i values = _mm_add_epi32(sums, by.biases);
  if (to->form == EDGE_SUMS) return values;
  const __m128i half = _mm_set1_epi64x(1 << 30);
  values = _mm_sllv_epi32(values, by.left);
  const __m128i even = _mm_add_epi64(_mm_mul_epi32(values, by.multipliers), half);
  const __m128i odd = _mm_add_epi64(
      _mm_mul_epi32(_mm_srli_epi64(values, 32), _mm_srli_epi64(by.multipliers, 32)), half);
  const __m128i high = _mm_blend_epi16(_mm_srli_epi64(even, 31), _mm_slli_epi64(odd, 1), 0xCC);
  const __m128i mask =
      _mm_sub_epi32(_mm_sllv_epi32(_mm_set1_epi32(1), by.right), _mm_set1_epi32(1));
  const __m128i threshold = _mm_add_epi32(_mm_srli_epi32(mask, 1), _mm_srli_epi32(high, 31));
  const __m128i is_more = _mm_cmpgt_epi32(_mm_and_si128(high, mask), threshold);
  values = _mm_sub_epi32(_mm_srav_epi32(high, by.right), is_more);
  values = _mm_max_epi32(values, _mm_set1_epi32(to->low));
  values = _mm_min_epi32(values, _mm_set1_epi32(to->high));
  return _mm_add_epi32(values, _mm_set1_epi32(to->zero_point));
}

// Stores four outputs that lie side by side.
EDGE_AVX2_INLINE void edge_put_four(const EdgeOutputs *to, __m128i values, ptrdiff_t place) {
  if (to->form == EDGE_BYTES) {
    const __m128i halves = _mm_packs_epi32(values, values);
    _mm_storeu_si32((int8_t *)to->target + place, _mm_packs_epi16(halves, halves));
  } else if (to->form == EDGE_HALVES) {
    _mm_storeu_si64((int16_t *)to->target + place, _mm_packs_epi32(values, values));
  } else {
    _mm_storeu_si128((__m128i *)((int32_t *)to->target + place), values);
  }
}

static EDGE_WITH_AVX2 void edge_store_four_avx2(const EdgeOutputs *to, const int32_t *sums,
                                                ptrdiff_t channel, ptrdiff_t channel_step,
                                                ptrdiff_t place, ptrdiff_t step) {
  const EdgeFourOutputs by =
      channel_step == 0 ? edge_one_channel(to, channel) : edge_four_channels(to, channel);
  const __m128i values = edge_output_four(to, by, _mm_loadu_si128((const __m128i *)sums));
  if (step == 1) return edge_put_four(to, values, place);
  edge_put(to, _mm_extract_epi32(values, 0), place);
  edge_put(to, _mm_extract_epi32(values, 1), place + step);
  edge_put(to, _mm_extract_epi32(values, 2), place + 2 * step);
  edge_put(to, _mm_extract_epi32(values, 3), place + 3 * step);
}
#endif

// Whether outputs are bytes that are clamped to what a byte holds.
EDGE_INLINE int edge_are_whole_bytes(const EdgeOutputs *to) {
  return to->form == EDGE_BYTES && to->low + to->zero_point == INT8_MIN &&
         to->high + to->zero_point == INT8_MAX;
}

// Such an output, of a sum with its bias and a shift to the right: `high / 2^right` rounded half away from
// zero is `(((high - sign) >> (right - 1)) + 1) >> 1`, which overflows nowhere.
EDGE_INLINE int8_t edge_whole_byte(uint32_t sum, int32_t multiplier, int32_t right,
                                   int32_t zero_point) {
  const int64_t product = (int64_t)(int32_t)sum * multiplier;
  const int32_t high = (int32_t)((product + (1 << 30)) >> 31);
  const int32_t value = ((((high + (high >> 31)) >> (right - 1)) + 1) >> 1) + zero_point;
  return (int8_t)(value < INT8_MIN ? INT8_MIN : value > INT8_MAX ? INT8_MAX : value);
}

// Stores an output of any kind, of a sum with its bias. A call of its own, so that the usual case keeps
// its registers.
static __attribute__((noinline)) void edge_store_output(const EdgeOutputs *to, int32_t value,
                                                        const int32_t *requantizer,
                                                        ptrdiff_t place) {
  if (to->form != EDGE_SUMS) {
    value = edge_requantize(value, requantizer[0], requantizer[1]);
    value = value < to->low ? to->low : value > to->high ? to->high : value;
    value += to->zero_point;
  }
  edge_put(to, value, place);
}

// Stores the first `count` of four sums, of output channel `channel` and those `channel_step`
// further, 0 or 1; the first belongs at `place`, each next one `step` further.
static __attribute__((noinline)) void edge_store_outputs(const EdgeOutputs *to,
                                                         const int32_t *sums, ptrdiff_t count,
                                                         ptrdiff_t channel, ptrdiff_t channel_step,
                                                         ptrdiff_t place, ptrdiff_t step) {
#if defined(__ARM_NEON)
  if (count == 4) {
    const EdgeFourOutputs by =
        channel_step == 0 ? edge_one_channel(to, channel) : edge_four_channels(to, channel);
    const int32x4_t values = edge_output_four(to, by, vld1q_s32(sums));
    if (step == 1) return edge_put_four(to, values, place);
    edge_put(to, vgetq_lane_s32(values, 0), place);
    edge_put(to, vgetq_lane_s32(values, 1), place + step);
    edge_put(to, vgetq_lane_s32(values, 2), place + 2 * step);
    edge_put(to, vgetq_lane_s32(values, 3), place + 3 * step);
    return;
  }
#elif defined(__x86_64__)
  if (count == 4 && edge_byte_level() >= EDGE_AVX2) {
    edge_store_four_avx2(to, sums, channel, channel_step, place, step);
    return;
  }
#endif
  const int32_t *bias = to->biases + channel, *requantizer = to->requantizers + 2 * channel;
  const int are_whole_bytes = edge_are_whole_bytes(to);
  const int32_t zero_point = to->zero_point;
  int8_t *const bytes = (int8_t *)to->target;
  for (const int32_t *end = sums + count; sums != end; sums++) {
    const uint32_t sum = (uint32_t)*sums + (uint32_t)*bias;
    if (are_whole_bytes && requantizer[1] < 0) {
      bytes[place] = edge_whole_byte(sum, requantizer[0], -requantizer[1], zero_point);
    } else {
      edge_store_output(to, (int32_t)sum, requantizer, place);
    }
    place += step;
    bias += channel_step;
    requantizer += 2 * channel_step;
  }
}

// Stores `count` sums of one channel; the usual case has its own loop.
static __attribute__((noinline)) void edge_store_channel(const EdgeOutputs *to,
                                                         const int32_t *sums, ptrdiff_t count,
                                                         ptrdiff_t channel, ptrdiff_t place,
                                                         ptrdiff_t step) {
  const int32_t multiplier = to->requantizers[2 * channel];
  const int32_t right = -to->requantizers[2 * channel + 1], zero_point = to->zero_point;
  if (right < 1 || !edge_are_whole_bytes(to)) {
    edge_store_outputs(to, sums, count, channel, 0, place, step);
    return;
  }
  const uint32_t bias = (uint32_t)to->biases[channel];
  int8_t *target = (int8_t *)to->target + place;
  for (const int32_t *end = sums + count; sums != end; sums++, target += step) {
    *target = edge_whole_byte((uint32_t)*sums + bias, multiplier, right, zero_point);
  }
}

#endif
