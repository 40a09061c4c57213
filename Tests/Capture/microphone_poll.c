#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "fault_schedule.h"
#include "microphone_device.h"

static void set_ready(struct device *device, int is_ready) {
  eventfd_t count;
  if (is_ready)
    eventfd_write(device->io.poll_fd, 1);
  else
    eventfd_read(device->io.poll_fd, &count);
}

// What recovery will meet.
static void plan_aftermath(enum kind kind) {
  switch (kind) {
    case TWICE:
      mic.is_repeated = 1;
      break;
    case STUBBORN:
      mic.prepares_to_fail = 1;
      break;
    case SLOW_SUSPEND:
      mic.resumes_to_fail = 1 + (int)below(2);
      break;
    case HARD_SUSPEND:
      mic.resumes_to_fail = 1;
      mic.resumes_are_final = 1;
      break;
    case UNPLUG:
    case READ_UNPLUG:
      mic.refusals_left = (int)below(3);
      break;
    default:
      break;
  }
}

// The time of a fault has come. Returns what the program's poll gets to see.
static unsigned short strike(struct device *device) {
  if (mic.faults_left == 0) {
    note("end", "");
    set_ready(device, 0);
    kill(getpid(), SIGTERM);
    return 0;
  }
  mic.faults_left--;
  enum kind kind = mic.next;
  note("fault", kind_name(kind));
  plan();
  plan_aftermath(kind);
  switch (kind) {
    case WAKE:
      return POLLIN;
    case STALL:
      set_ready(device, 0);
      return 0;
    case READ_OVERRUN:
    case READ_UNPLUG:
      device->is_bait = kind == READ_OVERRUN ? EPIPE : ENODEV;
      device->offered++;
      return POLLIN;
    case SUSPEND:
    case SLOW_SUSPEND:
    case HARD_SUSPEND:
      snd_pcm_ioplug_set_state(&device->io, SND_PCM_STATE_SUSPENDED);
      return POLLIN | POLLERR;
    case UNPLUG:
      snd_pcm_ioplug_set_state(&device->io, SND_PCM_STATE_DISCONNECTED);
      return POLLIN | POLLERR;
    default:
      snd_pcm_ioplug_set_state(&device->io, SND_PCM_STATE_XRUN);
      return POLLIN | POLLERR;
  }
}

// What an interrupt is to a sound card: some more frames, or a fault.
int on_poll(
    snd_pcm_ioplug_t *io, struct pollfd *polled, unsigned count, unsigned short *events) {
  struct device *device = io->private_data;
  (void)polled, (void)count;
  *events = POLLIN;
  if (io->state != SND_PCM_STATE_RUNNING) return 0;
  if (mic.is_repeated) {
    mic.is_repeated = 0;
    snd_pcm_ioplug_set_state(io, SND_PCM_STATE_XRUN);
    *events = POLLIN | POLLERR;
  } else if (device->offered > device->served) {
    return 0;
  } else if (mic.until_fault == 0) {
    *events = strike(device);
  } else {
    // A period, or less of it.
    uint64_t frames = below(4) ? io->period_size : 1 + below(io->period_size);
    device->offered += frames < mic.until_fault ? frames : mic.until_fault;
  }
  return 0;
}
