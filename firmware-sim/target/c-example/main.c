// A program in C that hears a file with libedgeasd.a: on a workstation, on ARM Linux and on a
// Cortex-M. What it asks of the board is in board.h; a product has its microphone in the place of
// the file.
//
//   c-example [MODEL] SAMPLES OUTPUT   MODEL only on POSIX; SAMPLES: raw Int16, little-endian
//
// Writes a line an event, and logs the most stack that hearing took. Exit status: 0, 1 where a file or the memory fails, 4 for a bad model,
// 64 for a wrong command line.
#include "board.h"
#include "edgeasd.h"

enum { chunk_samples = 400 };

static char error_text[EDGEASD_ERROR_TEXT_BYTES];

static char *put_text(char *to, const char *text) {
  while (*text != 0) *to++ = *text++;
  return to;
}

// Scores and counts are never negative.
static char *put_number(char *to, int64_t value) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  while (count > 0) *to++ = digits[--count];
  return to;
}

// The context is the handle of the output.
static void write_event(void *context, const edgeasd_event *event) {
  char line[480], *end = line;
  if (event->kind == EDGEASD_WINDOW) {
    end = put_number(put_text(end, "window "), event->window);
    end = put_number(put_text(end, " score_q24 "), event->score_q24);
  } else {
    end = put_number(put_text(end, "decision score_q24 "), event->score_q24);
    end = put_number(put_text(end, " windows "), event->windows);
    end = put_number(put_text(end, " complete "), event->is_complete);
    end = put_number(put_text(end, " anomaly "), event->is_anomaly);
    end = put_number(put_text(end, " probability_q15 "), event->probability_q15);
    end = put_number(put_text(end, " alarm "), event->is_alarm);
    for (int32_t i = 0; i < event->band_ranges; i++) {
      const edgeasd_band_range *range = &event->bands[i];
      end = put_number(put_text(end, " bands "), range->first);
      end = put_number(put_text(end, " "), range->last);
      end = put_number(put_text(end, " hz "), range->low_hz);
      end = put_number(put_text(end, " "), range->high_hz);
      end = put_number(put_text(end, " times_q8 "), range->times_q8);
    }
  }
  *end++ = '\n';
  if (board_write(*(const int32_t *)context, line, (int32_t)(end - line)) != 0) board_exit(1);
}

static int32_t fail(int32_t status, const char *text) {
  board_log(text);
  return status;
}

static int32_t hear(edgeasd_detector *detector, int32_t input, int32_t output) {
  static int16_t samples[chunk_samples];
  edgeasd_error error = {error_text, sizeof error_text};
  for (;;) {
    int32_t bytes = board_read(input, samples, (int32_t)sizeof samples);
    if (bytes < 0) return fail(1, "c-example: the samples cannot be read");
    if (bytes == 0) break;
    if (edgeasd_process(detector, samples, (size_t)bytes / 2, write_event, &output, &error) != 0)
      return fail(error.status, error_text);
  }
  if (edgeasd_finish(detector, write_event, &output, &error) != 0)
    return fail(error.status, error_text);
  return 0;
}

// The file must stay where it is as long as the detector is in use.
static int32_t move_to_site(edgeasd_detector *detector, const char *path, edgeasd_error *error) {
  static _Alignas(EDGEASD_SITE_ALIGNMENT) uint8_t site[16384];
  int32_t handle = board_open(path, 0), bytes = -1;
  if (handle >= 0) bytes = board_read(handle, site, (int32_t)sizeof site);
  if (bytes < 0) board_exit(fail(1, "c-example: the calibration cannot be read"));
  return edgeasd_set_calibration(detector, site, (size_t)bytes, error);
}

int main(void) {
  size_t model_bytes = 0, arena_bytes = 0, needed = 0;
  edgeasd_detector *detector = NULL;
  edgeasd_error error = {error_text, sizeof error_text};
  int32_t arguments = board_argument_count();
  if (arguments != 2 && arguments != 3)
    board_exit(fail(64, "c-example: expected are SAMPLES, OUTPUT and maybe a calibration, on POSIX after MODEL"));
  const void *model = board_model(&model_bytes);
  void *arena = board_arena(&arena_bytes);
  if (model == NULL) board_exit(fail(4, "c-example: there is no model"));
  if (edgeasd_memory_size(model, model_bytes, &needed, &error) != 0)
    board_exit(fail(error.status, error_text));
  // A product knows its model and gives `needed` bytes; here one arena serves all models.
  if (edgeasd_init(model, model_bytes, arena, arena_bytes, &detector, &error) != 0)
    board_exit(fail(error.status, error_text));
  if (arguments == 3 && move_to_site(detector, board_argument(2), &error) != 0)
    board_exit(fail(error.status, error_text));
  const edgeasd_alarm_rule rule = {1, 1, 90, 0};
  if (edgeasd_set_alarm(detector, &rule, &error) != 0) board_exit(fail(error.status, error_text));
  int32_t input = board_open(board_argument(0), 0);
  int32_t output = board_open(board_argument(1), 1);
  if (input < 0 || output < 0) board_exit(fail(1, "c-example: SAMPLES or OUTPUT cannot be opened"));
  board_paint_stack();
  int32_t status = hear(detector, input, output);
  char line[48];
  *put_text(put_number(put_text(line, "stack "), (int64_t)board_stack_used()), " bytes") = 0;
  board_log(line);
  board_exit(status);
}
