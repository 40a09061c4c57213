#include "window.h"

// One kernel row over one image row; the taps of a row of dilation 1 are one run of memory.
static inline void gather_row(const float *restrict source, float *restrict columns,
                              struct Taps taps, struct CFKGeometry g) {
  const long channels = g.imageChannels;
  if (g.dilationWidth == 1) {
    const long begin = taps.first * channels, end = taps.last * channels;
    for (long i = 0; i < begin; i++) columns[i] = 0;
    for (long i = begin; i < end; i++) columns[i] = source[i];
    for (long i = end; i < g.kernelWidth * channels; i++) columns[i] = 0;
    return;
  }
  for (int kx = 0; kx < g.kernelWidth; kx++, columns += channels) {
    const int seen = kx >= taps.first && kx < taps.last;
    const float *pixel = source + kx * g.dilationWidth * channels;
    for (long c = 0; c < channels; c++) columns[c] = seen ? pixel[c] : 0;
  }
}

CLONED void cfk_image_to_columns(const float *restrict image, float *restrict columns, int samples,
                                 struct CFKGeometry g) {
  const long rowSize = (long)g.imageWidth * g.imageChannels;
  const long tapRow = (long)g.kernelWidth * g.imageChannels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      for (int gx = 0; gx < g.gridWidth; gx++) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps taps = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        for (int ky = 0; ky < g.kernelHeight; ky++, columns += tapRow) {
          const int y = gy * g.strideHeight - g.padTop + ky * g.dilationHeight;
          if (y < 0 || y >= g.imageHeight) {
            for (long i = 0; i < tapRow; i++) columns[i] = 0;
            continue;
          }
          gather_row(image + y * rowSize + (long)left * g.imageChannels, columns, taps, g);
        }
      }
    }
  }
}

// The adjoint of gather_row.
static inline void scatter_row(const float *restrict columns, float *restrict target,
                               struct Taps taps, struct CFKGeometry g) {
  const long channels = g.imageChannels;
  if (g.dilationWidth == 1) {
    for (long i = taps.first * channels; i < taps.last * channels; i++) target[i] += columns[i];
    return;
  }
  for (int kx = taps.first; kx < taps.last; kx++) {
    float *pixel = target + kx * g.dilationWidth * channels;
    for (long c = 0; c < channels; c++) pixel[c] += columns[kx * channels + c];
  }
}

CLONED void cfk_columns_to_image(const float *restrict columns, float *restrict image, int samples,
                                 struct CFKGeometry g) {
  const long rowSize = (long)g.imageWidth * g.imageChannels;
  const long tapRow = (long)g.kernelWidth * g.imageChannels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      for (int gx = 0; gx < g.gridWidth; gx++) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps taps = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        for (int ky = 0; ky < g.kernelHeight; ky++, columns += tapRow) {
          const int y = gy * g.strideHeight - g.padTop + ky * g.dilationHeight;
          if (y < 0 || y >= g.imageHeight) continue;
          scatter_row(columns, image + y * rowSize + (long)left * g.imageChannels, taps, g);
        }
      }
    }
  }
}
