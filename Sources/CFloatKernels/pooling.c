#include "window.h"

// Channels whose sums are held at a time.
enum { CHANNEL_BLOCK = 64 };

CLONED void cfk_depthwise(const float *restrict image, const float *restrict weight,
                          const float *restrict bias, float *restrict grid, int samples,
                          int multiplier, struct CFKGeometry g) {
  const long rowSize = (long)g.imageWidth * g.imageChannels;
  const int channels = g.imageChannels, outputs = channels * multiplier;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      const int top = gy * g.strideHeight - g.padTop;
      const struct Taps rows = inside(top, g.kernelHeight, g.dilationHeight, g.imageHeight);
      for (int gx = 0; gx < g.gridWidth; gx++, grid += outputs) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps columns = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        for (int o = 0; o < outputs; o++) grid[o] = bias[o];
        for (int ky = rows.first; ky < rows.last; ky++) {
          for (int kx = columns.first; kx < columns.last; kx++) {
            const float *x = image + (top + ky * g.dilationHeight) * rowSize +
                             (long)(left + kx * g.dilationWidth) * channels;
            const float *w = weight + ((long)ky * g.kernelWidth + kx) * outputs;
            if (multiplier == 1) {
              for (int c = 0; c < channels; c++) grid[c] += x[c] * w[c];
              continue;
            }
            for (int c = 0; c < channels; c++) {
              for (int m = 0; m < multiplier; m++) {
                grid[c * multiplier + m] += x[c] * w[c * multiplier + m];
              }
            }
          }
        }
      }
    }
  }
}

// The mean of one position: of `channels` <= CHANNEL_BLOCK neighbours.
static inline void mean_of_taps(const float *restrict pixel, float *restrict grid, int channels,
                                int rows, long rowStep, int columns, long columnStep) {
  double sum[CHANNEL_BLOCK] = {0};
  for (int y = 0; y < rows; y++) {
    for (int x = 0; x < columns; x++) {
      const float *source = pixel + y * rowStep + x * columnStep;
      for (int c = 0; c < channels; c++) sum[c] += source[c];
    }
  }
  const double count = (double)rows * columns;
  for (int c = 0; c < channels; c++) grid[c] = (float)(sum[c] / count);
}

CLONED void cfk_average_pool(const float *restrict image, float *restrict grid, int samples,
                             struct CFKGeometry g) {
  const int channels = g.imageChannels;
  const long rowSize = (long)g.imageWidth * channels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      const int top = gy * g.strideHeight - g.padTop;
      const struct Taps rows = inside(top, g.kernelHeight, g.dilationHeight, g.imageHeight);
      for (int gx = 0; gx < g.gridWidth; gx++, grid += channels) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps columns = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        const float *pixel = image + (top + rows.first * g.dilationHeight) * rowSize +
                             (long)(left + columns.first * g.dilationWidth) * channels;
        for (int c = 0; c < channels; c += CHANNEL_BLOCK) {
          const int block = channels - c < CHANNEL_BLOCK ? channels - c : CHANNEL_BLOCK;
          mean_of_taps(pixel + c, grid + c, block, rows.last - rows.first,
                       g.dilationHeight * rowSize, columns.last - columns.first,
                       (long)g.dilationWidth * channels);
        }
      }
    }
  }
}

CLONED void cfk_maximum_pool(const float *restrict image, float *restrict grid, int samples,
                             struct CFKGeometry g) {
  const int channels = g.imageChannels;
  const long rowSize = (long)g.imageWidth * channels;
  for (int sample = 0; sample < samples; sample++, image += g.imageHeight * rowSize) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      const int top = gy * g.strideHeight - g.padTop;
      const struct Taps rows = inside(top, g.kernelHeight, g.dilationHeight, g.imageHeight);
      for (int gx = 0; gx < g.gridWidth; gx++, grid += channels) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps columns = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        for (int c = 0; c < channels; c++) grid[c] = -__builtin_inff();
        for (int ky = rows.first; ky < rows.last; ky++) {
          for (int kx = columns.first; kx < columns.last; kx++) {
            const float *x = image + (top + ky * g.dilationHeight) * rowSize +
                             (long)(left + kx * g.dilationWidth) * channels;
            for (int c = 0; c < channels; c++) grid[c] = x[c] > grid[c] ? x[c] : grid[c];
          }
        }
      }
    }
  }
}

void cfk_maximum_pool_backward(const float *image, const float *grid, const float *gradient,
                               float *imageGradient, int samples, struct CFKGeometry g) {
  const int channels = g.imageChannels;
  const long rowSize = (long)g.imageWidth * channels;
  for (int sample = 0; sample < samples; sample++) {
    for (int gy = 0; gy < g.gridHeight; gy++) {
      const int top = gy * g.strideHeight - g.padTop;
      const struct Taps rows = inside(top, g.kernelHeight, g.dilationHeight, g.imageHeight);
      for (int gx = 0; gx < g.gridWidth; gx++, grid += channels, gradient += channels) {
        const int left = gx * g.strideWidth - g.padLeft;
        const struct Taps columns = inside(left, g.kernelWidth, g.dilationWidth, g.imageWidth);
        for (int c = 0; c < channels; c++) {
          for (int ky = rows.first; ky < rows.last; ky++) {
            for (int kx = columns.first; kx < columns.last; kx++) {
              const long pixel = (top + ky * g.dilationHeight) * rowSize +
                                 (long)(left + kx * g.dilationWidth) * channels + c;
              if (image[pixel] != grid[c]) continue;
              imageGradient[pixel] += gradient[c];
              ky = rows.last;
              break;
            }
          }
        }
      }
    }
    image += g.imageHeight * rowSize;
    imageGradient += g.imageHeight * rowSize;
  }
}
