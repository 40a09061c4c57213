// The board that is a POSIX system: files are files, and the model is mapped.
#if defined(__linux__) || defined(__APPLE__)

#include "board.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <crt_externs.h>
#endif

enum { longest_command = 4096, most_words = 16, arena_bytes = 1 << 20, painted = 128 << 10 };

static char command[longest_command];
static const char *words[most_words];
static int32_t word_count = -1;

#if defined(__APPLE__)
static void read_command(void) {
  word_count = 0;
  for (int at = 0; at < *_NSGetArgc() && at < most_words; at++)
    words[word_count++] = (*_NSGetArgv())[at];
}
#else
// Swift's `main` keeps the arguments to itself; the kernel tells them once more.
static void read_command(void) {
  word_count = 0;
  int32_t handle = board_open("/proc/self/cmdline", 0);
  if (handle < 0) return;
  int32_t length = board_read(handle, command, longest_command - 1);
  board_close(handle);
  for (int32_t at = 0; at < length && word_count < most_words;) {
    words[word_count++] = command + at;
    at += (int32_t)strlen(command + at) + 1;
  }
}
#endif

static const char *word(int32_t index) {
  if (word_count < 0) read_command();
  return index < word_count ? words[index] : NULL;
}

int32_t board_argument_count(void) {
  (void)word(0);
  return word_count > 2 ? word_count - 2 : 0;
}

const char *board_argument(int32_t index) { return word(index + 2); }

int32_t board_open(const char *name, int32_t writing) {
  return open(name, writing ? O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC : O_RDONLY | O_CLOEXEC,
              0666);
}

int32_t board_read(int32_t handle, void *bytes, int32_t count) {
  int32_t done = 0;
  while (done < count) {
    ssize_t got = read(handle, (char *)bytes + done, (size_t)(count - done));
    if (got < 0) return -1;
    if (got == 0) break;
    done += (int32_t)got;
  }
  return done;
}

int32_t board_write(int32_t handle, const void *bytes, int32_t count) {
  while (count > 0) {
    ssize_t put = write(handle, bytes, (size_t)count);
    if (put <= 0) return -1;
    bytes = (const char *)bytes + put;
    count -= (int32_t)put;
  }
  return 0;
}

int32_t board_close(int32_t handle) { return close(handle); }

void board_log(const char *text) {
  board_write(2, text, (int32_t)strlen(text));
  board_write(2, "\n", 1);
}

const void *board_model(size_t *count) {
  const char *path = word(1);
  int32_t handle = path ? board_open(path, 0) : -1;
  struct stat facts;
  if (handle < 0) return NULL;
  void *model = MAP_FAILED;
  if (fstat(handle, &facts) == 0 && facts.st_size > 0)
    model = mmap(NULL, (size_t)facts.st_size, PROT_READ, MAP_PRIVATE, handle, 0);
  board_close(handle);
  if (model == MAP_FAILED) return NULL;
  *count = (size_t)facts.st_size;
  return model;
}

void *board_arena(size_t *count) {
  static _Alignas(64) char arena[arena_bytes];
  *count = arena_bytes;
  return arena;
}

__attribute__((noinline)) void board_mark(void) { __asm__ volatile("" ::: "memory"); }

// Lowest painted address, and the one after the highest.
static uintptr_t stack_low, stack_high;

__attribute__((noinline)) void board_paint_stack(void) {
  volatile unsigned char paint[painted];
  for (size_t at = 0; at < painted; at++) paint[at] = 0xA5;
  stack_low = (uintptr_t)paint;
  stack_high = stack_low + painted;
}

size_t board_stack_used(void) {
  const volatile unsigned char *at = (const volatile unsigned char *)stack_low;
  while ((uintptr_t)at < stack_high && *at == 0xA5) at++;
  return stack_high - (uintptr_t)at;
}

_Noreturn void board_exit(int32_t status) { exit(status); }

#endif
