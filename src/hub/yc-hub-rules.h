/* What the catalogue asks of an op, and what follows from a submission. */
#pragma once

#include "yc-case.h"
#include "yc-hub-catalogues.h"

G_BEGIN_DECLS

#define YC_HUB_REGISTRATION "registration" /* the module that the hub decides itself */

typedef struct _YcHubRules YcHubRules;

YcHubRules *yc_hub_rules_new        (YcHubCatalogues *catalogues);
void        yc_hub_rules_free       (YcHubRules   *self);
YcHubCatalogues *yc_hub_rules_get_catalogues (YcHubRules *self);
const YcCatalogue *yc_hub_rules_find_catalogue (YcHubRules *self,
                                     YcCase       *folded);
GBytes     *yc_hub_rules_find_bytes (YcHubRules   *self,
                                     const char   *version,
                                     gint64        at_ms);
const YcMatter *yc_hub_rules_find_matter (YcHubRules *self,
                                     YcCase       *folded);
void        yc_hub_rules_judge      (YcHubRules   *self,
                                     YcCase       *folded,
                                     const YcOp   *op,
                                     gint64        at_ms,
                                     YcVerdict    *verdict);
YcBody     *yc_hub_rules_decide     (YcHubRules   *self,
                                     YcCase       *folded,
                                     gint64        at_ms,
                                     gboolean     *ret_approved);
const char *yc_hub_rules_get_prefix (YcHubRules   *self,
                                     YcCase       *folded);
char       *yc_hub_rules_dup_credit_code (YcCase  *folded,
                                     guint64       number);
char       *yc_hub_rules_dup_name   (YcHubRules   *self,
                                     YcCase       *folded);
char       *yc_hub_rules_dup_words  (YcHubRules   *self,
                                     YcCase       *folded);

G_END_DECLS
