// What compiled code calls on a Cortex-M and a C library or compiler runtime would supply. Source:
// "Run-time ABI for the Arm Architecture", sections 4.2 and 4.3.4.
//
// The definitions are weak: a project that links a C library gets that one's.
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#include "runtime.h"

#include <stdint.h>

// A compiler turns loops that copy into calls of the function that they are in.
#define RUNTIME __attribute__((weak, used, no_builtin))

RUNTIME void *memcpy(void *to, const void *from, size_t count) {
  unsigned char *t = to;
  const unsigned char *f = from;
  if ((((uintptr_t)t | (uintptr_t)f) & 3) == 0)
    for (; count >= 4; count -= 4, t += 4, f += 4) *(uint32_t *)t = *(const uint32_t *)f;
  while (count-- > 0) *t++ = *f++;
  return to;
}

RUNTIME void *memmove(void *to, const void *from, size_t count) {
  unsigned char *t = to;
  const unsigned char *f = from;
  // Distances count around the end of the address space: an overlap ahead is the only small one.
  if ((uintptr_t)t - (uintptr_t)f >= count) return memcpy(to, from, count);
  while (count-- > 0) t[count] = f[count];
  return to;
}

RUNTIME void *memset(void *to, int value, size_t count) {
  unsigned char *t = to;
  const uint32_t word = 0x01010101u * (unsigned char)value;
  for (; count > 0 && ((uintptr_t)t & 3) != 0; count--) *t++ = (unsigned char)value;
  for (; count >= 4; count -= 4, t += 4) *(uint32_t *)t = word;
  while (count-- > 0) *t++ = (unsigned char)value;
  return to;
}

RUNTIME int memcmp(const void *left, const void *right, size_t count) {
  const unsigned char *l = left, *r = right;
  for (; count > 0; count--, l++, r++)
    if (*l != *r) return *l - *r;
  return 0;
}

RUNTIME size_t strlen(const char *text) {
  size_t length = 0;
  while (text[length] != 0) length++;
  return length;
}

#define ALIASES(name, parameters, call)                        \
  RUNTIME void __aeabi_##name parameters { call; }             \
  RUNTIME void __aeabi_##name##4 parameters { call; }          \
  RUNTIME void __aeabi_##name##8 parameters { call; }

ALIASES(memcpy, (void *to, const void *from, size_t count), memcpy(to, from, count))
ALIASES(memmove, (void *to, const void *from, size_t count), memmove(to, from, count))
ALIASES(memset, (void *to, size_t count, int value), memset(to, value, count))
ALIASES(memclr, (void *to, size_t count), memset(to, 0, count))

typedef union {
  uint64_t whole;
  struct {
    uint32_t low, high;
  };
} Halves;

RUNTIME uint64_t __aeabi_llsl(uint64_t value, int count) {
  Halves v = {value};
  if (count >= 32) {
    v.high = v.low << (count - 32);
    v.low = 0;
  } else if (count > 0) {
    v.high = v.high << count | v.low >> (32 - count);
    v.low <<= count;
  }
  return v.whole;
}

RUNTIME uint64_t __aeabi_llsr(uint64_t value, int count) {
  Halves v = {value};
  if (count >= 32) {
    v.low = v.high >> (count - 32);
    v.high = 0;
  } else if (count > 0) {
    v.low = v.low >> count | v.high << (32 - count);
    v.high >>= count;
  }
  return v.whole;
}

RUNTIME int64_t __aeabi_lasr(int64_t value, int count) {
  Halves v = {(uint64_t)value};
  if (count >= 32) {
    v.low = (uint32_t)((int32_t)v.high >> (count - 32));
    v.high = (uint32_t)((int32_t)v.high >> 31);
  } else if (count > 0) {
    v.low = v.low >> count | v.high << (32 - count);
    v.high = (uint32_t)((int32_t)v.high >> count);
  }
  return (int64_t)v.whole;
}

static int bit_width(uint64_t value) {
  const uint32_t high = (uint32_t)(value >> 32), low = (uint32_t)value;
  return high != 0 ? 64 - __builtin_clz(high) : low != 0 ? 32 - __builtin_clz(low) : 0;
}

// Long division, bit by bit; a division by zero gives zero, as the architecture's own does.
// Quotient and remainder.
__attribute__((used)) static uint64_t divide(uint64_t dividend, uint64_t divisor, uint64_t *rest) {
  uint64_t quotient = 0;
  int shift = bit_width(dividend) - bit_width(divisor);
  if (divisor != 0 && shift >= 0) {
    divisor <<= shift;
    for (; shift >= 0; shift--, divisor >>= 1) {
      quotient <<= 1;
      if (dividend >= divisor) {
        dividend -= divisor;
        quotient |= 1;
      }
    }
  }
  *rest = dividend;
  return quotient;
}

__attribute__((used)) static int64_t divide_signed(int64_t dividend, int64_t divisor, int64_t *rest) {
  const uint64_t n = dividend < 0 ? 0 - (uint64_t)dividend : (uint64_t)dividend;
  const uint64_t d = divisor < 0 ? 0 - (uint64_t)divisor : (uint64_t)divisor;
  uint64_t r;
  const uint64_t q = divide(n, d, &r);
  *rest = (int64_t)(dividend < 0 ? 0 - r : r);
  return (int64_t)((dividend < 0) != (divisor < 0) ? 0 - q : q);
}

// Quotient in r0 and r1, remainder in r2 and r3: no C function returns that.
#define DIVISION(name, function)                        \
  __attribute__((weak, naked)) void name(void) {        \
    __asm__ volatile(                                   \
        "push {r4, lr}\n"                               \
        "sub sp, #16\n"                                 \
        "add r4, sp, #8\n"                              \
        "str r4, [sp]\n"                                \
        "bl %0\n"                                       \
        "ldrd r2, r3, [sp, #8]\n"                       \
        "add sp, #16\n"                                 \
        "pop {r4, pc}\n" ::"i"(function));              \
  }

DIVISION(__aeabi_uldivmod, divide)
DIVISION(__aeabi_ldivmod, divide_signed)

#endif
