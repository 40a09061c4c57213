#ifndef C_ALLOCATION_COUNTER_H
#define C_ALLOCATION_COUNTER_H

#include <stdbool.h>

/// Whether the allocator is watched in this build; not under a sanitizer, which has its own.
bool allocation_counter_works(void);

/// Starts to count the allocations of the calling thread, from 0.
void allocation_counter_start(void);

/// Stops, and returns how often memory was asked for since the start.
long allocation_counter_stop(void);

#endif
