/* Files that are still there after the power went (D27). */
#pragma once

#include "yc-crypto.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define YC_KEY_FILE_SIZE YC_KEY_SIZE /* bytes */

gboolean yc_fd_write_all       (int           fd,
                                const guint8 *data,
                                gsize         size);
gboolean yc_file_write_durably (const char  *path,
                                GBytes      *bytes,
                                mode_t       mode,
                                GError     **error);
GBytes  *yc_file_read          (const char  *path,
                                gsize        size_max,
                                GError     **error);
gboolean yc_file_remove_durably (const char *path,
                                GError     **error);
gboolean yc_file_sync          (const char  *path,
                                GError     **error);
gboolean yc_dir_ensure         (const char  *path,
                                GError     **error);
gboolean yc_dir_sync           (const char  *path,
                                GError     **error);
int      yc_dir_lock           (const char  *path,
                                GError     **error);
GBytes  *yc_key_file_ensure    (const char  *path,
                                GError     **error);

G_END_DECLS
