/* What an administrator types: a new operator, other roles, a window, a name. */
#pragma once

#include "yc-administration.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* "done" is emitted when all is said, "given-up" when nothing is to be. */
#define YC_TYPE_ADMINISTRATION_FORM (yc_administration_form_get_type ())
G_DECLARE_FINAL_TYPE (YcAdministrationForm, yc_administration_form, YC, ADMINISTRATION_FORM, GtkWidget)

/* @what: "add", "roles", "invite" or "rename"; @row: (nullable): the one that is chosen */
void    yc_administration_form_begin (YcAdministrationForm *self,
                                      const char           *what,
                                      const YcHubStaffRow  *row,
                                      GPtrArray            *halls);
/* Returns: (transfer full) (nullable): what the op needs; NULL where something is missing */
YcBody *yc_administration_form_take  (YcAdministrationForm *self,
                                      const char          **ret_kind);

G_END_DECLS
