// An opening of the microphone.
#pragma once

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <stdint.h>

struct device {
  snd_pcm_ioplug_t io;
  uint64_t offered, served;  // frames since the device was prepared
  int is_bait;               // the next read fails
};

// The callback of libasound's poll: brings some more frames, or the next fault.
int on_poll(snd_pcm_ioplug_t *io, struct pollfd *polled, unsigned count, unsigned short *events);
