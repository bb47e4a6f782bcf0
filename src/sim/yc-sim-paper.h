/* What a simulated printer has printed, as files. */
#pragma once

#include "yc-sim-printer.h"

G_BEGIN_DECLS

gboolean yc_sim_paper_save (YcSimPrinter *printer,
                            gboolean      unfinished,
                            const char   *folder,
                            guint        *count,
                            GError      **error);

gboolean yc_sim_paper_save_form (GBytes      *bytes,
                                 const char  *stem,
                                 GError     **error);

G_END_DECLS
