#pragma once
#include "kernels.h"

// The taps of one direction that lie inside the image: [first, last).
struct Taps {
  int first, last;
};

static inline struct Taps inside(int origin, int kernel, int dilation, int size) {
  struct Taps taps = {0, kernel};
  if (origin < 0) taps.first = (dilation - 1 - origin) / dilation;
  if (taps.first > kernel) taps.first = kernel;
  const int room = size - origin;  // a tap k is inside before room / dilation, rounded up
  const int last = room > 0 ? (room + dilation - 1) / dilation : 0;
  if (last < kernel) taps.last = last;
  if (taps.last < taps.first) taps.last = taps.first;
  return taps;
}
