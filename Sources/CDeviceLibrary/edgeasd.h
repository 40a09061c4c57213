/* edgeasd.h: hears a machine and says when it sounds other than normal.
 *
 * C interface of libedgeasd.a, for C99 and C++. A model file, made by `edgeasd quantize`, is read
 * where it lies (in flash, say); samples go in, scores and decisions come out, the same bits on
 * every processor.
 *
 *   Memory      The library allocates nothing and has no variables of its own: all that a detector
 *               needs lies in the caller's arena. It needs memcpy, memmove, memset (and what the
 *               compiler's run-time library brings) and nothing else.
 *   Stack       At most 4 KB in any call on a Cortex-M4, callbacks not counted.
 *   Lifetimes   Model and arena must stay where they are, unchanged by others, as long as the
 *               detector is in use. There is nothing to release: forget the detector and reuse its
 *               arena.
 *   Threads     Calls on one detector must not overlap. Detectors with arenas of their own are
 *               independent, and may share one model. No call may come from an interrupt that
 *               interrupts a call on the same detector.
 *   Errors      Every function that can fail returns an edgeasd_status and fills in the error that
 *               it is given, unless that is NULL. Nothing else changes where a call fails.
 */
#ifndef EDGEASD_H
#define EDGEASD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Alignment of a model's address, in bytes. */
#define EDGEASD_MODEL_ALIGNMENT 64
/* Alignment of an arena's address, in bytes. */
#define EDGEASD_ARENA_ALIGNMENT 16
/* Alignment of a calibration's address, in bytes. */
#define EDGEASD_SITE_ALIGNMENT 8
/* Bytes that hold the text of any error, its terminating zero included. */
#define EDGEASD_ERROR_TEXT_BYTES 480

/* What a call came to; the numbers are the exit statuses of the edgeasd programs. */
enum edgeasd_status {
  EDGEASD_OK = 0,
  /* The arena does not fit the model. */
  EDGEASD_WRONG_MEMORY = 1,
  /* The bytes are no model that this library can run, or no calibration of it. */
  EDGEASD_WRONG_MODEL = 4,
  /* A NULL where none may be, no detector, or the wrong kind or number of values. */
  EDGEASD_WRONG_ARGUMENT = 64
};

/* Why a call failed. The caller sets the first two fields once; a failing call fills in the rest. */
typedef struct edgeasd_error {
  /* Where the text goes, or NULL: three lines, zero-terminated UTF-8: what happened; where, the
     value found and the values allowed; what to do. Cut where it does not fit. */
  char *text;
  /* Bytes at `text`; EDGEASD_ERROR_TEXT_BYTES always suffice. */
  size_t text_bytes;
  /* An edgeasd_status other than EDGEASD_OK. */
  int32_t status;
  /* Bytes from the start of the model file to what was refused; 0 for anything but a model. */
  int64_t offset;
  /* The value that was refused and the values that would have been accepted. */
  int64_t found, lowest, highest;
} edgeasd_error;

/* What a model is made for. */
typedef struct edgeasd_model_info {
  /* Bytes of arena that a detector needs. */
  size_t arena_bytes;
  /* Hz; 0 for a model that takes frames of features instead of samples. */
  uint32_t sample_rate;
  /* Values of a frame, 1 to 512. */
  uint32_t bands;
  /* Samples of a frame and from one frame's start to the next; 0 where sample_rate is 0. */
  uint32_t frame_length, hop;
  /* Frames that a window consists of, and from one window's start to the next. */
  uint32_t frames_per_window, frames_per_step;
  /* Windows that a decision rests on. */
  uint32_t windows_per_decision;
  /* Scores of decisions at or above it are anomalies; in Q24, that is times 2^24, dB² or of a model
     with prototypes its own units. */
  int64_t threshold_q24;
} edgeasd_model_info;

/* What an event tells. */
enum edgeasd_event_kind {
  /* A window was scored. */
  EDGEASD_WINDOW = 1,
  /* A decision was made on the windows since the last one; it follows its last window. */
  EDGEASD_DECISION = 2
};

/* Decisions that an alarm remembers at most. */
#define EDGEASD_ALARM_DECISIONS 16

/* When decisions raise an alarm and clear it; edgeasd-listen's own is {10, 16, 90, 60 seconds}. */
typedef struct edgeasd_alarm_rule {
  /* Anomalies among the last `of` decisions that raise it, and quiet ones that clear it: 1 to `of`. */
  int32_t count;
  /* Decisions that are remembered: 1 to EDGEASD_ALARM_DECISIONS. */
  int32_t of;
  /* A decision is quiet below so much of the threshold: 1 to 100. */
  int32_t quiet_percent;
  /* Sound from one change to the next at least, in samples at the model's rate (frames, for a model that
     takes frames), counted in whole steps of windows: 0 to 2^47. */
  int64_t hold_samples;
} edgeasd_alarm_rule;

/* What a decision changes about an alarm. */
enum edgeasd_alarm_change {
  EDGEASD_ALARM_UNCHANGED = 0,
  EDGEASD_ALARM_RAISED = 1,
  EDGEASD_ALARM_CLEARED = 2
};

/* Ranges of bands that a decision names at most. */
#define EDGEASD_BAND_RANGES 3

/* Neighbouring bands that are further from what is expected of them than in normal sound. */
typedef struct edgeasd_band_range {
  /* Lowest and highest band, from 0. */
  int32_t first, last;
  /* Hz from the lowest to the highest frequency that they hear; both 0 for a model that takes frames. */
  int32_t low_hz, high_hz;
  /* Squared deviation of the most abnormal of them as a multiple of what is normal there, times 256. */
  int32_t times_q8;
} edgeasd_band_range;

