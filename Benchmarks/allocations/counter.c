// Counts heap allocations by the library that asks for them; loaded with LD_PRELOAD.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_memalign(size_t, size_t);
extern void *__libc_realloc(void *, size_t);

// Swift objects and arrays come through libswiftCore (or the program, when linked statically); the
// bookkeeping of oneDNN's execute through libstdc++ and libdnnl.
static long swift_count, library_count, other_count;
static __thread int inside;

static void count(void *caller) {
  if (inside) return;  // dladdr may allocate.
  inside = 1;
  Dl_info info;
  const char *name = dladdr(caller, &info) && info.dli_fname ? info.dli_fname : "";
  if (strstr(name, "swift") || strstr(name, "bench"))
    __atomic_fetch_add(&swift_count, 1, __ATOMIC_RELAXED);
  else if (strstr(name, "stdc++") || strstr(name, "dnnl"))
    __atomic_fetch_add(&library_count, 1, __ATOMIC_RELAXED);
  else
    __atomic_fetch_add(&other_count, 1, __ATOMIC_RELAXED);
  inside = 0;
}

void *malloc(size_t size) {
  count(__builtin_return_address(0));
  return __libc_malloc(size);
}

void *calloc(size_t items, size_t size) {
  count(__builtin_return_address(0));
  return __libc_calloc(items, size);
}

void *realloc(void *block, size_t size) {
  count(__builtin_return_address(0));
  return __libc_realloc(block, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  count(__builtin_return_address(0));
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : 12;
}

__attribute__((destructor)) static void report(void) {
  fprintf(stderr, "%ld %ld %ld\n", swift_count, library_count, other_count);
}
