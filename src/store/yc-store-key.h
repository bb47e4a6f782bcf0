/* Where a store's key comes from. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

char   *yc_store_key_dup_path      (const char           *dir,
                                    const char           *key_file);
void    yc_store_key_obtain_async  (const char           *dir,
                                    const char           *key_file,
                                    GCancellable         *cancellable,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
GBytes *yc_store_key_obtain_finish (GAsyncResult         *result,
                                    GError              **error);

G_END_DECLS
