/* Where the key comes from that a hub signs with. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_HUB_KEY_FILE "hub.key"             /* in the folder */
#define YC_HUB_KEY_PLACE_FILE "hub.key-place" /* in the folder, instead of it */
#define YC_HUB_CREDENTIAL "yichuang-hub.key"  /* in $CREDENTIALS_DIRECTORY */

YcKeyPair *yc_hub_key_open (const char  *folder,
                            GError     **error);

G_END_DECLS
