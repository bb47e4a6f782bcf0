/* yc-hall-row.c: the figures of one window, person or matter
 *
 * A window that works on a case and has nothing to count yet is a row, too:
 * its figures are all 0.
 */

#include "yc-hall-row.h"

struct _YcHallRow
{
  GObject parent_instance;

  char *key;
  YcFigures figures; /* its key is @key */
  YcHubCounted *current; /* (nullable): what the window works on */
  gint64 now_ms;
};

G_DEFINE_FINAL_TYPE (YcHallRow, yc_hall_row, G_TYPE_OBJECT)

static guint changed_signal;

static void
yc_hall_row_finalize (GObject *object)
{
  YcHallRow *self = YC_HALL_ROW (object);

  g_free (self->key);
  g_clear_pointer (&self->current, yc_hub_counted_free);
  G_OBJECT_CLASS (yc_hall_row_parent_class)->finalize (object);
}

static void
yc_hall_row_class_init (YcHallRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_hall_row_finalize;
  changed_signal = g_signal_new ("changed", YC_TYPE_HALL_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_hall_row_init (YcHallRow *self)
{
}

YcHallRow *
yc_hall_row_new (const char *key)
{
  YcHallRow *self = g_object_new (YC_TYPE_HALL_ROW, NULL);

  self->key = g_strdup (key);
  self->figures.key = self->key;
  return self;
}

/* @figures and @current: (nullable): copied; @now_ms: the hub's when it counted */
void
yc_hall_row_update (YcHallRow          *self,
                    const YcFigures    *figures,
                    const YcHubCounted *current,
                    gint64              now_ms)
{
  const YcFigures none = { 0 };

  g_return_if_fail (YC_IS_HALL_ROW (self));

  self->figures = figures != NULL ? *figures : none;
  self->figures.key = self->key;
  g_clear_pointer (&self->current, yc_hub_counted_free);
  if (current != NULL)
    self->current = yc_hub_counted_copy (current);
  self->now_ms = now_ms;
  g_signal_emit (self, changed_signal, 0);
}

/* "" is what has none: a visit before its case, or its call. */
const char *
yc_hall_row_get_key (YcHallRow *self)
{
  g_return_val_if_fail (YC_IS_HALL_ROW (self), NULL);

  return self->key;
}

const YcFigures *
yc_hall_row_get_figures (YcHallRow *self)
{
  g_return_val_if_fail (YC_IS_HALL_ROW (self), NULL);

  return &self->figures;
}

/* Returns: (nullable) */
const YcHubCounted *
yc_hall_row_get_current (YcHallRow *self)
{
  g_return_val_if_fail (YC_IS_HALL_ROW (self), NULL);

  return self->current;
}

gint64
yc_hall_row_get_now (YcHallRow *self)
{
  g_return_val_if_fail (YC_IS_HALL_ROW (self), 0);

  return self->now_ms;
}
