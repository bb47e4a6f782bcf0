/* What the machines here make next, over all cases of this window. */
#pragma once

#include "yc-case-jobs.h"
#include "yc-counter.h"
#include "yc-schedule.h"

G_BEGIN_DECLS

/* A machine as the plan sees it. */
typedef struct
{
  const char *id;
  gint64 free_ms; /* by the hub's clock; from when on it has nothing to do */
  guint speed_permille;
  guint can;      /* set of bits that whoever asks gives a meaning to */
} YcPlanMachine;

/* How long @piece of @file takes on a machine of speed 1000, and what it needs
 * (the same bits); FALSE for what is not to be planned here. */
typedef gboolean (*YcPieceEstimate) (YcCaseFile    *file,
                                     const YcPiece *piece,
                                     gint64        *ret_duration_ms,
                                     guint         *ret_needs,
                                     gpointer       data);

typedef struct
{
  YcCaseFile *file;
  char *piece;
  char *machine;    /* (nullable): NULL where none can do it */
  gint64 start_ms;  /* by the hub's clock */
  gint64 finish_ms;
  gint64 due_ms;    /* when the first promise it is part of breaks; %YC_SCHEDULE_NO_DUE for none */
  gboolean late;
} YcPlannedPiece;

/* Returns: (transfer full): of YcPlannedPiece, what begins first first: every
 *   piece that may be made and that no other desk has */
GPtrArray *yc_counter_plan_pieces (YcCounter           *self,
                                   const YcPlanMachine *machines,
                                   guint                n_machines,
                                   YcPieceEstimate      estimate,
                                   gpointer             data);

G_END_DECLS
