// A capture device of libasound that fails as real ones do, by a schedule drawn from a seed, and
// keeps a ledger of what it really delivered.
//
// It is an external plugin, so that everything between it and the program is libasound's own code:
//
//   pcm_type.faulty { lib "…/libfaulty_microphone.so" }
//   pcm.mic { type faulty sound "in.raw" ledger "DIR" kind "mix" faults 100 seed 1 }
//
// `absent` is how many openings fail before the first one. `sound` holds frames in the device's own format, and is repeated. DIR gets `frames`, the frames
// that were copied to the program, and `events`, one a line, each with the number of frames so far:
// `open RSS DESCRIPTOR`, `fault KIND`, `end`. When all faults have struck, the program is sent
// SIGTERM. Nothing here allocates after the device is open: the test counts the program's own.

#define _GNU_SOURCE
#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

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

static const struct {
  const char *name;
  unsigned weight;  // of 1000
} kinds[KINDS] = {
    {"overrun", 390},     {"read-overrun", 200}, {"twice", 80},  {"stubborn", 40},
    {"suspend", 100},     {"slow-suspend", 5},   {"hard-suspend", 80}, {"unplug", 50},
    {"read-unplug", 20},  {"stall", 5},          {"wake", 30},
};

// Of the process, not of an opening: what is unplugged stays so while nothing is open.
static struct {
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

struct device {
  snd_pcm_ioplug_t io;
  uint64_t offered, served;  // frames since the device was prepared
  int is_bait;               // the next read fails
};

static uint64_t below(uint64_t bound) {
  mic.random ^= mic.random << 13;
  mic.random ^= mic.random >> 7;
  mic.random ^= mic.random << 17;
  return (mic.random >> 20) % bound;
}

static void note(const char *what, const char *detail) {
  char line[160];
  int length = snprintf(
      line, sizeof line, "%llu %s %s\n", (unsigned long long)mic.frames, what, detail);
  if (write(mic.events_file, line, (size_t)length) != length) _exit(99);
}

// Resident bytes, and the lowest descriptor that is free.
static void note_opening(void) {
  char text[128] = "", line[64];
  int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  unsigned long pages = 0;
  if (descriptor >= 0 && read(descriptor, text, sizeof text - 1) > 0)
    sscanf(text, "%*u %lu", &pages);
  close(descriptor);
  snprintf(line, sizeof line, "%lu %d", pages * 4096, descriptor);
  note("open", line);
}

// Draws the next stretch: often too short for a window, sometimes several decisions long.
static void plan(void) {
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

static void set_ready(struct device *device, int is_ready) {
  eventfd_t count;
  if (is_ready)
    eventfd_write(device->io.poll_fd, 1);
  else
    eventfd_read(device->io.poll_fd, &count);
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
  note("fault", kinds[kind].name);
  plan();
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
static int on_poll(
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
  char *to = (char *)areas->addr + areas->first / 8 + offset * frame;
  for (size_t left = size * frame; left > 0;) {
    size_t piece = mic.sound_bytes - mic.sound_at;
    if (piece > left) piece = left;
    memcpy(to, mic.sound + mic.sound_at, piece);
    if (write(mic.frames_file, to, piece) != (ssize_t)piece) _exit(99);
    mic.sound_at = (mic.sound_at + piece) % mic.sound_bytes;
    to += piece;
    left -= piece;
  }
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

static int create_in(const char *folder, const char *name) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

struct settings {
  const char *sound, *ledger, *kind, *format;
  long faults, absent, seed, rate, channels, period;
};

static int prepare_schedule(const struct settings *settings) {
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

static void read_settings(snd_config_t *from, struct settings *settings) {
  const struct {
    const char *name, **text;
    long *number;
  } known[] = {
      {"sound", &settings->sound, NULL},    {"ledger", &settings->ledger, NULL},
      {"kind", &settings->kind, NULL},      {"format", &settings->format, NULL},
      {"faults", NULL, &settings->faults},  {"seed", NULL, &settings->seed},
      {"rate", NULL, &settings->rate},      {"channels", NULL, &settings->channels},
      {"period", NULL, &settings->period},  {"absent", NULL, &settings->absent},
  };
  for (size_t index = 0; index < sizeof known / sizeof *known; index++) {
    snd_config_t *entry;
    if (snd_config_search(from, known[index].name, &entry) < 0) continue;
    if (known[index].text) snd_config_get_string(entry, known[index].text);
    if (known[index].number) snd_config_get_integer(entry, known[index].number);
  }
}

static int constrain(snd_pcm_ioplug_t *io, const struct settings *settings) {
  unsigned access = SND_PCM_ACCESS_RW_INTERLEAVED;
  unsigned format = (unsigned)snd_pcm_format_value(settings->format);
  unsigned channels = (unsigned)settings->channels, rate = (unsigned)settings->rate;
  unsigned period = (unsigned)settings->period * channels *
                    (unsigned)snd_pcm_format_physical_width((snd_pcm_format_t)format) / 8;
  int error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_ACCESS, 1, &access);
  if (error >= 0) error = snd_pcm_ioplug_set_param_list(io, SND_PCM_IOPLUG_HW_FORMAT, 1, &format);
  if (error >= 0)
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_CHANNELS, channels, channels);
  if (error >= 0) error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_RATE, rate, rate);
  if (error >= 0)
    error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIOD_BYTES, period, period);
  if (error >= 0) error = snd_pcm_ioplug_set_param_minmax(io, SND_PCM_IOPLUG_HW_PERIODS, 4, 4);
  return error;
}

SND_PCM_PLUGIN_DEFINE_FUNC(faulty) {
  struct settings settings = {.kind = "mix", .format = "S16_LE", .faults = 10, .seed = 1,
                              .rate = 16000, .channels = 1, .period = 512};
  (void)root;
  read_settings(conf, &settings);
  int error = 0;
  if (!mic.is_ready) error = prepare_schedule(&settings);
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
