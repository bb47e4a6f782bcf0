/* The hall's figures, as the hub gives them. */
#pragma once

#include "yc-figures.h"
#include "yc-hub-answers.h"

G_BEGIN_DECLS

#define YC_HUB_FIGURES_BYTES_MAX 0x200000 /* 2 MiB: 1000 rows */
#define YC_HUB_FIGURES_ROWS_MAX 1001      /* all, and each window, person or matter */
#define YC_HUB_COUNTED_ROWS_MAX 1000      /* windows, or what is about to break a promise */

/* A case or a visit that a figure counted. Texts are "" where there is nothing,
 * moments 0. */
typedef struct
{
  YcStream stream;
  char *number; /* the case's, or the ticket's */
  char *name;
  char *status; /* a word for files */
  char *window;
  char *operator_code;
  char *matter;
  gint64 opened_ms;
  gint64 received_ms;
  gint64 finished_ms;
  gint64 handed_ms;
  gint64 issued_ms; /* this and the next three: of visits */
  gint64 called_ms;
  gint64 no_show_ms;
  gint64 transferred_ms;
  int rating;
  char *state;     /* of the promise: a word for files */
  gint64 limit_ms; /* −1 for none */
  gint64 net_ms;   /* of the promise, so far */
  gint64 due_ms;
  char *why;       /* what it waits for: a word for files, or a pause's code */
  char *why_module;
  gint64 since_ms; /* a window's: ticket or opening */
  gint64 stages_ms[YC_STAGES]; /* a window's: since then */
} YcHubCounted;

typedef struct
{
  gint64 now_ms;
  gint64 from_ms;
  gint64 to_ms;
  gint64 since_ms;     /* what ended before may lack; 0: nothing lacks */
  GPtrArray *rows;     /* of YcFigures: all first, then by key */
  YcFigures *before;   /* of the period before, as far as this one has come */
  GPtrArray *breaking; /* of YcHubCounted, the one due first in front */
  GPtrArray *windows;  /* of YcHubCounted: what each window works on */
  GHashTable *names;   /* operator's code → name */
} YcHubFigures;

typedef struct
{
  gboolean visits;
  GPtrArray *rows; /* of YcHubCounted */
  gint64 total;
} YcHubCountedList;

/* Somebody looked at personal data of a case. */
typedef struct
{
  gint64 at_ms;
  char *operator_code;
  char *operator_name; /* "" where the hub does not know it */
  char *window;
  char *purpose;
  char *text;          /* "" for none */
  guint fields;
  YcStream stream;
  char *number;        /* "" until the case was received */
  char *case_name;
} YcHubLook;

/* How often, by a person or for a purpose. */
typedef struct
{
  char *key;
  char *name; /* a person's; "" of a purpose */
  guint looks;
  guint cases;
} YcHubLookCount;

typedef struct
{
  GPtrArray *rows; /* of YcHubLook, the newest first */
  gint64 total;
  GPtrArray *persons;  /* of YcHubLookCount */
  GPtrArray *purposes; /* of YcHubLookCount */
} YcHubLooks;

YcHubLooks       *yc_hub_looks_parse        (GBytes             *bytes,
                                             GError            **error);
void              yc_hub_looks_free         (YcHubLooks         *self);
void              yc_hub_look_free          (YcHubLook          *self);

YcHubFigures     *yc_hub_figures_parse      (GBytes             *bytes,
                                             GError            **error);
void              yc_hub_figures_free       (YcHubFigures       *self);
YcHubCountedList *yc_hub_counted_list_parse (GBytes             *bytes,
                                             GError            **error);
void              yc_hub_counted_list_free  (YcHubCountedList   *self);
YcHubCounted     *yc_hub_counted_copy       (const YcHubCounted *self);
void              yc_hub_counted_free       (YcHubCounted       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubFigures, yc_hub_figures_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubLooks, yc_hub_looks_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubCountedList, yc_hub_counted_list_free)

G_END_DECLS
