// Where the elements of a patch meet a filter.
#ifndef EDGEASD_TAPS_H
#define EDGEASD_TAPS_H

#include <stddef.h>
#include <stdint.h>

// Also in programs that are built for size.
#define EDGE_INLINE static inline __attribute__((always_inline))

// Runs of the filter, one for each tap in the order of the taps, which stand apart in the filter by
// the strides; in a patch that was put together they follow one another, each padded to a multiple of
// sixteen elements. An ordinary convolution is one tap as long as the filter.
typedef struct {
  // From a filter's start to the first tap.
  ptrdiff_t first;
  ptrdiff_t rows;
  ptrdiff_t row_stride;
  ptrdiff_t columns;
  ptrdiff_t column_stride;
  // Elements of a tap, without the padding that follows in the patch; at least 1.
  ptrdiff_t length;
} EdgeTaps;

// Four patches, and where their outputs belong.
typedef struct {
  // Bytes, `stride` apart; or pairs, as `edge_multiply_patches` takes them, with `stride` words from the
  // first two patches to the others.
  const void *patches;
  ptrdiff_t stride;
  // Of bytes: from a tap to the one in the next column, and from a row's first tap to the next row's.
  ptrdiff_t column_step;
  ptrdiff_t row_step;
  // Patches whose outputs are wanted, 1…4.
  ptrdiff_t count;
  // Which way bytes are multiplied, of `edge_byte_level` when the layer was begun.
  int level;
  // Place of the first one's output of channel 0, and from a patch's outputs to the next one's.
  ptrdiff_t place;
  ptrdiff_t step;
} EdgeFourPatches;

// The input of a fully connected layer.
typedef struct {
  // Bytes as they are; on processors that multiply pairs, words as `edge_put_bytes_as_pairs` and
  // `edge_put_halves_as_pairs` leave them, with zeros up to a multiple of four elements.
  const void *values;
  // Elements, 1 or more.
  ptrdiff_t count;
  // Of bytes: their zero point, and for each output channel the sum of its weights.
  int32_t zero_point;
  const int32_t *weight_sums;
  // Which way bytes are multiplied, of `edge_byte_level` when the layer was begun.
  int level;
} EdgeUnitInput;

#endif
