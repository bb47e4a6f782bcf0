/* A hall in figures: counts, spreads and stages, from what happened. */
#pragma once

#include "yc-clocks.h"

G_BEGIN_DECLS

/* Where a case's time went. */
typedef enum
{
  YC_STAGE_TOUCH,   /* somebody of the hall works on it */
  YC_STAGE_WAIT,    /* for its turn, or for a reviewer */
  YC_STAGE_MACHINE, /* an engraver or a printer works */
  YC_STAGE_OFFICE,  /* an office outside has it */
  YC_STAGE_PAUSED,  /* the case stands still for a coded reason */
} YcStage;

#define YC_STAGES (YC_STAGE_PAUSED + 1)
#define YC_RATINGS 5
#define YC_HOURS 24

typedef struct
{
  gint64 from_ms;
  gint64 to_ms; /* exclusive */
} YcSpan;

/* One case. Moments are milliseconds since 1970, 0 where they have not come. */
typedef struct
{
  const char *stream;
  const char *window;
  const char *operator_code;
  const char *matter;
  gint64 called_ms;   /* the visit's first call */
  gint64 opened_ms;
  gint64 decided_ms;  /* the registration: approved or refused */
  gint64 rated_ms;
  int rating;         /* 1 very satisfied … 5 very dissatisfied; 0 none */
  gboolean at_once;   /* decided by the rules when it was received */
  gboolean electronic; /* no paper was taken in */
  const YcSpan *machine; /* when machines worked for it */
  guint n_machine;
  gboolean is_settled; /* finished, and the next two say what modules, pauses and machines would */
  gboolean kept;       /* the promise; of no meaning without one */
  gint64 stages_ms[YC_STAGES]; /* ticket, or opening → finished */
  YcClockFacts clock; /* the other moments, the modules and the pauses; its now_ms is not used */
} YcCaseFacts;

/* One visit. */
typedef struct
{
  const char *stream;
  const char *window; /* "" until it is called */
  const char *operator_code;
  const char *matter; /* "" without a case */
  gint64 issued_ms;
  gint64 called_ms;      /* first call */
  gint64 no_show_ms;     /* nobody came; 0 again when it is called once more */
  gint64 transferred_ms; /* the newest transfer */
  gboolean waits;
  gboolean uncertain;
} YcVisitFacts;

/* Every figure that counts something, and so can show what it counted. */
typedef enum
{
  /* Visits. */
  YC_MEASURE_WAITING,     /* wait now, of those issued before the period's end */
  YC_MEASURE_WAITED,      /* first called in the period */
  YC_MEASURE_NO_SHOW,     /* did not come, in the period */
  YC_MEASURE_TRANSFERRED, /* sent to another window in the period, each visit once */
  /* Cases. */
  YC_MEASURE_IN_HAND,  /* opened before the period's end and not finished */
  YC_MEASURE_DONE,     /* finished in the period */
  YC_MEASURE_HANDED,   /* handed over in the period */
  YC_MEASURE_PROMISED, /* done, and something was promised */
  YC_MEASURE_KEPT,     /* promised, and net within the promise */
  YC_MEASURE_DECIDED,  /* decided in the period */
  YC_MEASURE_AT_ONCE,  /* decided, by the rules */
  YC_MEASURE_ELECTRONIC, /* done, without paper */
  YC_MEASURE_BREAKING, /* in hand, and the promise is tight or broken */
  YC_MEASURE_RATED_1,  /* rated in the period: very satisfied */
  YC_MEASURE_RATED_2,
  YC_MEASURE_RATED_3,
  YC_MEASURE_RATED_4,
  YC_MEASURE_RATED_5,
} YcMeasure;

#define YC_MEASURES (YC_MEASURE_RATED_5 + 1)

typedef enum
{
  YC_BY_NOTHING,
  YC_BY_WINDOW,
  YC_BY_OPERATOR,
  YC_BY_MATTER,
} YcFiguresBy;

typedef struct
{
  gint64 from_ms; /* the period */
  gint64 to_ms;   /* exclusive */
  gint64 now_ms;
  YcFiguresBy by;
  gint64 day_ms; /* the day whose hours are shown begins; 0: none */
} YcFiguresQuery;

/* How long: small numbers carry their n. */
typedef struct
{
  guint n;
  gint64 median_ms;
  gint64 p90_ms;
} YcSpread;

typedef struct
{
  char *key; /* a window, an operator or a matter; NULL for all */
  guint counts[YC_MEASURES];
  YcSpread waited;  /* ticket → first call, of WAITED */
  YcSpread handled; /* first call, or opening → finished, of DONE */
  YcSpread total;   /* ticket, or opening → handed over, of HANDED */
  gint64 stages_ms[YC_STAGES]; /* of DONE; they add up to whole_ms */
  gint64 whole_ms;             /* ticket, or opening → finished, of DONE */
  guint hours[YC_HOURS];       /* of DONE: finished in each hour of the day shown */
  guint uncertain; /* cases and visits counted with a moment that is uncertain */
} YcFigures;

GPtrArray  *yc_figures_compute   (const YcFiguresQuery *query,
                                  const YcCaseFacts    *cases,
                                  guint                 n_cases,
                                  const YcVisitFacts   *visits,
                                  guint                 n_visits);
GPtrArray  *yc_figures_list      (const YcFiguresQuery *query,
                                  YcMeasure             measure,
                                  const char           *key,
                                  const YcCaseFacts    *cases,
                                  guint                 n_cases,
                                  const YcVisitFacts   *visits,
                                  guint                 n_visits);
GPtrArray  *yc_figures_list_breaking (const YcFiguresQuery *query,
                                  const YcCaseFacts    *cases,
                                  guint                 n_cases);
void        yc_figures_sort_breaking (const YcFiguresQuery *query,
                                  GPtrArray            *cases);
gint64      yc_case_facts_get_begin (const YcCaseFacts *self);
void        yc_case_facts_settle (YcCaseFacts          *self);
void        yc_case_facts_split  (const YcCaseFacts    *self,
                                  gint64                from_ms,
                                  gint64                to_ms,
                                  gint64                ret_stages_ms[YC_STAGES]);
YcSpread    yc_spread_compute    (gint64               *values,
                                  guint                 n);
void        yc_figures_free      (YcFigures            *self);
const char *yc_stage_to_text     (YcStage               stage);
const char *yc_measure_to_text   (YcMeasure             measure);
gboolean    yc_measure_parse     (const char           *text,
                                  YcMeasure            *ret_measure);
gboolean    yc_measure_is_of_visits (YcMeasure          measure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcFigures, yc_figures_free)

G_END_DECLS
