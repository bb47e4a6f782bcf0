/* What the simulated machines of a training hall have made: the files in their output folders. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_MADE_MAX 200 /* the newest of them */

typedef struct
{
  char *path;
  gboolean is_picture; /* else text, as it would stand on the paper */
  gint64 at_ms;        /* by the clock of the machine that wrote it */
} YcMade;

/* Reads the folders on a worker; one that is not there holds nothing. */
void       yc_made_list_async  (const char *const   *folders,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             data);
/* Returns: (transfer full): of YcMade, the newest first; %NULL where it was cancelled */
GPtrArray *yc_made_list_finish (GAsyncResult        *result,
                                GError             **error);

G_END_DECLS
