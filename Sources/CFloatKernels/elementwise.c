#include "kernels.h"

CLONED void cfk_relu(const float *restrict x, float *restrict y, long count) {
  for (long i = 0; i < count; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

CLONED void cfk_relu_backward(const float *restrict y, const float *restrict dy,
                              float *restrict dx, long count) {
  for (long i = 0; i < count; i++) dx[i] += y[i] > 0 ? dy[i] : 0;
}

CLONED void cfk_add(const float *restrict x, float *restrict y, long count) {
  for (long i = 0; i < count; i++) y[i] += x[i];
}

// Sums run in 16 lanes of double: they vectorise although the compiler may not reorder additions.
enum { LANES = 16 };

static inline double total(const double *lanes) {
  double sum = 0;
  for (int i = 0; i < LANES; i++) sum += lanes[i];
  return sum;
}

CLONED double cfk_squared_error(const float *restrict y, const float *restrict target,
                                float *restrict gradient, float factor, long count) {
  double lanes[LANES] = {0};
  long i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (int lane = 0; lane < LANES; lane++) {
      const float error = y[i + lane] - target[i + lane];
      gradient[i + lane] = factor * error;
      lanes[lane] += (double)error * error;
    }
  }
  for (int lane = 0; i < count; i++, lane++) {
    const float error = y[i] - target[i];
    gradient[i] = factor * error;
    lanes[lane] += (double)error * error;
  }
  return total(lanes);
}

CLONED void cfk_adam(float *restrict parameter, const float *restrict gradient,
                     float *restrict moment1, float *restrict moment2, float rate, float beta1,
                     float beta2, float epsilon, float correction1, float correction2, float decay,
                     long count) {
  for (long i = 0; i < count; i++) {
    const float g = gradient[i] + decay * parameter[i];
    moment1[i] = beta1 * moment1[i] + (1 - beta1) * g;
    moment2[i] = beta2 * moment2[i] + (1 - beta2) * g * g;
    const float root = __builtin_sqrtf(moment2[i] * correction2);
    parameter[i] -= rate * (moment1[i] * correction1) / (root + epsilon);
  }
}
