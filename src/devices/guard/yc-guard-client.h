/* The desk's end of a guard: starts one, and stays with it to the end. */
#pragma once

#include "yc-guard-proto.h"

G_BEGIN_DECLS

/* What it hears on the way; called on the calling thread. */
typedef struct
{
  void (*state) (YcEngraverState state,
                 gpointer        data);
  void (*progress) (const YcEngraveProgress *progress,
                    gpointer                 data);
  void (*problem) (const char *problem, /* empty: it has gone */
                   gpointer    data);
  gpointer data;
} YcGuardEars;

/* Borrowed for the call. */
typedef struct
{
  const char *program;
  const char *driver;
  const char *place;
  const char *folder; /* of the machine's journal */
  const char *const *options; /* (nullable): "NAME=VALUE" */
  YcGuardVerb verb;
  YcId job;
  YcToolpath *path;             /* (nullable): FRAME and ENGRAVE */
  YcEngraveStartedFunc started; /* (nullable): ENGRAVE */
  gpointer started_data;
  gint *paused;                 /* (nullable): atomic */
  YcGuardEars ears;
} YcGuardCall;

YcGuardEnd yc_guard_call (const YcGuardCall *call,
                          GCancellable      *cancellable);

G_END_DECLS
