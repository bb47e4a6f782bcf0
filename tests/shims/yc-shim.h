/* What both shims need: the next function of a name, and words from the environment. */
#pragma once

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* A shim is loaded before everything else and may be called before its own
 * constructor has run, so each function looks up its successor when first
 * called. Finding none is a broken test, not something to go on from. */
static inline void *
yc_shim_next (void      **cached,
              const char *name)
{
  void *found = __atomic_load_n (cached, __ATOMIC_ACQUIRE);

  if (found == NULL)
    {
      found = dlsym (RTLD_NEXT, name);
      if (found == NULL)
        abort ();
      __atomic_store_n (cached, found, __ATOMIC_RELEASE);
    }
  return found;
}

#define YC_SHIM_NEXT(ret_, name_, args_)                                  \
  static void *next_##name_;                                              \
  ret_ (*real) args_ = (ret_ (*) args_) yc_shim_next (&next_##name_, #name_)

/* LD_PRELOAD is inherited: a shim with a program named keeps out of all others. */
static inline bool
yc_shim_is_for_us (const char *variable)
{
  const char *wanted = getenv (variable);

  return wanted == NULL || strcmp (wanted, program_invocation_short_name) == 0;
}
