// What libedgeasd.a makes of two detectors at once and of damaged models: a line for each, with how
// many were heard or refused. Built and run by tools/tests/c-library; takes the same words as
// c-example.
#include "board.h"
#include "edgeasd.h"

enum { most_model_bytes = 1 << 20, chunk = 1024, first_part = 389, header_bytes = 240, others = 40 };

static _Alignas(EDGEASD_MODEL_ALIGNMENT) uint8_t copy[most_model_bytes];
static _Alignas(EDGEASD_ARENA_ALIGNMENT) uint8_t second_arena[128 << 10];
static int32_t output;
static uint32_t state = 2463534242;

// Marsaglia's xorshift32.
static uint32_t random_below(uint32_t bound) {
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % bound;
}

static void put(const char *what, int32_t number) {
  char line[80], digits[12], *end = line;
  int count = 0;
  while (*what != 0) *end++ = *what++;
  *end++ = ' ';
  do digits[count++] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  while (count > 0) *end++ = digits[--count];
  *end++ = '\n';
  if (board_write(output, line, (int32_t)(end - line)) != 0) board_exit(1);
}

typedef struct {
  int64_t sum;
  int32_t events;
} Account;

static void add(void *context, const edgeasd_event *event) {
  Account *account = context;
  account->sum = account->sum * 31 % 1000003 + event->score_q24;
  account->events++;
}

// The same samples, cut up differently and in turn.
static void hear_twice(edgeasd_detector *one, edgeasd_detector *other) {
  static int16_t samples[chunk];
  Account accounts[2] = {{0, 0}, {0, 0}};
  int32_t failures = 0;
  for (int round = 0; round < 150; round++) {
    for (int at = 0; at < chunk; at++) samples[at] = (int16_t)random_below(65536);
    failures += edgeasd_process(one, samples, chunk, add, &accounts[0], NULL) +
                edgeasd_process(other, samples, first_part, add, &accounts[1], NULL) +
                edgeasd_process(other, samples + first_part, chunk - first_part, add, &accounts[1],
                                NULL);
  }
  failures += edgeasd_finish(one, add, &accounts[0], NULL);
  failures += edgeasd_finish(other, add, &accounts[1], NULL);
  if (failures != 0 || accounts[0].events == 0 || accounts[0].events != accounts[1].events ||
      accounts[0].sum != accounts[1].sum)
    board_exit(1);
  put("events heard by either of two", accounts[0].events);
}

static int32_t is_refused(size_t bytes, uint8_t *arena, size_t arena_bytes) {
  edgeasd_detector *detector;
  return edgeasd_init(copy, bytes, arena, arena_bytes, &detector, NULL) == EDGEASD_WRONG_MODEL;
}

static void flip(size_t bit) { copy[bit / 8] ^= (uint8_t)(1u << bit % 8); }

int main(void) {
  size_t bytes = 0, arena_bytes = 0;
  const uint8_t *model = board_model(&bytes);
  uint8_t *arena = board_arena(&arena_bytes);
  edgeasd_detector *one, *other;
  int32_t refused = 0;
  output = board_open(board_argument(1), 1);
  if (model == NULL || output < 0 || bytes > sizeof copy) board_exit(1);
  if (edgeasd_init(model, bytes, arena, arena_bytes, &one, NULL) != EDGEASD_OK ||
      edgeasd_init(model, bytes, second_arena, sizeof second_arena, &other, NULL) != EDGEASD_OK)
    board_exit(1);
  hear_twice(one, other);
  for (size_t at = 0; at < bytes; at++) copy[at] = model[at];
  for (size_t count = 0; count < 1000; count++) refused += is_refused(count, arena, arena_bytes);
  for (int trial = 0; trial < others; trial++)
    refused += is_refused(random_below((uint32_t)bytes), arena, arena_bytes);
  put("cut models refused", refused);
  refused = 0;
  for (size_t trial = 0; trial < 8 * header_bytes + others; trial++) {
    size_t bit = trial < 8 * header_bytes ? trial : random_below(8 * (uint32_t)bytes);
    flip(bit);
    refused += is_refused(bytes, arena, arena_bytes);
    flip(bit);
  }
  put("models with a flipped bit refused", refused);
  board_exit(is_refused(bytes, arena, arena_bytes));
}
