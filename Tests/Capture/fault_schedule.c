#define _GNU_SOURCE
#include "fault_schedule.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
  const char *name;
  unsigned weight;  // of 1000
} kinds[KINDS] = {
    {"overrun", 390},     {"read-overrun", 200}, {"twice", 80},  {"stubborn", 40},
    {"suspend", 100},     {"slow-suspend", 5},   {"hard-suspend", 80}, {"unplug", 50},
    {"read-unplug", 20},  {"stall", 5},          {"wake", 30},
};

struct microphone mic;

const char *kind_name(enum kind kind) { return kinds[kind].name; }

uint64_t below(uint64_t bound) {
  mic.random ^= mic.random << 13;
  mic.random ^= mic.random >> 7;
  mic.random ^= mic.random << 17;
  return (mic.random >> 20) % bound;
}

void note(const char *what, const char *detail) {
  char line[160];
  int length = snprintf(
      line, sizeof line, "%llu %s %s\n", (unsigned long long)mic.frames, what, detail);
  if (write(mic.events_file, line, (size_t)length) != length) _exit(99);
}

void note_opening(void) {
  char text[128] = "", line[64];
  int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  unsigned long pages = 0;
  if (descriptor >= 0 && read(descriptor, text, sizeof text - 1) > 0)
    sscanf(text, "%*u %lu", &pages);
  close(descriptor);
  snprintf(line, sizeof line, "%lu %d", pages * 4096, descriptor);
  note("open", line);
}

void plan(void) {
  uint64_t choice = below(100);
  uint64_t milliseconds = choice < 25   ? below(190)
                          : choice < 90 ? 190 + below(250)
                                        : 400 + below(1000);
  mic.until_fault = 1 + (milliseconds * mic.rate + below(mic.rate)) / 1000;
  mic.next = (enum kind)mic.only;
  if (mic.only != KINDS) return;
  uint64_t point = below(1000);
  mic.next = 0;
  while (point >= kinds[mic.next].weight) point -= kinds[mic.next++].weight;
}

void serve(char *to, size_t bytes) {
  while (bytes > 0) {
    size_t piece = mic.sound_bytes - mic.sound_at;
    if (piece > bytes) piece = bytes;
    memcpy(to, mic.sound + mic.sound_at, piece);
    if (write(mic.frames_file, to, piece) != (ssize_t)piece) _exit(99);
    mic.sound_at = (mic.sound_at + piece) % mic.sound_bytes;
    to += piece;
    bytes -= piece;
  }
}

static int create_in(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

int begin_schedule(const struct settings *settings) {
  int file = open(settings->sound, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status) < 0) return -errno;
  mic.sound_bytes = (size_t)status.st_size;
  mic.sound = mmap(NULL, mic.sound_bytes, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  close(file);
  mic.frames_file = create_in(settings->ledger, "frames");
  mic.events_file = create_in(settings->ledger, "events");
  if (mic.sound == MAP_FAILED || mic.frames_file < 0 || mic.events_file < 0) return -errno;
  mic.only = 0;
  while (mic.only < KINDS && strcmp(kinds[mic.only].name, settings->kind) != 0) mic.only++;
  if (mic.only == KINDS && strcmp(settings->kind, "mix") != 0) return -EINVAL;
  mic.faults_left = settings->faults;
  mic.refusals_left = (int)settings->absent;
  mic.rate = (uint64_t)settings->rate;
  mic.random = 0x9E3779B97F4A7C15u * (uint64_t)(settings->seed + 1);
  plan();
  mic.is_ready = 1;
  return 0;
}
