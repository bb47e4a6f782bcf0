/* What a backup says of itself. */
#pragma once

#include "yc-hub-backup-files.h"

G_BEGIN_DECLS

#define YC_HUB_MANIFEST "manifest"
#define YC_HUB_MANIFEST_FORMAT 1
#define YC_HUB_MANIFEST_BLOBS "blobs"

typedef struct
{
  char *name; /* below the backup: "hub.db", "hub.key" or "hub.key-place", "blobs/ab/SHA256" */
  YcHubBackupDigest digest;
} YcHubManifestFile;

typedef struct
{
  char *hub;       /* version of the program that made it */
  gint64 schema;   /* version of the tables */
  char *epoch;
  gint64 position; /* of the last row */
  char *hash;      /* of that row; "" for none */
  char *time;      /* when the database was as it is here: "YYYY-MM-DDThh:mm:ssZ" */
  GPtrArray *files; /* of YcHubManifestFile */
} YcHubManifest;

YcHubManifest *yc_hub_manifest_new   (void);
void           yc_hub_manifest_free  (YcHubManifest           *self);
void           yc_hub_manifest_add   (YcHubManifest           *self,
                                      const char              *name,
                                      const YcHubBackupDigest *digest);
gint64         yc_hub_manifest_sum   (const YcHubManifest     *self);
gboolean       yc_hub_manifest_write (const YcHubManifest     *self,
                                      const char              *path,
                                      GError                 **error);
YcHubManifest *yc_hub_manifest_read  (const char              *path,
                                      GError                 **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcHubManifest, yc_hub_manifest_free)

G_END_DECLS
