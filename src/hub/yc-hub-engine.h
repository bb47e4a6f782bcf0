/* What the hub does of itself with a case, and with what its offices say. */
#pragma once

#include "yc-hub-ingest.h"
#include "yc-office-wire.h"

G_BEGIN_DECLS

#define YC_HUB_OFFICE_ID_MAX 32 /* bytes */
/* A name in the set of what was touched: there is something to send to that office. */
#define YC_HUB_OFFICE_TOUCHED "office/"

/* Of a request that the office will not have: why. */
typedef struct
{
  guint status;
  char *code;   /* (nullable) */
  char *detail; /* (nullable) */
} YcHubOfficeProblem;

gboolean yc_hub_engine_follow       (YcHub                    *hub,
                                     YcHubState               *state,
                                     YcMoment                  at,
                                     GHashTable               *touched,
                                     GError                  **error);
/* The rest are transactions of their own. */
gboolean yc_hub_engine_catch_up     (YcHub                    *hub,
                                     GError                  **error);
gboolean yc_hub_engine_acknowledge  (YcHub                    *hub,
                                     const YcId               *request,
                                     const char               *receipt,
                                     GHashTable               *touched,
                                     GError                  **error);
gboolean yc_hub_engine_recognise    (YcHub                    *hub,
                                     const YcId               *request,
                                     GHashTable               *touched,
                                     GError                  **error);
gboolean yc_hub_engine_postpone     (YcHub                    *hub,
                                     const YcId               *request,
                                     gint64                    retry_after_ms,
                                     GError                  **error);
gboolean yc_hub_engine_give_up      (YcHub                    *hub,
                                     const YcId               *request,
                                     const YcHubOfficeProblem *problem,
                                     GHashTable               *touched,
                                     GError                  **error);
gboolean yc_hub_engine_take         (YcHub                    *hub,
                                     const char               *office,
                                     gint64                    after,
                                     GPtrArray                *entries,
                                     gint64                    head,
                                     gint64                   *ret_cursor,
                                     GHashTable               *touched,
                                     GError                  **error);

G_END_DECLS
