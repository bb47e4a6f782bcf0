/* Where a store's key comes from. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_STORE_CREDENTIAL "yichuang-desk.key" /* in $CREDENTIALS_DIRECTORY */

typedef enum
{
  YC_STORE_KEY_UNSAID,     /* where a store has it; a new one has it in a file */
  YC_STORE_KEY_FILE,       /* beside the folder */
  YC_STORE_KEY_KEYRING,    /* the Secret Service of the session */
  YC_STORE_KEY_CREDENTIAL, /* systemd's, which may be sealed to the machine's TPM */
  YC_STORE_KEY_AUTO,       /* where a store has it; a new one where the system keeps keys best */
} YcStoreKeyPlace;

gboolean yc_store_key_parse_place   (const char           *text,
                                     YcStoreKeyPlace      *ret_place);
char    *yc_store_key_dup_path      (const char           *dir,
                                     const char           *key_file);
void     yc_store_key_obtain_async  (const char           *dir,
                                     const char           *key_file,
                                     YcStoreKeyPlace       place,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
GBytes  *yc_store_key_obtain_finish (GAsyncResult         *result,
                                     GError              **error);
void     yc_store_key_move_async    (const char           *dir,
                                     const char           *key_file,
                                     GBytes               *key,
                                     YcStoreKeyPlace       place,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
gboolean yc_store_key_move_finish   (GAsyncResult         *result,
                                     GError              **error);

G_END_DECLS
