// From patches to outputs: rows of weights, a few at a time, with four patches, and what becomes of the
// sums.
#ifndef EDGEASD_TILES_H
#define EDGEASD_TILES_H

#include "bytes.h"
#include "outputs.h"
#include "pairs.h"

// `edge_compute_channels`: outputs of `count` channels from `channel` on, whose rows of weights lie
// `row_stride` bytes apart from `rows` on, for four patches.

#if EDGE_HAS_PAIRS
static __attribute__((noinline)) void edge_compute_channels(const EdgeOutputs *to,
                                                            const int8_t *rows,
                                                            ptrdiff_t row_stride, ptrdiff_t count,
                                                            ptrdiff_t channel,
                                                            const EdgeTaps *taps,
                                                            const EdgeFourPatches *at) {
  // Four of a row, then four of the next one. The last row may be its own partner, whose sums are
  // dropped.
  int32_t sums[8];
  ptrdiff_t place = at->place + channel;
  for (; count > 0; count -= 2) {
    const ptrdiff_t partner = count > 1 ? row_stride : 0;
    edge_multiply_patches(rows, rows + partner, taps, (const uint32_t *)at->patches,
                          at->count > 2 ? at->stride : 0, sums);
    edge_store_channel(to, sums, at->count, channel, place, at->step);
    if (count > 1) edge_store_channel(to, sums + 4, at->count, channel + 1, place + 1, at->step);
    rows += 2 * row_stride;
    channel += 2;
    place += 2;
  }
}

#else
#if defined(__ARM_NEON)
static __attribute__((noinline)) void edge_compute_four_rows(const EdgeOutputs *to,
                                                             const int8_t *rows,
                                                             ptrdiff_t row_stride,
                                                             ptrdiff_t channel,
                                                             const EdgeTaps *taps,
                                                             const EdgeFourPatches *at) {
  int32x4_t sums[4][4] = {0}, values[4];
#pragma clang loop unroll(full)
  for (int row = 0; row < 4; row += EDGE_ROWS_OF_TILE) {
    edge_add_tile(sums + row, EDGE_ROWS_OF_TILE, rows + row * row_stride, row_stride, taps, at);
  }
  const EdgeFourOutputs by = edge_four_channels(to, channel);
#pragma clang loop unroll(full)
  for (int index = 0; index < 4; index++) {
    values[index] = edge_sums_of_lanes(sums[0][index], sums[1][index], sums[2][index],
                                       sums[3][index]);
  }
  ptrdiff_t place = at->place + channel;
  if (to->form == EDGE_BYTES && at->count == 4) {
    edge_put_sixteen_bytes(to, by, values, place, at->step);
    return;
  }
  for (int index = 0; index < at->count; index++) {
    edge_put_four(to, edge_output_four(to, by, values[index]), place);
    place += at->step;
  }
}
#elif defined(__x86_64__)
static EDGE_WITH_VNNI void edge_compute_four_rows_vnni(const EdgeOutputs *to, const int8_t *rows,
                                                       ptrdiff_t row_stride, ptrdiff_t channel,
                                                       const EdgeTaps *taps,
                                                       const EdgeFourPatches *at) {
  __m512i sums[4][4] = {0};
  edge_add_tile(sums, 4, rows, row_stride, taps, at);
  const EdgeFourOutputs by = edge_four_channels(to, channel);
  const ptrdiff_t place = at->place + channel;
#pragma clang loop unroll(full)
  for (int index = 0; index < 4; index++) {
    if (index >= at->count) return;
    const __m512i four[4] = {sums[0][index], sums[1][index], sums[2][index], sums[3][index]};
    edge_put_four(to, edge_output_four(to, by, edge_sums_of_widest_lanes(four)),
                  place + index * at->step);
  }
}

// The same with AVX2: two rows at a time, for which there are registers.
static EDGE_WITH_AVX2 void edge_compute_four_rows_avx2(const EdgeOutputs *to, const int8_t *rows,
                                                       ptrdiff_t row_stride, ptrdiff_t channel,
                                                       const EdgeTaps *taps,
                                                       const EdgeFourPatches *at) {
  __m256i halves[2][4];
#pragma clang loop unroll(disable)
  for (int half = 0; half < 2; half++) {
    __m256i one[4] = {0}, other[4] = {0};
    const int8_t *first = rows + 2 * half * row_stride;
    edge_add_two_rows(one, other, first, first + row_stride, taps, at);
#pragma clang loop unroll(full)
    for (int index = 0; index < 4; index++) {
      halves[half][index] = _mm256_hadd_epi32(one[index], other[index]);
    }
  }
  const EdgeFourOutputs by = edge_four_channels(to, channel);
  ptrdiff_t place = at->place + channel;
  for (int index = 0; index < at->count; index++) {
    const __m256i pairs = _mm256_hadd_epi32(halves[0][index], halves[1][index]);
    const __m128i sums =
        _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    edge_put_four(to, edge_output_four(to, by, sums), place);
    place += at->step;
  }
}

