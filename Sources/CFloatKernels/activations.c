#include <math.h>

#include "kernels.h"

CLONED void cfk_relu6(const float *restrict x, float *restrict y, long count) {
  for (long i = 0; i < count; i++) {
    const float positive = x[i] > 0 ? x[i] : 0;
    y[i] = positive < 6 ? positive : 6;
  }
}

// With the exponential of a number that is not above 0, which cannot overflow.
void cfk_logistic(const float *restrict x, float *restrict y, long count) {
  for (long i = 0; i < count; i++) {
    const float e = expf(-fabsf(x[i]));
    y[i] = (x[i] < 0 ? e : 1) / (1 + e);
  }
}

void cfk_tanh(const float *restrict x, float *restrict y, long count) {
  for (long i = 0; i < count; i++) y[i] = tanhf(x[i]);
}

// Exponentials of the distance to the largest, of which none overflows and one is 1.
void cfk_softmax(const float *restrict x, float *restrict y, long rows, int channels) {
  for (long row = 0; row < rows; row++, x += channels, y += channels) {
    float largest = x[0];
    for (int c = 1; c < channels; c++) largest = x[c] > largest ? x[c] : largest;
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      y[c] = expf(x[c] - largest);
      sum += y[c];
    }
    for (int c = 0; c < channels; c++) y[c] = (float)(y[c] / sum);
  }
}

CLONED void cfk_mean_of_channels(const float *restrict x, float *restrict y, long rows,
                                 int channels) {
  for (long row = 0; row < rows; row++, x += channels) {
    double sum = 0;
    for (int c = 0; c < channels; c++) sum += x[c];
    y[row] = (float)(sum / channels);
  }
}
