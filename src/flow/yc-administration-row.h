/* An operator, a window, a device or a version of the forms, as administrators see it. */
#pragma once

#include "yc-hub-answers-staff.h"

G_BEGIN_DECLS

#define YC_TYPE_ADMINISTRATION_ROW (yc_administration_row_get_type ())
G_DECLARE_FINAL_TYPE (YcAdministrationRow, yc_administration_row, YC, ADMINISTRATION_ROW, GObject)

YcAdministrationRow *yc_administration_row_new (YcHubStaffRow       *row);
const YcHubStaffRow *yc_administration_row_get (YcAdministrationRow *self);

G_END_DECLS
