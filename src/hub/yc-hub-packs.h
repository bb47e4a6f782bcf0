/* Packs at a hub: taken in while it runs, withdrawn, given to desks. */
#pragma once

#include "yc-hub.h"
#include "yc-hub-request.h"

G_BEGIN_DECLS

#define YC_HUB_PACK_WHY_MAX 200 /* bytes of what a desk says */

/* What a desk says of a version. */
typedef struct
{
  char *state; /* "trying", "good" or "refused" */
  char *why;
} YcHubPackWord;

/* Reads what the store has into hub->rules; when the hub is opened. */
gboolean       yc_hub_packs_open        (YcHub                *hub,
                                         GError              **error);

/* What an administrator asks for; all in transactions of their own.
 * Returns: (transfer full) (nullable): what was done, in words */
char          *yc_hub_packs_install     (YcHub                *hub,
                                         GBytes               *bytes,
                                         GError              **error);
char          *yc_hub_packs_withdraw    (YcHub                *hub,
                                         const char           *version,
                                         const char           *reason,
                                         GError              **error);
char          *yc_hub_packs_trust       (YcHub                *hub,
                                         const char           *key,
                                         const char           *name,
                                         gboolean              trusted,
                                         GError              **error);
char          *yc_hub_packs_describe    (YcHub                *hub,
                                         GError              **error);

/* The same by an administrator's op: judged and put down in its transaction, known after it. */
void           yc_hub_packs_judge_withdrawal (YcHub           *hub,
                                         const YcOp           *op,
                                         YcVerdict            *verdict);
gboolean       yc_hub_packs_apply_withdrawal (YcHub           *hub,
                                         const YcOp           *op,
                                         gint64                now_ms,
                                         GError              **error);
void           yc_hub_packs_know_withdrawal (YcHub            *hub,
                                         const char           *version,
                                         gint64                now_ms);

/* What desks ask for. */
YcHubAnswer   *yc_hub_packs_list        (YcHub                *hub);
YcHubAnswer   *yc_hub_packs_read        (YcHub                *hub,
                                         const YcHubRequest   *request);
/* What administrators are shown: every version, and how desks get on with it. */
YcHubAnswer   *yc_hub_packs_read_staff  (YcHub                *hub,
                                         const YcHubDevice    *device);
YcHubPackWord *yc_hub_pack_word_parse   (GBytes               *body);
void           yc_hub_pack_word_free    (YcHubPackWord        *self);
YcHubAnswer   *yc_hub_packs_take_word   (YcHub                *hub,
                                         const char           *version,
                                         const YcHubPackWord  *word,
                                         const YcHubDevice    *device);

G_END_DECLS
