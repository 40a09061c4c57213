#include "kernels.h"

// Adding and taking off 1.5 * 2^23 leaves no room for fractions; |value| is at most 2^16 here.
static inline float nearest(float value) {
  const float magic = 0x1.8p23f;
  return (value + magic) - magic;
}

CLONED void cfk_round_to_grid(const float *restrict x, float *restrict y, float scale, float low,
                              float high, long count) {
  for (long i = 0; i < count; i++) {
    float value = x[i] / scale;
    value = value < low ? low : value;
    value = value > high ? high : value;
    y[i] = nearest(value) * scale;
  }
}

CLONED void cfk_gradient_inside(const float *restrict x, const float *restrict dy,
                                float *restrict dx, float low, float high, long count) {
  for (long i = 0; i < count; i++) dx[i] = x[i] >= low && x[i] <= high ? dy[i] : 0;
}
