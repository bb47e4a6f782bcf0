/* A clerk who goes on: a paper made, and one field typed again and again. */
#pragma once

#include "yc-ctl-script.h"

G_BEGIN_DECLS

gboolean yc_ctl_script_make_paper (YcCtlScript  *self,
                                   const char   *kind,
                                   GError      **error);
gboolean yc_ctl_script_edit       (YcCtlScript  *self,
                                   guint         edits,
                                   guint         pace_ms,
                                   GError      **error);
gboolean yc_ctl_script_send_documents (YcCtlScript *self,
                                   GError      **error);

G_END_DECLS
