/* A socket that takes lines of the script language. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SIM_LINE_MAX_BYTES 2048

typedef struct _YcSimControl YcSimControl;

/* Does what @line says. */
typedef gboolean (*YcSimControlFunc) (const char *line,
                                      gpointer    data,
                                      GError    **error);

YcSimControl   *yc_sim_control_new  (const char       *path,
                                     YcSimControlFunc  told,
                                     gpointer          data,
                                     GError          **error);
void            yc_sim_control_free (YcSimControl     *self);
gboolean        yc_sim_control_tell (const char       *path,
                                     const char       *line,
                                     char            **ret_reply,
                                     GError          **error);
GSocketService *yc_sim_listen       (const char       *path,
                                     GError          **error);

G_END_DECLS
