/* The halls' facts in memory, for the figures. */
#pragma once

#include "yc-hub-store.h"

G_BEGIN_DECLS

#define YC_HUB_BOARD_CASES_MAX 300000  /* of a hall; all that run, then the newest */
#define YC_HUB_BOARD_VISITS_MAX 300000 /* of a hall; the newest */
#define YC_HUB_BOARD_HALLS_MAX 8
#define YC_HUB_BOARD_AGE_MS 1000 /* an answer is good for so long */

/* The facts of one hall. A case's and a visit's place is the same in both
 * arrays of its own. */
typedef struct
{
  GArray *cases;            /* of YcCaseFacts */
  GPtrArray *case_owners;   /* of YcHubCaseFacts */
  GHashTable *case_places;  /* stream → place */
  GArray *visits;           /* of YcVisitFacts */
  GPtrArray *visit_owners;  /* of YcHubVisitFacts */
  GHashTable *visit_places;
  GHashTable *names;        /* operator's code → name */
  gint64 since_ms; /* what ended before this may not all be here; 0: all is */
} YcHubHallFacts;

typedef struct _YcHubBoard YcHubBoard;

YcHubBoard *yc_hub_board_new     (void);
void        yc_hub_board_free    (YcHubBoard     *self);

/* In the store's thread. */
void        yc_hub_board_touch   (YcHubBoard     *self,
                                  const char     *hall,
                                  const char     *stream);
gboolean    yc_hub_board_collect (YcHubBoard     *self,
                                  YcHubStore     *store,
                                  const char     *hall,
                                  GError        **error);

/* In the thread that counts. */
YcHubHallFacts *yc_hub_board_read (YcHubBoard    *self,
                                  const char     *hall);
GBytes     *yc_hub_board_find_answer (YcHubBoard *self,
                                  const char     *question);
void        yc_hub_board_keep_answer (YcHubBoard *self,
                                  const char     *question,
                                  GBytes         *answer);
void        yc_hub_board_set_age (YcHubBoard     *self,
                                  guint           age_ms);

G_END_DECLS