/* What a detector has to say. Fields that a kind does not name are 0. */
typedef struct edgeasd_event {
  /* An edgeasd_event_kind. */
  int32_t kind;
  /* Decision: windows it rests on, 1 to 65535. */
  int32_t windows;
  /* Window: its number since the start of the stream. */
  int64_t window;
  /* Both: the score in Q24, 0 to 2^46, in the threshold's units. */
  int64_t score_q24;
  /* Decision: 1 where the score reaches the threshold, else 0. */
  int32_t is_anomaly;
  /* Decision: 0 where the stream ended before there were all the windows of a decision, else 1. */
  int32_t is_complete;
  /* Decision: share of normal decisions with a lower score, Q15, 0 to 32767. */
  int32_t probability_q15;
  /* Decision: ranges of bands that made an anomaly, 0 to EDGEASD_BAND_RANGES; 0 too for a model that
     does not say what is normal of a band. */
  int32_t band_ranges;
  /* The most abnormal one first; zeros from band_ranges on. */
  edgeasd_band_range bands[EDGEASD_BAND_RANGES];
  /* Decision: an edgeasd_alarm_change. */
  int32_t alarm_change;
  /* Decision: 1 while the alarm is raised, this decision included; else 0. */
  int32_t is_alarm;
} edgeasd_event;

/* A detector; it lies in its arena. */
typedef struct edgeasd_detector edgeasd_detector;

/* Is handed each event, which is valid only during the call, and the context given with it. It must
   not call the detector that calls it. */
typedef void (*edgeasd_listener)(void *context, const edgeasd_event *event);

/* The library's version, "major.minor.patch". Never NULL, valid for ever. */
const char *edgeasd_version(void);

/* Checks a model file of `model_bytes` bytes and tells how large an arena its detector needs.
 *
 * Reads the whole file (checksums, structure, the bounds of every sum): allow a Cortex-M4 at
 * 168 MHz a second for 300 KB. `model` is aligned to EDGEASD_MODEL_ALIGNMENT. */
int32_t edgeasd_memory_size(const void *model, size_t model_bytes, size_t *arena_bytes,
                            edgeasd_error *error);

/* Checks a model file, as edgeasd_memory_size does, and tells what it is made for. */
int32_t edgeasd_model_facts(const void *model, size_t model_bytes, edgeasd_model_info *info,
                            edgeasd_error *error);

/* Checks a model file, as edgeasd_memory_size does, and makes a detector at the start of a stream.
 *
 * `arena` is aligned to EDGEASD_ARENA_ALIGNMENT; what was in it is overwritten. `*detector` is set
 * where the call succeeds and is NULL where it fails. */
int32_t edgeasd_init(const void *model, size_t model_bytes, void *arena, size_t arena_bytes,
                     edgeasd_detector **detector, edgeasd_error *error);

/* Says which machine is heard, of a model that tells machines apart: the zero-terminated name of one
 * that the model was trained on, or NULL for the one that it sounds most like, as it is at the start.
 * Windows that are completed from then on are scored so. Fails for a name that the model does not
 * know. */
int32_t edgeasd_set_machine(edgeasd_detector *detector, const char *name, edgeasd_error *error);

/* Decides by the calibration of a site, a file that `edgeasd calibrate` made for this very model, in
 * place of the model's own: threshold and probability. `site` is aligned to EDGEASD_SITE_ALIGNMENT and must
 * stay where it is, unchanged, as long as the detector is in use. An alarm starts anew. */
int32_t edgeasd_set_calibration(edgeasd_detector *detector, const void *site, size_t site_bytes,
                                edgeasd_error *error);

/* Has decisions raise an alarm and clear it by a rule, or none any more where `rule` is NULL, as it is at
 * the start. The alarm starts anew, and outlives edgeasd_finish and edgeasd_reset: a gap in the sound is
 * no reason to clear it. Decisions that are not complete leave it as it is. */
int32_t edgeasd_set_alarm(edgeasd_detector *detector, const edgeasd_alarm_rule *rule,
                          edgeasd_error *error);

/* Takes `count` samples at the model's rate, one channel, and hands on every event that they
 * complete. Any count will do, 0 too: the results do not depend on how a stream is cut up. Fails
 * for a model that takes frames. */
int32_t edgeasd_process(edgeasd_detector *detector, const int16_t *samples, size_t count,
                        edgeasd_listener listener, void *context, edgeasd_error *error);

/* Takes one frame of log-mel: `bands` values in Q9 log2 units, lowest band first. For models that
 * take frames; with any other it replaces the model's own front end, which must then not have been
 * given samples since the start of the stream. */
int32_t edgeasd_process_frame(edgeasd_detector *detector, const int16_t *levels_q9, size_t bands,
                              edgeasd_listener listener, void *context, edgeasd_error *error);

/* Ends the stream: hands on the decision on what was heard since the last one, if there was a
 * window, and starts anew. */
int32_t edgeasd_finish(edgeasd_detector *detector, edgeasd_listener listener, void *context,
                       edgeasd_error *error);

/* Starts anew, after a gap in the sound: no frame, window or decision spans it. */
int32_t edgeasd_reset(edgeasd_detector *detector, edgeasd_error *error);

#ifdef __cplusplus
}
#endif

#endif
