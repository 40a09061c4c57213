// What the configuration of libasound says of the microphone.
#pragma once

#include <alsa/asoundlib.h>
#include <alsa/pcm_external.h>

#include "fault_schedule.h"

// Takes the settings that are there; the others stay.
void read_settings(snd_config_t *from, struct settings *settings);

// Allows one configuration only; 0, or a negative error.
int constrain(snd_pcm_ioplug_t *io, const struct settings *settings);
