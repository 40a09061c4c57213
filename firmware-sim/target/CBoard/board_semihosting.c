// The board that is a simulator or a debug probe: files, words and exit by ARM semihosting, which
// a port replaces. Source: ARM, "Semihosting for AArch32 and AArch64", 2.0.
#if defined(__ARM_ARCH_PROFILE) && __ARM_ARCH_PROFILE == 'M'

#include "board.h"
#include "runtime.h"

enum operation {
  sys_open = 0x01,
  sys_close = 0x02,
  sys_write0 = 0x04,
  sys_write = 0x05,
  sys_read = 0x06,
  sys_get_cmdline = 0x15,
  sys_exit_extended = 0x20,
};

enum { longest_command = 512, most_words = 16, arena_bytes = 256 << 10 };

static int32_t semihost(enum operation operation, const void *block) {
  register int32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static char command[longest_command];
static const char *words[most_words];
static int32_t word_count = -1;

// Words stand between blanks; there is no quoting.
static void read_command(void) {
  struct {
    char *text;
    uint32_t length;
  } block = {command, longest_command - 1};
  word_count = 0;
  if (semihost(sys_get_cmdline, &block) != 0) return;
  char *at = command;
  while (word_count < most_words) {
    while (*at == ' ') *at++ = 0;
    if (*at == 0) return;
    words[word_count++] = at;
    while (*at != 0 && *at != ' ') at++;
  }
}

int32_t board_argument_count(void) {
  if (word_count < 0) read_command();
  return word_count > 1 ? word_count - 1 : 0;
}

const char *board_argument(int32_t index) {
  return index >= 0 && index < board_argument_count() ? words[index + 1] : NULL;
}

int32_t board_open(const char *name, int32_t writing) {
  // 1 is fopen's "rb", 5 its "wb".
  struct {
    const char *name;
    uint32_t mode, length;
  } block = {name, writing ? 5 : 1, (uint32_t)strlen(name)};
  return semihost(sys_open, &block);
}

// How many bytes of a transfer were not done, or more than `count`.
static uint32_t transfer(enum operation operation, int32_t handle, void *bytes, int32_t count) {
  struct {
    int32_t handle;
    void *bytes;
    int32_t count;
  } block = {handle, bytes, count};
  return (uint32_t)semihost(operation, &block);
}

int32_t board_read(int32_t handle, void *bytes, int32_t count) {
  int32_t done = 0;
  while (done < count) {
    uint32_t left = transfer(sys_read, handle, (char *)bytes + done, count - done);
    if (left > (uint32_t)(count - done)) return -1;
    if (left == (uint32_t)(count - done)) break;
    done = count - (int32_t)left;
  }
  return done;
}

int32_t board_write(int32_t handle, const void *bytes, int32_t count) {
  return transfer(sys_write, handle, (void *)bytes, count) == 0 ? 0 : -1;
}

int32_t board_close(int32_t handle) { return semihost(sys_close, &handle) == 0 ? 0 : -1; }

void board_log(const char *text) {
  semihost(sys_write0, text);
  semihost(sys_write0, "\n");
}

// Flashed beside the program; its file says how long it is.
extern const uint8_t __model_start[], __model_end[];

const void *board_model(size_t *count) {
  enum { length_offset = 16 };
  static const char magic[4] = {'E', 'A', 'S', 'D'};
  if (memcmp(__model_start, magic, sizeof magic) != 0) return NULL;
  uint32_t length;
  memcpy(&length, __model_start + length_offset, sizeof length);
  size_t room = (size_t)(__model_end - __model_start);
  *count = length < room ? length : room;
  return __model_start;
}

void *board_arena(size_t *count) {
  static _Alignas(64) uint8_t arena[arena_bytes];
  *count = arena_bytes;
  return arena;
}

__attribute__((noinline)) void board_mark(void) { __asm__ volatile("" ::: "memory"); }

extern uint32_t __stack_limit[], __stack_top[];

enum { paint = 0xA5A5A5A5 };

__attribute__((noinline)) void board_paint_stack(void) {
  // Up to this function's own frame.
  volatile uint32_t *end = __builtin_frame_address(0);
  for (volatile uint32_t *at = __stack_limit; at < end - 16; at++) *at = paint;
}

size_t board_stack_used(void) {
  const volatile uint32_t *at = __stack_limit;
  while (at < __stack_top && *at == paint) at++;
  return (size_t)(__stack_top - at) * sizeof *at;
}

_Noreturn void board_exit(int32_t status) {
  // ADP_Stopped_ApplicationExit.
  struct {
    uint32_t reason;
    int32_t status;
  } block = {0x20026, status};
  for (;;) semihost(sys_exit_extended, &block);
}

#endif
