#define _GNU_SOURCE
#include "microphone_settings.h"

void read_settings(snd_config_t *from, struct settings *settings) {
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

int constrain(snd_pcm_ioplug_t *io, const struct settings *settings) {
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
