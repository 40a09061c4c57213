// libasound as Embedded Swift can call it: what is variadic, a macro, or a matter of errno is
// wrapped here.
#pragma once

#include <alsa/asoundlib.h>
#include <errno.h>

static inline void alsa_hear_no_error(
    const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error, (void)format;
}

// libasound prints what it meets to standard error, several lines a failed opening; the program
// says what matters itself, once.
static inline void alsa_be_quiet(void) { snd_lib_error_set_handler(alsa_hear_no_error); }
