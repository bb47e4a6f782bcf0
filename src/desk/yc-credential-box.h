/* Waiting for an e-ID or e-licence: the code, how it stands, and what to do. */
#pragma once

#include "yc-case-file.h"
#include "yc-display.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_CREDENTIAL_BOX (yc_credential_box_get_type ())
G_DECLARE_FINAL_TYPE (YcCredentialBox, yc_credential_box, YC, CREDENTIAL_BOX, GtkWidget)

/* @kind: "e-id" or "licence"; @display: (nullable) */
void     yc_credential_box_start (YcCredentialBox *self,
                                  YcCaseFile      *file,
                                  const char      *person,
                                  const char      *kind,
                                  YcDisplay       *display);
/* Returns: whether there was something to stop */
gboolean yc_credential_box_stop  (YcCredentialBox *self);

G_END_DECLS
