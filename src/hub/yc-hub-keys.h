/* Keys of grants that were used lately, for any thread. */
#pragma once

#include "yc-crypto.h"
#include "yc-id.h"

G_BEGIN_DECLS

typedef struct _YcHubKeys YcHubKeys;

YcHubKeys *yc_hub_keys_new  (void);
void       yc_hub_keys_free (YcHubKeys    *self);
gboolean   yc_hub_keys_find (YcHubKeys    *self,
                             const YcId   *grant,
                             guint8        ret_key[YC_KEY_SIZE]);
void       yc_hub_keys_add  (YcHubKeys    *self,
                             const YcId   *grant,
                             const guint8  key[YC_KEY_SIZE]);

G_END_DECLS
