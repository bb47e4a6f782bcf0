/* The bytes of documents, as files of the hub's folder. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  YC_HUB_BLOB_ERROR_OFFSET, /* the piece is none that comes next */
  YC_HUB_BLOB_ERROR_SIZE,   /* the piece goes beyond the document's end */
  YC_HUB_BLOB_ERROR_DIGEST, /* all pieces are here, and they are not that document */
  YC_HUB_BLOB_ERROR_FULL,   /* the disk */
  YC_HUB_BLOB_ERROR_DISK,
} YcHubBlobError;

#define YC_HUB_BLOB_ERROR (yc_hub_blob_error_quark ())
GQuark   yc_hub_blob_error_quark   (void);

gboolean yc_hub_blob_files_append (const char  *folder,
                                   const char  *sha256,
                                   gint64       size,
                                   gint64       offset,
                                   GBytes      *piece,
                                   gint64      *ret_offset,
                                   GError     **error);
GBytes  *yc_hub_blob_files_read   (const char  *folder,
                                   const char  *sha256,
                                   gint64       offset,
                                   gsize        limit,
                                   GError     **error);
guint    yc_hub_blob_files_clear  (const char  *folder,
                                   gint64       before_ms,
                                   gint64      *ret_bytes);

G_END_DECLS
