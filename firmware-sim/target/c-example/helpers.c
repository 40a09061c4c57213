// What the run-time helpers of a Cortex-M compute (CBoard/runtime_cortex_m.c): 64-bit division,
// shifts and the functions on memory, as checksums. Built for a PC as well, whose processor and C
// library are the reference; tools/tests/c-library compares. Takes the same words as c-example, of
// which SAMPLES is not read.
#include "board.h"

#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);

static int32_t output;
static uint64_t checksum = 14695981039346656037u;

static void add(uint64_t value) { checksum = (checksum ^ value) * 1099511628211u; }

static void write_checksum(void) {
  if (board_write(output, &checksum, (int32_t)sizeof checksum) != 0) board_exit(1);
}

// Numbers around every power of two.
static uint64_t number(int index) {
  return ((uint64_t)1 << (index / 3)) + (uint64_t)(index % 3) - 1;
}

static void divide(void) {
  for (int i = 0; i < 192; i++)
    for (int k = 0; k < 192; k++) {
      volatile uint64_t dividend = number(i), divisor = number(k);
      if (divisor == 0) continue;
      add(dividend / divisor);
      add(dividend % divisor);
      volatile int64_t n = (int64_t)(0 - dividend), d = (int64_t)divisor;
      if (n == INT64_MIN && d == -1) continue;
      add((uint64_t)(n / d));
      add((uint64_t)(n % d));
    }
  write_checksum();
}

static void shift(void) {
  for (int i = 0; i < 192; i++)
    for (volatile int count = 0; count < 64; count++) {
      volatile uint64_t value = number(i) * 0x9E3779B97F4A7C15u;
      add(value << count);
      add(value >> count);
      add((uint64_t)((int64_t)value >> count));
    }
  write_checksum();
}

static void move(void) {
  static unsigned char bytes[96];
  for (volatile size_t from = 0; from < 9; from++)
    for (volatile size_t to = 0; to < 9; to++)
      for (volatile size_t count = 0; count < 20; count++) {
        for (size_t at = 0; at < sizeof bytes; at++) bytes[at] = (unsigned char)(at * 7);
        memmove(bytes + to, bytes + from, count);
        memcpy(bytes + 32 + to, bytes + from, count);
        memset(bytes + 64 + to, (int)count + 200, count);
        int order = memcmp(bytes + from, bytes + 64 + to, count);
        add(order < 0 ? 1 : order > 0 ? 2 : 3);
        for (size_t at = 0; at < sizeof bytes; at++) add(bytes[at]);
      }
  write_checksum();
}

int main(void) {
  output = board_open(board_argument(1), 1);
  if (output < 0) board_exit(1);
  divide();
  shift();
  move();
  board_exit(0);
}
