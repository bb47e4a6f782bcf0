/* Files of a backup: copied, linked, held against their digests, removed. */
#pragma once

#include "yc-crypto.h"

G_BEGIN_DECLS

#define YC_HUB_BACKUP_PREFIX "backup-" /* of the name of a backup that is whole */
#define YC_HUB_BACKUP_PART ".part-"    /* of one that is not, or not any more */

/* What was read. */
typedef struct
{
  gint64 size; /* bytes */
  char sha256[YC_SHA256_TEXT_SIZE];
} YcHubBackupDigest;

gboolean   yc_hub_backup_copy_file   (const char         *from,
                                      const char         *to,
                                      GCancellable       *cancellable,
                                      YcHubBackupDigest  *ret_digest,
                                      GError            **error);
gboolean   yc_hub_backup_link_file   (const char         *from,
                                      const char         *to);
gboolean   yc_hub_backup_sync_tree   (const char         *folder,
                                      GError            **error);
gboolean   yc_hub_backup_remove_tree (const char         *folder,
                                      GError            **error);
gboolean   yc_hub_backup_clear_parts (const char         *folder,
                                      GError            **error);
GPtrArray *yc_hub_backup_list_whole  (const char         *folder,
                                      GError            **error);

G_END_DECLS
