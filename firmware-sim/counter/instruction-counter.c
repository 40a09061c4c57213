// A QEMU plugin that counts the guest's instructions from mark to mark.
//
//   -plugin file=libinstruction-counter.so,mark=0xADDRESS,out=FILE
//
// Each time the guest gets to ADDRESS, the number of instructions executed so far is appended to
// FILE: 64 bits in the host's byte order. Counted are whole translation blocks as they are entered;
// a mark is a function of its own and therefore begins a block, so that the numbers are exact.
//
// Serves QEMU 4.2 … 8.2 (plugin interface 0 and 1) and 9.0 on (interface 2 and later, where a
// counter lies on a scoreboard with a place for each processor). The declarations stand here,
// because the header for them is in no package.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#define IF_PRESENT extern __attribute__((weak))

typedef uint64_t plugin_id;
typedef struct qemu_plugin_tb block;
typedef struct { void *score; size_t offset; } counter_place;
enum { add_to_counter = 0, reads_no_registers = 0 };

extern size_t qemu_plugin_tb_n_insns(const block *);
extern uint64_t qemu_plugin_tb_vaddr(const block *);
extern void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, void (*)(plugin_id, block *));
extern void qemu_plugin_register_vcpu_tb_exec_cb(block *, void (*)(unsigned, void *), int, void *);
extern void qemu_plugin_register_atexit_cb(plugin_id, void (*)(plugin_id, void *), void *);
// Up to 8.2.
IF_PRESENT void qemu_plugin_register_vcpu_tb_exec_inline(block *, int, void *, uint64_t);
// From 9.0.
IF_PRESENT void *qemu_plugin_scoreboard_new(size_t);
IF_PRESENT void qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(
    block *, int, counter_place, uint64_t);
IF_PRESENT uint64_t qemu_plugin_u64_sum(counter_place);

// QEMU reads it after it has loaded the plugin, hence after `choose_version`.
EXPORT int qemu_plugin_version = 1;

__attribute__((constructor)) static void choose_version(void) {
  if (qemu_plugin_scoreboard_new) qemu_plugin_version = 2;
}

static uint64_t counter, mark;
static counter_place place;
static FILE *out;

static void at_mark(unsigned processor, void *unused) {
  (void)processor;
  (void)unused;
  uint64_t count = place.score ? qemu_plugin_u64_sum(place) : counter;
  fwrite(&count, sizeof count, 1, out);
}

static void translated(plugin_id id, block *tb) {
  (void)id;
  uint64_t count = qemu_plugin_tb_n_insns(tb);
  if (place.score)
    qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu(tb, add_to_counter, place, count);
  else
    qemu_plugin_register_vcpu_tb_exec_inline(tb, add_to_counter, &counter, count);
  if (qemu_plugin_tb_vaddr(tb) == mark)
    qemu_plugin_register_vcpu_tb_exec_cb(tb, at_mark, reads_no_registers, NULL);
}

// A full disk shows as a file that is too short.
static void at_exit(plugin_id id, void *unused) {
  (void)id;
  (void)unused;
  fclose(out);
}

EXPORT int qemu_plugin_install(plugin_id id, const void *info, int count, char **words) {
  (void)info;
  for (int at = 0; at < count; at++) {
    // The lowest bit of a Thumb function's address says that it is one.
    if (strncmp(words[at], "mark=", 5) == 0) mark = strtoull(words[at] + 5, NULL, 0) & ~1ull;
    if (strncmp(words[at], "out=", 4) == 0) out = fopen(words[at] + 4, "wb");
  }
  if (!mark || !out) {
    fprintf(stderr, "instruction-counter: mark=ADDRESS and out=FILE are needed\n");
    return -1;
  }
  if (qemu_plugin_scoreboard_new) place.score = qemu_plugin_scoreboard_new(sizeof(uint64_t));
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, at_exit, NULL);
  return 0;
}
