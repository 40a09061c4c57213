// The parts of <string.h> that exist without a C library; see runtime_cortex_m.c.
#ifndef EDGEASD_RUNTIME_H
#define EDGEASD_RUNTIME_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t count);
void *memmove(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);
int memcmp(const void *left, const void *right, size_t count);
size_t strlen(const char *text);

#endif
