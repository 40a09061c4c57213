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
static EDGE_WITH_VNNI void edge_compute_four_rows(const EdgeOutputs *to, const int8_t *rows,
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
#endif

static __attribute__((noinline)) void edge_compute_channels(const EdgeOutputs *to,
                                                            const int8_t *rows,
                                                            ptrdiff_t row_stride, ptrdiff_t count,
                                                            ptrdiff_t channel,
                                                            const EdgeTaps *taps,
                                                            const EdgeFourPatches *at) {
  const int8_t *const end = rows + count * row_stride;
#if defined(__x86_64__)
  const int has_four_rows = at->level == EDGE_VNNI;
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

#endif
