#include "kernels.h"

// The taps of one kernel row that lie inside the image: [first, last).
static inline void inside(int origin, int kernel, int width, int *first, int *last) {
  *first = origin < 0 ? -origin : 0;
  *last = origin + kernel > width ? width - origin : kernel;
  if (*first > kernel) *first = kernel;
  if (*last < *first) *last = *first;
}

CLONED void cfk_image_to_columns(const float *restrict image, float *restrict columns, int samples,
                                 struct CFKGeometry g) {
  const long rowSize = (long)g.imageWidth * g.imageChannels;
  const long tapRow = (long)g.kernel * g.imageChannels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      for (int gx = 0; gx < g.gridWidth; gx++) {
        const int left = gx * g.stride - g.padLeft;
        int first, last;
        inside(left, g.kernel, g.imageWidth, &first, &last);
        const long begin = (long)first * g.imageChannels, end = (long)last * g.imageChannels;
        for (int ky = 0; ky < g.kernel; ky++, columns += tapRow) {
          const int y = gy * g.stride - g.padTop + ky;
          if (y < 0 || y >= g.imageHeight) {
            for (long i = 0; i < tapRow; i++) columns[i] = 0;
            continue;
          }
          const float *source = image + y * rowSize + (long)left * g.imageChannels;
          for (long i = 0; i < begin; i++) columns[i] = 0;
          for (long i = begin; i < end; i++) columns[i] = source[i];
          for (long i = end; i < tapRow; i++) columns[i] = 0;
        }
      }
    }
  }
}

CLONED void cfk_columns_to_image(const float *restrict columns, float *restrict image, int samples,
                                 struct CFKGeometry g) {
  const long rowSize = (long)g.imageWidth * g.imageChannels;
  const long tapRow = (long)g.kernel * g.imageChannels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      for (int gx = 0; gx < g.gridWidth; gx++) {
        const int left = gx * g.stride - g.padLeft;
        int first, last;
        inside(left, g.kernel, g.imageWidth, &first, &last);
        const long begin = (long)first * g.imageChannels, end = (long)last * g.imageChannels;
        for (int ky = 0; ky < g.kernel; ky++, columns += tapRow) {
          const int y = gy * g.stride - g.padTop + ky;
          if (y < 0 || y >= g.imageHeight) continue;
          float *target = image + y * rowSize + (long)left * g.imageChannels;
          for (long i = begin; i < end; i++) target[i] += columns[i];
        }
      }
    }
  }
}
