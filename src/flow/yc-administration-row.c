/* yc-administration-row.c: a row of what administrators see */

#include "yc-administration-row.h"

struct _YcAdministrationRow
{
  GObject parent_instance;

  YcHubStaffRow *row;
};

G_DEFINE_FINAL_TYPE (YcAdministrationRow, yc_administration_row, G_TYPE_OBJECT)

static void
yc_administration_row_finalize (GObject *object)
{
  yc_hub_staff_row_free (YC_ADMINISTRATION_ROW (object)->row);
  G_OBJECT_CLASS (yc_administration_row_parent_class)->finalize (object);
}

static void
yc_administration_row_class_init (YcAdministrationRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_administration_row_finalize;
}

static void
yc_administration_row_init (YcAdministrationRow *self)
{
}

/* @row: (transfer full) */
YcAdministrationRow *
yc_administration_row_new (YcHubStaffRow *row)
{
  YcAdministrationRow *self = g_object_new (YC_TYPE_ADMINISTRATION_ROW, NULL);

  self->row = row;
  return self;
}

const YcHubStaffRow *
yc_administration_row_get (YcAdministrationRow *self)
{
  g_return_val_if_fail (YC_IS_ADMINISTRATION_ROW (self), NULL);

  return self->row;
}
