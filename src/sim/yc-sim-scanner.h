/* A network scanner that speaks eSCL, with a feeder and a glass. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_SIM_SCANNER_PAGES_MAX 500

typedef struct _YcSimScanner YcSimScanner;

/* @pages: (nullable): a folder of JPEGs that are served as they are, in the
 * order of their names; NULL draws synthetic ones */
YcSimScanner *yc_sim_scanner_new    (const char       *pages,
                                     GError          **error);
void          yc_sim_scanner_free   (YcSimScanner     *self);
gboolean      yc_sim_scanner_listen (YcSimScanner     *self,
                                     const char       *address,
                                     guint            *ret_port,
                                     GError          **error);
gboolean      yc_sim_scanner_tell   (YcSimScanner     *self,
                                     const char       *line,
                                     GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcSimScanner, yc_sim_scanner_free)

G_END_DECLS
