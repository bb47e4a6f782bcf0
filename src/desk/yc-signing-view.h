/* A paper before the applicant: page by page, then the field they sign in. */
#pragma once

#include "yc-signing.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define YC_TYPE_SIGNING_VIEW (yc_signing_view_get_type ())
G_DECLARE_FINAL_TYPE (YcSigningView, yc_signing_view, YC, SIGNING_VIEW, GtkWidget)

/* @signing: (nullable) */
void     yc_signing_view_show (YcSigningView *self,
                               YcSigning     *signing,
                               gboolean       english,
                               gboolean       large);
/* A key of the applicant's. Returns: whether it meant something */
gboolean yc_signing_view_key  (YcSigningView *self,
                               guint          keyval);

G_END_DECLS
