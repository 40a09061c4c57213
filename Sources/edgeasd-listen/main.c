// The device program. Embedded Swift is not given the command line, so C's `main` passes it on.

#include <stdint.h>

// Of the module Listening: does what the command line asks for and returns the exit code.
int32_t edgeasd_listen(int32_t count, char *const *words);

int main(int argc, char *argv[]) { return edgeasd_listen(argc, argv); }
