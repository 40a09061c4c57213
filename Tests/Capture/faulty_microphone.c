// A capture device of libasound that fails as real ones do, by a schedule drawn from a seed, and
// keeps a ledger of what it really delivered.
//
// It is an external plugin, so that everything between it and the program is libasound's own code:
//
//   pcm_type.faulty { lib "…/libfaulty_microphone.so" }
//   pcm.mic { type faulty sound "in.raw" ledger "DIR" kind "mix" faults 100 seed 1 }
//
// `sound` holds frames in the device's own format, and is repeated; `absent` is how many openings
// fail before the first one. DIR gets `frames`, the frames that were copied to the program, and
// `events`, one a line, each with the number of frames so far: `open RSS DESCRIPTOR`, `fault KIND`,
// `end`. When all faults have struck, the program is sent SIGTERM. Nothing here allocates after the
// device is open: the test counts the program's own.

#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fault_schedule.h"
#include "microphone_device.h"
#include "microphone_settings.h"

static snd_pcm_sframes_t position(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  return (snd_pcm_sframes_t)(device->offered % io->buffer_size);
}

static snd_pcm_sframes_t deliver(
    snd_pcm_ioplug_t *io, const snd_pcm_channel_area_t *areas, snd_pcm_uframes_t offset,
    snd_pcm_uframes_t size) {
  struct device *device = io->private_data;
  if (device->is_bait) {
    int error = device->is_bait;
    device->is_bait = 0;
    snd_pcm_ioplug_set_state(
        io, error == EPIPE ? SND_PCM_STATE_XRUN : SND_PCM_STATE_DISCONNECTED);
    return -error;
  }
  size_t frame = areas->step / 8;
  serve((char *)areas->addr + areas->first / 8 + offset * frame, size * frame);
  device->served += size;
  mic.frames += size;
  mic.until_fault -= size;
  return (snd_pcm_sframes_t)size;
}

static int start(snd_pcm_ioplug_t *io) {
  (void)io;
  return 0;
}

static int prepare(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  if (mic.prepares_to_fail > 0) {
    mic.prepares_to_fail--;
    return -EIO;
  }
  device->offered = device->served = 0;
  device->is_bait = 0;
  return 0;
}

static int resume(snd_pcm_ioplug_t *io) {
  if (mic.resumes_to_fail > 0) {
    mic.resumes_to_fail--;
    int error = mic.resumes_are_final ? ENOSYS : EAGAIN;
    mic.resumes_are_final = 0;
    return -error;
  }
  snd_pcm_ioplug_set_state(io, SND_PCM_STATE_RUNNING);
  return 0;
}

static int close_device(snd_pcm_ioplug_t *io) {
  struct device *device = io->private_data;
  close(io->poll_fd);
  free(device);
  return 0;
}

static const snd_pcm_ioplug_callback_t callbacks = {
    .start = start,
    .stop = start,
    .pointer = position,
    .transfer = deliver,
    .close = close_device,
    .prepare = prepare,
    .resume = resume,
    .poll_revents = on_poll,
};

SND_PCM_PLUGIN_DEFINE_FUNC(faulty) {
  struct settings settings = {.kind = "mix", .format = "S16_LE", .faults = 10, .seed = 1,
                              .rate = 16000, .channels = 1, .period = 512};
  (void)root;
  read_settings(conf, &settings);
  int error = 0;
  if (!mic.is_ready) error = begin_schedule(&settings);
  if (error < 0) return error;
  if (mic.refusals_left > 0) {
    static const int reasons[] = {ENODEV, ENOENT, EBUSY};
    return -reasons[mic.refusals_left-- % 3];
  }
  note_opening();
  struct device *device = calloc(1, sizeof *device);
  if (!device) return -ENOMEM;
  device->io.version = SND_PCM_IOPLUG_VERSION;
  device->io.name = "a microphone that fails";
  device->io.callback = &callbacks;
  device->io.private_data = device;
  device->io.poll_fd = eventfd(1, EFD_CLOEXEC | EFD_NONBLOCK);
  device->io.poll_events = POLLIN;
  error = snd_pcm_ioplug_create(&device->io, name, stream, mode);
  if (error < 0) {
    close_device(&device->io);
    return error;
  }
  error = constrain(&device->io, &settings);
  if (error < 0) {
    snd_pcm_ioplug_delete(&device->io);
    return error;
  }
  *pcmp = device->io.pcm;
  return 0;
}

SND_PCM_PLUGIN_SYMBOL(faulty)