static void edge_compute_four_rows(const EdgeOutputs *to, const int8_t *rows,
                                   ptrdiff_t row_stride, ptrdiff_t channel, const EdgeTaps *taps,
                                   const EdgeFourPatches *at) {
  if (at->level == EDGE_VNNI) {
    edge_compute_four_rows_vnni(to, rows, row_stride, channel, taps, at);
  } else {
    edge_compute_four_rows_avx2(to, rows, row_stride, channel, taps, at);
  }
}
#endif

static __attribute__((noinline)) void edge_compute_channels(const EdgeOutputs *to,
                                                            const int8_t *rows,
                                                            ptrdiff_t row_stride, ptrdiff_t count,
                                                            ptrdiff_t channel,
                                                            const EdgeTaps *taps,
                                                            const EdgeFourPatches *at) {
  const int8_t *const end = rows + count * row_stride;
#if defined(__x86_64__)
  const int has_four_rows = at->level >= EDGE_AVX2;
#elif defined(__ARM_NEON)
  const int has_four_rows = 1;
#endif
#if defined(__x86_64__) || defined(__ARM_NEON)
  for (; has_four_rows && count >= 4; count -= 4) {
    edge_compute_four_rows(to, rows, row_stride, channel, taps, at);
    rows += 4 * row_stride;
    channel += 4;
  }
#endif
#if defined(__ARM_NEON)
  for (; rows != end; rows += row_stride, channel++) {
    int32_t sums[4];
    edge_multiply_byte_row(rows, taps, at, sums);
    edge_store_outputs(to, sums, at->count, channel, 0, at->place + channel, at->step);
  }
#else
  for (; rows != end; rows += row_stride, channel++) {
    // Four of a row, then four of the next one; the last one is its own partner.
    int32_t sums[8];
    const int is_paired = rows + row_stride != end;
    edge_multiply_byte_patches(rows, is_paired ? rows + row_stride : rows, taps, at, sums);
    edge_store_outputs(to, sums, at->count, channel, 0, at->place + channel, at->step);
    if (!is_paired) continue;
    rows += row_stride;
    channel++;
    edge_store_outputs(to, sums + 4, at->count, channel, 0, at->place + channel, at->step);
  }
#endif
}
#endif

// `edge_compute_units`: outputs of `count` channels from `channel` on, whose rows of weights lie
// `row_stride` bytes apart from `rows` on, for one input; side by side from `place` on.

#if defined(__ARM_NEON)
// Outputs of all units whose rows are multiplied at a time.
EDGE_INLINE void edge_put_units(const EdgeOutputs *to, const int32x4_t *sums, ptrdiff_t channel,
                                const EdgeUnitInput *input, ptrdiff_t place) {
  int32x4_t four[EDGE_ROWS_OF_UNITS / 4];
#pragma clang loop unroll(full)
  for (int at = 0; at < EDGE_ROWS_OF_UNITS; at += 4) {
    four[at / 4] =
        vmlsq_n_s32(edge_sums_of_lanes(sums[at], sums[at + 1], sums[at + 2], sums[at + 3]),
                    vld1q_s32(input->weight_sums + channel + at), input->zero_point);
  }
#if defined(__aarch64__)
  if (to->form == EDGE_BYTES) {
    edge_put_eight_bytes(to, channel, four, place);
    return;
  }
#endif
  for (int at = 0; at < EDGE_ROWS_OF_UNITS; at += 4) {
    edge_put_four(to, edge_output_four(to, edge_four_channels(to, channel + at), four[at / 4]),
                  place + at);
  }
}

