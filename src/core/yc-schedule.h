/* Which machine makes what, and in which order, so that the fewest promises break. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define YC_SCHEDULE_JOBS_MAX 500
#define YC_SCHEDULE_MACHINES_MAX 16
#define YC_SCHEDULE_NO_DUE G_MAXINT64
#define YC_SCHEDULE_NOWHERE G_MAXUINT /* no machine can do it */

/* One piece to be made. Moments and durations are milliseconds. */
typedef struct
{
  guint promise;      /* pieces of one promise have one number: it is kept when all are there in time */
  gint64 duration_ms; /* on a machine of speed 1000 */
  gint64 due_ms;      /* the promise's; %YC_SCHEDULE_NO_DUE for none */
  guint needs;        /* set of bits: what a machine must be able to do */
} YcScheduleJob;

typedef struct
{
  gint64 free_ms;       /* from when on it has nothing to do */
  guint speed_permille; /* 1000 takes duration_ms; 500 takes twice as long */
  guint can;            /* set of bits */
} YcScheduleMachine;

typedef struct
{
  guint job;       /* number in the list that was given */
  guint machine;   /* the same; %YC_SCHEDULE_NOWHERE */
  gint64 start_ms; /* 0 where no machine can do it */
  gint64 finish_ms;
  gboolean late;
} YcScheduleSlot;

/* Returns: (transfer full): of YcScheduleSlot, one a job, those that begin first
 *   first, those that no machine can do last */
GArray *yc_schedule_plan         (const YcScheduleJob     *jobs,
                                  guint                    n_jobs,
                                  const YcScheduleMachine *machines,
                                  guint                    n_machines,
                                  gint64                   now_ms);
guint   yc_schedule_count_broken (const YcScheduleJob     *jobs,
                                  const GArray            *slots);

G_END_DECLS
