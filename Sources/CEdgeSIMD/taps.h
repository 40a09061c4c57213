// Where the elements of a patch meet a filter.
#ifndef EDGEASD_TAPS_H
#define EDGEASD_TAPS_H

#include <stddef.h>
#include <stdint.h>

// Also in programs that are built for size.
#define EDGE_INLINE static inline __attribute__((always_inline))

// Runs of the filter, one for each tap in the order of the taps, which stand apart in the filter by
// the strides; in the patch they follow one another, each padded to a multiple of sixteen elements. An
// ordinary convolution is one tap as long as the filter.
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

#endif
