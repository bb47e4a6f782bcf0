/* A store's key in the session's keyring. Each call waits: not for the main thread. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_STORE_KEYRING_WAIT_MS 10000 /* for the keyring's answers to one call, all together */

gboolean yc_store_keyring_is_open (void);
GBytes  *yc_store_keyring_load    (const char  *id,
                                   GError     **error);
gboolean yc_store_keyring_save    (const char  *id,
                                   GBytes      *key,
                                   GError     **error);
gboolean yc_store_keyring_remove  (const char  *id,
                                   GError     **error);

G_END_DECLS
