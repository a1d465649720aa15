#pragma once

// One copy of a function for each instruction set, chosen once when the program is loaded.
#if defined(__x86_64__) && defined(__linux__)
#define LB_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define LB_CLONES
#endif

// Part of every clone of its callers, so that it uses the same instructions.
#define INLINED static inline __attribute__((always_inline))
