// libasound as Embedded Swift can call it: what is variadic, a macro, or a matter of errno is
// wrapped here.
#pragma once

#include <alsa/asoundlib.h>
#include <errno.h>

// What libasound returns, as far as it tells what to do next.
enum {
  ALSA_AGAIN = -EAGAIN,
  ALSA_INTERRUPTED = -EINTR,
  ALSA_OVERRUN = -EPIPE,
  ALSA_SUSPENDED = -ESTRPIPE,
  ALSA_NO_DEVICE = -ENODEV,
  ALSA_NO_ENTRY = -ENOENT,
  ALSA_NO_ADDRESS = -ENXIO,
  ALSA_BAD_STATE = -EBADFD,
  ALSA_BUSY = -EBUSY,
  ALSA_DENIED = -EACCES,
  ALSA_NOT_PERMITTED = -EPERM,
  ALSA_INPUT_OUTPUT = -EIO,
};

static inline void alsa_hear_no_error(
    const char *file, int line, const char *function, int error, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)error, (void)format;
}

// libasound prints what it meets to standard error, several lines a failed opening; the program
// says what matters itself, once.
static inline void alsa_be_quiet(void) { snd_lib_error_set_handler(alsa_hear_no_error); }
