#pragma once
// Elementwise and gathering loops of the float networks. Activations are NHWC; `rows` counts
// positions (samples x height x width), `channels` is the fastest axis. Every function is pure
// arithmetic on the caller's memory; regions of different parameters must not overlap.

// A window that moves over an image, and the coarser grid of its positions. For a convolution or a
// pool the image is the input and the grid the output; for a transposed convolution the reverse.
struct CFKGeometry {
  int imageHeight, imageWidth, imageChannels;
  int gridHeight, gridWidth;
  int kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth;
  int padTop, padLeft;
};

// columns[position][ky][kx][channel] = image at that tap, 0 outside.
void cfk_image_to_columns(const float *image, float *columns, int samples,
                          struct CFKGeometry geometry);
// The adjoint: adds every tap to the pixel it came from.
void cfk_columns_to_image(const float *columns, float *image, int samples,
                          struct CFKGeometry geometry);

// grid[position][c * multiplier + m] = bias + sum over taps of image[tap][c] * weight[tap][...]
void cfk_depthwise(const float *image, const float *weight, const float *bias, float *grid,
                   int samples, int multiplier, struct CFKGeometry geometry);
// The mean and the largest of each channel over the taps that lie inside the image, of which there
// is at least one at every position.
void cfk_average_pool(const float *image, float *grid, int samples, struct CFKGeometry geometry);
void cfk_maximum_pool(const float *image, float *grid, int samples, struct CFKGeometry geometry);
// Adds each position's gradient to the first pixel of its window that is its maximum.
void cfk_maximum_pool_backward(const float *image, const float *grid, const float *gradient,
                               float *imageGradient, int samples, struct CFKGeometry geometry);

// x[row][c] += bias[c]
void cfk_add_bias(float *x, const float *bias, int rows, int channels);
// sum[c] += sum over rows of x[row][c]
void cfk_add_column_sums(const float *x, double *sum, int rows, int channels);
// sum[c] += sum over rows of (x[row][c] - center[c])^2
void cfk_add_centered_squares(const float *x, const float *center, double *sum, int rows,
                              int channels);
// y[row][c] = x[row][c] * scale[c] + shift[c]
void cfk_scale_and_shift(const float *x, const float *scale, const float *shift, float *y, int rows,
                         int channels);
// sumProduct[c] += sum over rows of gradient[row][c] * (x[row][c] - center[c])
void cfk_add_centered_products(const float *gradient, const float *x, const float *center,
                               double *sumProduct, int rows, int channels);
// dx[row][c] += dy[row][c] * a[c] + (x[row][c] - center[c]) * b[c] + d[c]
void cfk_batch_norm_backward(const float *dy, const float *x, const float *center, const float *a,
                             const float *b, const float *d, float *dx, int rows, int channels);

// y = max(x, 0)
void cfk_relu(const float *x, float *y, long count);
// y = min(max(x, 0), 6)
void cfk_relu6(const float *x, float *y, long count);
// y = 1 / (1 + exp(-x))
void cfk_logistic(const float *x, float *y, long count);
// y = tanh(x)
void cfk_tanh(const float *x, float *y, long count);
// y[row][c] = exp(x[row][c]) / sum over c of exp(x[row][c])
void cfk_softmax(const float *x, float *y, long rows, int channels);
// y[row] = mean over c of x[row][c]
void cfk_mean_of_channels(const float *x, float *y, long rows, int channels);
// dx += dy where y > 0
void cfk_relu_backward(const float *y, const float *dy, float *dx, long count);
// y += x
void cfk_add(const float *x, float *y, long count);
// gradient = factor * (y - target); returns the sum of (y - target)^2.
double cfk_squared_error(const float *y, const float *target, float *gradient, float factor,
                         long count);
// One step of Adam (Kingma and Ba 2015, algorithm 1). `correction1` = 1/(1 - beta1^t),
// `correction2` = 1/(1 - beta2^t); the gradient seen is gradient + decay * parameter.
void cfk_adam(float *parameter, const float *gradient, float *moment1, float *moment2, float rate,
              float beta1, float beta2, float epsilon, float correction1, float correction2,
              float decay, long count);

// y = scale * n with the whole number n in low...high that is nearest to x / scale; |low| and
// |high| are at most 2^16.
void cfk_round_to_grid(const float *x, float *y, float scale, float low, float high, long count);
// dx = dy where low <= x <= high, else 0
void cfk_gradient_inside(const float *x, const float *dy, float *dx, float low, float high,
                         long count);
