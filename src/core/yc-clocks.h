/* How long it took, against what was promised (D11). */
#pragma once

#include "yc-calendar.h"

G_BEGIN_DECLS

#define YC_CLOCKS_MODULES_MAX 16
#define YC_CLOCK_NO_LIMIT (-1)
/* "At once" is an answer within a minute of asking. */
#define YC_CLOCK_AT_ONCE_MS (60 * 1000)

typedef enum
{
  YC_CLOCK_IDLE, /* has not started */
  YC_CLOCK_CALM,
  YC_CLOCK_TIGHT,  /* less than a quarter is left, or less than what is still to come takes */
  YC_CLOCK_PAUSED, /* stands still at this moment */
  YC_CLOCK_BROKEN, /* more than the limit, running or ended */
  YC_CLOCK_KEPT,   /* ended within the limit, or without one */
} YcClockState;

/* A stretch that does not count. Moments are milliseconds since 1970. */
typedef struct
{
  const char *code;
  const char *module; /* (nullable): NULL for the whole case */
  gint64 from_ms;
  gint64 to_ms; /* 0 while it lasts; else exclusive */
  gboolean uncertain;
} YcClockPause;

typedef struct
{
  const char *id;
  gint64 started_ms; /* 0: not yet */
  gint64 ended_ms;   /* 0: not yet */
  gint64 making_ms;  /* when its office was done, and the hall began to make its pieces; 0: not yet, or it makes none */
  gint64 limit_ms;   /* %YC_CLOCK_NO_LIMIT for none */
  guint statutory_days; /* working days; 0: none are set */
  const char *waits;    /* (nullable): a word for what it waits for */
  gboolean is_outside;  /* an office outside the hall decides it */
  gboolean uncertain;
} YcClockModule;

/* What happened to one case. 0 is a moment that has not come. */
typedef struct
{
  gint64 now_ms;
  int zone_minutes; /* east of UTC, for days */
  const YcCalendar *calendar; /* (nullable): without one, no statutory clock */
  gint64 issued_ms;      /* the ticket; 0 for a case without one */
  gint64 received_ms;
  gint64 finished_ms;    /* all chosen modules ended, or the case was refused */
  gint64 handed_ms;
  gint64 promise_ms;     /* limit; %YC_CLOCK_NO_LIMIT for none */
  gint64 need_ms;        /* what is still to come usually takes; 0: not known */
  gboolean uncertain;    /* one of these moments is */
  const YcClockModule *modules;
  guint n_modules;
  const YcClockPause *pauses;
  guint n_pauses;
} YcClockFacts;

/* One clock, read. Of a clock that runs, everything is as of now. */
typedef struct
{
  const char *module; /* (nullable): whose; NULL for the case's own */
  YcClockState state;
  gint64 started_ms;
  gint64 ended_ms;  /* 0 while it runs */
  gint64 gross_ms;
  gint64 net_ms;    /* gross without what was paused */
  gint64 limit_ms;  /* %YC_CLOCK_NO_LIMIT for none */
  gint64 due_at_ms; /* when net reaches the limit; moves with pauses; G_MAXINT64 without a limit */
  guint net_days;   /* statutory: working days that counted */
  guint limit_days; /* statutory */
  const char *waits; /* "" or why: a module's word, or a pause's code */
  const char *waits_module; /* (nullable) */
  gboolean uncertain;
} YcClockReading;

typedef struct
{
  YcClockReading promise;   /* received → finished */
  YcClockReading visitor;   /* ticket → handed over */
  YcClockReading statutory; /* of the module that is due first */
  YcClockReading modules[YC_CLOCKS_MODULES_MAX];
  guint n_modules;
} YcClocks;

gboolean yc_clock_facts_is_paused (const YcClockFacts   *self,
                                   const char           *module,
                                   gint64                at_ms);
gint64   yc_clock_facts_measure   (const YcClockFacts   *self,
                                   const char           *module,
                                   gint64                from_ms,
                                   gint64                to_ms,
                                   gint64                limit_ms,
                                   gint64               *ret_due_at_ms);
GArray  *yc_clock_facts_list_edges (const YcClockFacts  *self,
                                   gint64                from_ms,
                                   gint64                to_ms);
void     yc_clocks_read           (const YcClockFacts   *facts,
                                   YcClocks             *ret_clocks);
int      yc_clock_reading_compare (const YcClockReading *a,
                                   const YcClockReading *b);
/* What breaks first of all that runs against a limit; else what runs. */
const YcClockReading *yc_clocks_get_front (const YcClocks *self);
/* Two cases by what breaks first; 0 where no clock of theirs decides. */
int      yc_clocks_compare        (const YcClocks       *a,
                                   const YcClocks       *b);
/* The promise for the whole; where none is made, that of the longest module. */
const YcClockReading *yc_clocks_get_promise (const YcClocks *self);
const char *yc_clock_state_to_text (YcClockState         state);

G_END_DECLS