static __attribute__((noinline)) void edge_compute_units(const EdgeOutputs *to, const int8_t *rows,
                                                         ptrdiff_t row_stride, ptrdiff_t count,
                                                         ptrdiff_t channel,
                                                         const EdgeUnitInput *input,
                                                         ptrdiff_t place) {
  const ptrdiff_t rest = input->count & 15;
  const int8x16_t last =
      edge_load_bytes((const int8_t *)input->values + (input->count - rest), rest);
  for (; count > 0; count -= EDGE_ROWS_OF_UNITS, rows += EDGE_ROWS_OF_UNITS * row_stride) {
    int32x4_t sums[EDGE_ROWS_OF_UNITS] = {0};
    const int8_t *own[EDGE_ROWS_OF_UNITS];
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_ROWS_OF_UNITS; at++) own[at] = rows + at * row_stride;
    if (count < EDGE_ROWS_OF_UNITS) {
      // Behind the last row there are no others: the first stands for those missing. This keeps the
      // compiler from choosing each of all rows.
      __asm__ volatile("");
#pragma clang loop unroll(full)
      for (int at = 1; at < EDGE_ROWS_OF_UNITS; at++) {
        if (at >= count) own[at] = rows;
      }
    }
    edge_add_rows(sums, own, input, last);
    if (count >= EDGE_ROWS_OF_UNITS) {
      edge_put_units(to, sums, channel, input, place);
      channel += EDGE_ROWS_OF_UNITS;
      place += EDGE_ROWS_OF_UNITS;
      continue;
    }
#pragma clang loop unroll(full)
    for (int at = 0; at < EDGE_ROWS_OF_UNITS; at++) {
      if (at >= count) return;
      const int32x4_t lanes = edge_sums_of_lanes(sums[at], sums[at], sums[at], sums[at]);
      const uint32_t share = (uint32_t)input->weight_sums[channel] * (uint32_t)input->zero_point;
      const int32_t sum = (int32_t)((uint32_t)vgetq_lane_s32(lanes, 0) - share);
      edge_store_outputs(to, &sum, 1, channel++, 0, place++, 1);
    }
  }
}

#else
#if defined(__x86_64__)
// The same of fours of units, with AVX2: no sum leaves the registers.
static EDGE_WITH_AVX2 void edge_compute_units_avx2(const EdgeOutputs *to, const int8_t *rows,
                                                   ptrdiff_t row_stride, ptrdiff_t count,
                                                   ptrdiff_t channel, const EdgeUnitInput *input,
                                                   ptrdiff_t place) {
  const int8_t *values = (const int8_t *)input->values;
  const ptrdiff_t rest = input->count & 15, whole = input->count - rest;
  // Behind an input there are zeros: what the weights are there does not matter.
  const __m256i last = _mm256_cvtepi8_epi16(
      rest == 0 ? _mm_setzero_si128() : edge_load_bytes(values + whole, rest));
  for (; count >= 4; count -= 4, rows += 4 * row_stride, channel += 4, place += 4) {
    __m256i four[4] = {0};
    for (ptrdiff_t at = 0; at < input->count; at += 16) {
      const __m256i bytes =
          at == whole ? last
                      : _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(values + at)));
#pragma clang loop unroll(full)
      for (int row = 0; row < 4; row++) {
        const int8_t *own = rows + row * row_stride + at;
        four[row] = edge_add_wide_halves(
            four[row], _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)own)), bytes);
      }
    }
    const __m128i share =
        _mm_mullo_epi32(_mm_loadu_si128((const __m128i *)(input->weight_sums + channel)),
                        _mm_set1_epi32(input->zero_point));
    const __m128i sums = _mm_sub_epi32(edge_sums_of_wide_lanes(four), share);
    edge_put_four(to, edge_output_four(to, edge_four_channels(to, channel), sums), place);
  }
}
#endif

static __attribute__((noinline)) void edge_compute_units(const EdgeOutputs *to, const int8_t *rows,
                                                         ptrdiff_t row_stride, ptrdiff_t count,
                                                         ptrdiff_t channel,
                                                         const EdgeUnitInput *input,
                                                         ptrdiff_t place) {
#if defined(__x86_64__) && !EDGE_HAS_PAIRS
  if (input->level == EDGE_AVX2) {
    const ptrdiff_t fours = count & ~(ptrdiff_t)3;
    edge_compute_units_avx2(to, rows, row_stride, fours, channel, input, place);
    rows += fours * row_stride;
    channel += fours;
    place += fours;
    count -= fours;
  }
#endif
  ptrdiff_t step = 4;
  for (; count > 0; count -= step, rows += step * row_stride, channel += step, place += step) {
    // Behind the last rows there are no others: one stands for all four then.
    if (count < 4) step = 1;
    const ptrdiff_t stride = step == 4 ? row_stride : 0;
    int32_t sums[4];
#if EDGE_HAS_PAIRS
    edge_multiply_rows(rows, stride, (const uint32_t *)input->values,
                       (input->count + 3) & ~(ptrdiff_t)3, sums);
#else
    const uint32_t shift = (uint32_t)(input->zero_point + edge_byte_offset(input->level));
    edge_multiply_byte_rows(rows, stride, input, sums);
    for (ptrdiff_t at = 0; at < step; at++) {
      sums[at] = (int32_t)((uint32_t)sums[at] - (uint32_t)input->weight_sums[channel + at] * shift);
    }
#endif
    edge_store_outputs(to, sums, step, channel, 1, place, 1);
  }
}
#endif

#endif
