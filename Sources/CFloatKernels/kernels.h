#pragma once
#include "CFloatKernels.h"

// One body, compiled for several x86-64 levels and chosen when the program is loaded. No pointer
// or vector type crosses the boundary, so the calling convention is the same for all of them.
#if defined(__x86_64__) && defined(__ELF__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define CLONED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef CLONED
#define CLONED
#endif
