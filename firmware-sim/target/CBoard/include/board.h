// What a detector's program asks of the board it runs on. A port replaces the file that implements
// it.
#ifndef EDGEASD_BOARD_H
#define EDGEASD_BOARD_H

#include <stddef.h>
#include <stdint.h>

// Words of the command line, without the program's name and, on POSIX, without the model's path
// that follows it.
int32_t board_argument_count(void);
// Word `index`, in 0 ..< board_argument_count().
const char *board_argument(int32_t index);

// A handle ≥ 0, or -1.
int32_t board_open(const char *name, int32_t writing);
// Bytes read, 0 at the end, -1 on failure.
int32_t board_read(int32_t handle, void *bytes, int32_t count);
// 0, or -1 where not all was written.
int32_t board_write(int32_t handle, const void *bytes, int32_t count);
// 0, or -1.
int32_t board_close(int32_t handle);
// Shows a text to the person, and ends the line.
void board_log(const char *text);

// The model, aligned to 64 and read in place; NULL if there is none.
const void *board_model(size_t *count);
// The program's static memory for the detector, aligned to 16.
void *board_arena(size_t *count);

// Does nothing: the simulator counts instructions from call to call.
void board_mark(void);

// Fills the stack that is not in use with a pattern.
void board_paint_stack(void);
// Most bytes of stack in use since it was painted: below the frame that painted it on POSIX, of the
// whole stack on bare metal.
size_t board_stack_used(void);

_Noreturn void board_exit(int32_t status);

#endif
