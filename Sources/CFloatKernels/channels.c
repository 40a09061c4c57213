#include "kernels.h"

CLONED void cfk_add_bias(float *restrict x, const float *restrict bias, int rows, int channels) {
  for (int row = 0; row < rows; row++, x += channels) {
    for (int c = 0; c < channels; c++) x[c] += bias[c];
  }
}

CLONED void cfk_add_column_sums(const float *restrict x, double *restrict sum, int rows,
                                int channels) {
  for (int row = 0; row < rows; row++, x += channels) {
    for (int c = 0; c < channels; c++) sum[c] += x[c];
  }
}

CLONED void cfk_add_centered_squares(const float *restrict x, const float *restrict center,
                                     double *restrict sum, int rows, int channels) {
  for (int row = 0; row < rows; row++, x += channels) {
    for (int c = 0; c < channels; c++) {
      const float difference = x[c] - center[c];
      sum[c] += (double)difference * difference;
    }
  }
}

CLONED void cfk_scale_and_shift(const float *restrict x, const float *restrict scale,
                                const float *restrict shift, float *restrict y, int rows,
                                int channels) {
  for (int row = 0; row < rows; row++, x += channels, y += channels) {
    for (int c = 0; c < channels; c++) y[c] = x[c] * scale[c] + shift[c];
  }
}

CLONED void cfk_add_centered_products(const float *restrict gradient, const float *restrict x,
                                      const float *restrict center, double *restrict sumProduct,
                                      int rows, int channels) {
  for (int row = 0; row < rows; row++, gradient += channels, x += channels) {
    for (int c = 0; c < channels; c++) {
      sumProduct[c] += (double)gradient[c] * (x[c] - center[c]);
    }
  }
}

CLONED void cfk_batch_norm_backward(const float *restrict dy, const float *restrict x,
                                    const float *restrict center, const float *restrict a,
                                    const float *restrict b, const float *restrict d,
                                    float *restrict dx, int rows, int channels) {
  for (int row = 0; row < rows; row++, dy += channels, x += channels, dx += channels) {
    for (int c = 0; c < channels; c++) {
      dx[c] += dy[c] * a[c] + (x[c] - center[c]) * b[c] + d[c];
    }
  }
}
