// What libedgeasd.a answers to calls that are wrong: its version, then what each call was and the
// error's text, up to the first answer that is not as edgeasd.h says. Built and run by
// tools/tests/c-library; takes the same words as c-example, of which SAMPLES is not read.
#include "board.h"
#include "edgeasd.h"

static char text[EDGEASD_ERROR_TEXT_BYTES];
static int32_t output;
static int16_t samples[16];

static void put(const char *line) {
  int32_t length = 0;
  while (line[length] != 0) length++;
  if (board_write(output, line, length) != 0 || board_write(output, "\n", 1) != 0) board_exit(1);
}

static void ignore(void *context, const edgeasd_event *event) {
  (void)context;
  (void)event;
}

// A call that must fail with `wanted`, and say so.
static void refused(const char *what, int32_t status, int32_t wanted, const edgeasd_error *error) {
  put(what);
  put(text);
  if (status != wanted || error->status != wanted || text[0] == 0) {
    put("not as edgeasd.h says");
    board_exit(1);
  }
  text[0] = 0;
}

static void refuse_models(const uint8_t *model, size_t bytes) {
  size_t needed = 0;
  edgeasd_model_info info;
  edgeasd_error error = {text, sizeof text};
  refused("no model", edgeasd_memory_size(NULL, bytes, &needed, &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("no result", edgeasd_memory_size(model, bytes, NULL, &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("no facts", edgeasd_model_facts(model, bytes, NULL, &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("cut model", edgeasd_model_facts(model, bytes - 64, &info, &error), EDGEASD_WRONG_MODEL,
          &error);
  refused("empty model", edgeasd_memory_size(model, 0, &needed, &error), EDGEASD_WRONG_MODEL,
          &error);
  refused("misaligned model", edgeasd_memory_size(model + 4, bytes - 4, &needed, &error),
          EDGEASD_WRONG_MEMORY, &error);
  refused("no model there", edgeasd_memory_size(model + 64, bytes - 64, &needed, &error),
          EDGEASD_WRONG_MODEL, &error);
}

static void refuse_memory(const void *model, size_t bytes, uint8_t *arena, size_t needed) {
  edgeasd_detector *detector = NULL;
  edgeasd_error error = {text, sizeof text};
  refused("no arena", edgeasd_init(model, bytes, NULL, needed, &detector, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("small arena", edgeasd_init(model, bytes, arena, needed - 1, &detector, &error),
          EDGEASD_WRONG_MEMORY, &error);
  refused("misaligned arena", edgeasd_init(model, bytes, arena + 8, needed, &detector, &error),
          EDGEASD_WRONG_MEMORY, &error);
  refused("no place for the detector", edgeasd_init(model, bytes, arena, needed, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  if (detector != NULL) board_exit(1);
}

static void refuse_settings(edgeasd_detector *detector, const uint8_t *blank) {
  static const edgeasd_alarm_rule wrong[] = {
      {0, 1, 90, 0}, {2, 1, 90, 0}, {1, 17, 90, 0}, {1, 1, 0, 0}, {1, 1, 101, 0}, {1, 1, 90, -1}};
  edgeasd_error error = {text, sizeof text};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    refused("no rule", edgeasd_set_alarm(detector, &wrong[i], &error), EDGEASD_WRONG_ARGUMENT,
            &error);
  refused("no detector's alarm", edgeasd_set_alarm(NULL, NULL, &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("no calibration", edgeasd_set_calibration(detector, NULL, 64, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("no calibration there", edgeasd_set_calibration(detector, blank, 64, &error),
          EDGEASD_WRONG_MODEL, &error);
  if (edgeasd_set_alarm(detector, NULL, NULL) != EDGEASD_OK) board_exit(1);
}

static void refuse_calls(edgeasd_detector *detector, uint8_t *blank) {
  edgeasd_error error = {text, sizeof text};
  edgeasd_detector *other = (edgeasd_detector *)blank;
  refused("no detector", edgeasd_process(NULL, samples, 16, ignore, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("not a detector", edgeasd_reset(other, &error), EDGEASD_WRONG_ARGUMENT, &error);
  refused("no samples", edgeasd_process(detector, NULL, 16, ignore, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("no listener", edgeasd_finish(detector, NULL, NULL, &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("too many samples", edgeasd_process(detector, samples, SIZE_MAX, ignore, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("half a frame", edgeasd_process_frame(detector, samples, 16, ignore, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("no machine of the model's", edgeasd_set_machine(detector, "id_00", &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  refused("no machine's name", edgeasd_set_machine(detector, "", &error), EDGEASD_WRONG_ARGUMENT,
          &error);
  refused("no detector's machine", edgeasd_set_machine(NULL, NULL, &error),
          EDGEASD_WRONG_ARGUMENT, &error);
  if (edgeasd_set_machine(detector, NULL, NULL) != EDGEASD_OK) board_exit(1);
  refuse_settings(detector, blank);
  if (edgeasd_process(detector, NULL, 0, ignore, NULL, NULL) != EDGEASD_OK ||
      edgeasd_reset(detector, NULL) != EDGEASD_OK)
    board_exit(1);
}

int main(void) {
  size_t bytes = 0, arena_bytes = 0, needed = 0;
  const void *model = board_model(&bytes);
  uint8_t *arena = board_arena(&arena_bytes);
  edgeasd_detector *detector = NULL;
  edgeasd_error none = {NULL, 0};
  static _Alignas(EDGEASD_ARENA_ALIGNMENT) uint8_t blank[64];
  output = board_open(board_argument(1), 1);
  if (model == NULL || output < 0) board_exit(1);
  put(edgeasd_version());
  refuse_models(model, bytes);
  if (edgeasd_memory_size(model, bytes, &needed, &none) != EDGEASD_OK) board_exit(1);
  refuse_memory(model, bytes, arena, needed);
  if (edgeasd_init(model, bytes, arena, needed, &detector, NULL) != EDGEASD_OK) board_exit(1);
  refuse_calls(detector, blank);
  put("all as edgeasd.h says");
  board_exit(0);
}
