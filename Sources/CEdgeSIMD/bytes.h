// Bytes as they are, for processors that multiply many of them at a time. Every form has the same two
// functions:
//
// `edge_multiply_byte_patches`: sums of products of two rows of weights with four patches, `stride`
// bytes apart, over all taps, each product of a weight with a byte less its zero point. In `sums`:
// four of the first row, then four of the second.
//
// `edge_multiply_byte_rows`: the same of four rows of weights, `row_stride` bytes apart, with one
// input of `count` bytes, 1 or more.
//
// Where sums are taken of bytes as they are, the zero point's share, its product with the sum of the
// weights, is taken off in the end. On the way they may wrap around: what is left is exact, since it
// fits 32 bits. Weights are read up to fifteen bytes beyond their end, inputs are not.
#ifndef EDGEASD_BYTES_H
#define EDGEASD_BYTES_H

#include "taps.h"

#if defined(__ARM_NEON)
#include "bytes_neon.h"
#define EDGE_HAS_BYTES 1
#elif defined(__x86_64__)
#include "bytes_x86.h"
// The pairs' own tests run on workstations.
#if defined(EDGE_PREFER_PAIRS)
#define EDGE_HAS_BYTES 0
#else
#define EDGE_HAS_BYTES 1
#endif
#else
#include "bytes_plain.h"
#define EDGE_HAS_BYTES 0
#endif

#endif
