// When the microphone fails, and the ledger of what it delivered.
#pragma once

#include <stddef.h>
#include <stdint.h>

enum kind {
  OVERRUN,         // the device says so
  READ_OVERRUN,    // the read fails
  TWICE,           // and again before a frame came
  STUBBORN,        // it cannot be prepared again
  SUSPEND,         // and resumes
  SLOW_SUSPEND,    // resumes when asked again
  HARD_SUSPEND,    // cannot resume, must be prepared
  UNPLUG,          // disconnected, and absent for some attempts
  READ_UNPLUG,     // the read fails
  STALL,           // runs, and delivers nothing
  WAKE,            // wakes the program for nothing; no sound is lost
  KINDS
};

struct settings {
  const char *sound, *ledger, *kind, *format;
  long faults, absent, seed, rate, channels, period;
};

// Of the process, not of an opening: what is unplugged stays so while nothing is open.
extern struct microphone {
  int is_ready;
  const char *sound;
  size_t sound_bytes, sound_at;
  int frames_file, events_file;
  uint64_t random, frames;
  int only;             // a kind, or KINDS for the mix
  uint64_t rate;
  long faults_left;
  uint64_t until_fault; // frames of this stretch that are still to come
  enum kind next;
  int refusals_left;    // openings that fail
  int prepares_to_fail, resumes_to_fail, resumes_are_final;
  int is_repeated;
} mic;

// A number from 0 below a bound, the same for the same seed.
uint64_t below(uint64_t bound);

// The name of a kind of fault, as settings and ledger have it.
const char *kind_name(enum kind kind);

// Opens the ledger and the sound; 0, or a negative error.
int begin_schedule(const struct settings *settings);

// Draws the next stretch, often too short for a window, sometimes several decisions long, and the
// fault that ends it.
void plan(void);

// Writes a line to the ledger: what happened after so many frames.
void note(const char *what, const char *detail);

// The same for an opening, with resident bytes and the lowest descriptor that is free.
void note_opening(void);

// Copies the next bytes of the sound, and to the ledger.
void serve(char *to, size_t bytes);
