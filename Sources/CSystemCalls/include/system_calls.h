// The system calls of a device program, as Embedded Swift can call them: no variadic functions, no
// errno. What fails returns the negative number of the error.
#pragma once

#include <stddef.h>
#include <stdint.h>

// Files and streams.

// What a person calls descriptor 0.
static inline const char *system_standard_input_name(void) { return "standard input"; }
int32_t system_open_for_reading(const char *path);
void system_close(int32_t descriptor);
// Bytes read, at most `count`; 0 at the end. A signal that asks to stop ends the wait with
// `system_interrupted()`.
intptr_t system_read(int32_t descriptor, void *bytes, intptr_t count);
// Writes all of it, or says why not. A line is one call of `write` where the receiver has room. After
// a signal that asks to stop, a receiver without room is given up after a second.
int32_t system_write(int32_t descriptor, const void *bytes, intptr_t count);
// The whole file, read-only, at an address that is a multiple of the page's size; NULL and the
// error in `*error` if that is not possible. An empty file gives NULL and 0.
const void *system_map(const char *path, intptr_t *count, int32_t *error);
// Whether both are there and are the same file.
int32_t system_is_same_file(const char *path, const char *other);
// Gives the file of this name, whether it is there or not, these bytes: all of them or, with an error,
// those that it had, whenever the program or the machine stops. Where the name is a link, the file that
// it leads to.
int32_t system_replace_file(const char *path, const void *bytes, intptr_t count);
// Whether that is possible now, as far as it can be known without doing it: 0 or an error.
int32_t system_try_replacing(const char *path);

// Memory for as long as the program runs, zero, at a multiple of the page's size; or NULL.
void *system_memory(intptr_t count);

// What an error's number means, in words.
const char *system_error_text(int32_t error);
int32_t system_interrupted(void);
int32_t system_broken_pipe(void);

// Clocks, in ns.

int64_t system_monotonic_time(void);
// Since 1970-01-01T00:00:00Z, without leap seconds.
int64_t system_wall_time(void);
// Waits; ends early when a signal asks to stop.
void system_sleep(int32_t milliseconds);

// From here on SIGTERM and SIGINT only raise the flag, and a reader of standard output that has
// gone makes `system_write` fail instead of killing the program. A second such signal ends it.
void system_catch_signals(void);
int32_t system_stop_requested(void);
