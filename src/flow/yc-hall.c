/* yc-hall.c: the hall in figures, kept up to date while somebody looks
 *
 * The hub counts; this asks, every two seconds while it is live and at once
 * when another period or another way of grouping is chosen. An answer to a
 * question that is not asked any more is thrown away. What is behind a figure
 * is asked for with the question and the moment that counted it, so it has as
 * many rows as the figure says.
 *
 * When the hub does not answer, the figures stay and "problem" says why.
 */

#include "yc-hall.h"

#include "yc-counter-state.h"
#include "yc-hub-client-figures.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PERIOD_S 2

struct _YcHall
{
  GObject parent_instance;

  YcCounter *counter; /* weak */
  YcFiguresQuery query;
  YcHubFigures *figures; /* (nullable): the newest */
  GListStore *rows;      /* of YcHallRow */
  GListStore *breaking;  /* of YcCountedRow */
  char *problem;         /* (nullable) */
  guint timer_id;
  gboolean asking;
  GCancellable *cancellable;

  GListStore *counted;   /* of YcCountedRow */
  YcFiguresQuery counted_query;
  YcMeasure counted_measure;
  char *counted_key;     /* (nullable) */
  guint counted_total;
  GCancellable *counting; /* (nullable): while what is behind a figure is asked for */
};

G_DEFINE_FINAL_TYPE (YcHall, yc_hall, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

static void
set_problem (YcHall     *self,
             const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

/* --- rows --------------------------------------------------------------- */

static const YcFigures *
find_figures (const YcHubFigures *figures,
              const char         *key)
{
  for (guint i = 1; i < figures->rows->len; i++)
    {
      const YcFigures *row = g_ptr_array_index (figures->rows, i);

      if (g_strcmp0 (row->key, key) == 0)
        return row;
    }
  return NULL;
}

static const YcHubCounted *
find_current (const YcHubFigures *figures,
              const char         *window)
{
  for (guint i = 0; i < figures->windows->len; i++)
    {
      const YcHubCounted *current = g_ptr_array_index (figures->windows, i);

      if (strcmp (current->window, window) == 0)
        return current;
    }
  return NULL;
}

/* "3" before "12"; what has none, last. */
static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  const char *first = *(const char *const *) a, *second = *(const char *const *) b;
  guint64 left = g_ascii_strtoull (first, NULL, 10), right = g_ascii_strtoull (second, NULL, 10);

  if ((*first == '\0') != (*second == '\0'))
    return *first == '\0' ? 1 : -1;
  if (left != right)
    return left < right ? -1 : 1;
  return strcmp (first, second);
}

/* Of all that counted or works on a case. */
static GPtrArray *
list_keys (const YcHubFigures *figures)
{
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 1; i < figures->rows->len; i++)
    {
      const YcFigures *row = g_ptr_array_index (figures->rows, i);

      if (row->key != NULL)
        g_ptr_array_add (keys, row->key);
    }
  for (guint i = 0; i < figures->windows->len; i++)
    {
      YcHubCounted *current = g_ptr_array_index (figures->windows, i);

      if (find_figures (figures, current->window) == NULL)
        g_ptr_array_add (keys, current->window);
    }
  g_ptr_array_sort (keys, compare_keys);
  return keys;
}

static YcHallRow *
dup_row (YcHall     *self,
         const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->rows)); i++)
    {
      g_autoptr (YcHallRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (strcmp (yc_hall_row_get_key (row), key) == 0)
        return g_steal_pointer (&row);
    }
  return yc_hall_row_new (key);
}

static gboolean
rows_are (YcHall    *self,
          GPtrArray *keys)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->rows)) != keys->len)
    return FALSE;
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (YcHallRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (strcmp (yc_hall_row_get_key (row), g_ptr_array_index (keys, i)) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
take_rows (YcHall             *self,
           const YcHubFigures *figures)
{
  g_autoptr (GPtrArray) keys = list_keys (figures);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < keys->len; i++)
    {
      const char *key = g_ptr_array_index (keys, i);
      YcHallRow *row = dup_row (self, key);

      yc_hall_row_update (row, find_figures (figures, key), find_current (figures, key), figures->now_ms);
      g_ptr_array_add (rows, row);
    }
  if (!rows_are (self, keys))
    g_list_store_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)), rows->pdata, rows->len);
}

static void
clear (YcHall *self)
{
  g_list_store_remove_all (self->rows);
  g_list_store_remove_all (self->breaking);
  g_list_store_remove_all (self->counted);
  g_clear_pointer (&self->figures, yc_hub_figures_free);
  self->counted_total = 0;
}

/* --- asking ------------------------------------------------------------- */

static const char *
get_problem_words (const GError *error)
{
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE))
    return _("The line is down: this is what was known last");
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_FORBIDDEN))
    return _("The figures of the hall are for supervisors: sign in again");
  return _("The central system could not give the figures: they are asked for again");
}

static void
figures_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcHall) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubFigures) figures = yc_hub_client_figures_finish (YC_HUB_CLIENT (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (figures == NULL)
    {
      set_problem (self, get_problem_words (error));
      return;
    }
  set_problem (self, NULL);
  g_clear_pointer (&self->figures, yc_hub_figures_free);
  self->figures = g_steal_pointer (&figures);
  take_rows (self, self->figures);
  yc_counted_store_take (self->breaking, self->figures->breaking);
  g_signal_emit (self, changed_signal, 0);
}

/* Asks the hub now, unless it is asked already. */
void
yc_hall_refresh (YcHall *self)
{
  g_return_if_fail (YC_IS_HALL (self));

  if (self->asking || self->counter == NULL || self->counter->client == NULL || self->counter->session == NULL ||
      self->query.to_ms <= self->query.from_ms)
    return;
  self->asking = TRUE;
  yc_hub_client_figures_async (self->counter->client, &self->query, self->cancellable, figures_cb, g_object_ref (self));
}

/* Whoever asks another question does not wait for the answer to the last. */
static void
ask_anew (YcHall *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->asking = FALSE;
  if (self->timer_id != 0)
    yc_hall_refresh (self);
}

static gboolean
timer_cb (gpointer data)
{
  yc_hall_refresh (YC_HALL (data));
  return G_SOURCE_CONTINUE;
}

/* Whether somebody looks: asks now, and every two seconds from then on. */
void
yc_hall_set_live (YcHall   *self,
                  gboolean  live)
{
  g_return_if_fail (YC_IS_HALL (self));

  if (live == (self->timer_id != 0))
    return;
  if (!live)
    {
      g_clear_handle_id (&self->timer_id, g_source_remove);
      return;
    }
  self->timer_id = g_timeout_add_seconds (PERIOD_S, timer_cb, self);
  yc_hall_refresh (self);
}

/* @to_ms: exclusive; at most 400 days after @from_ms */
void
yc_hall_set_period (YcHall *self,
                    gint64  from_ms,
                    gint64  to_ms)
{
  g_return_if_fail (YC_IS_HALL (self) && from_ms < to_ms);

  if (self->query.from_ms == from_ms && self->query.to_ms == to_ms)
    return;
  self->query.from_ms = from_ms;
  self->query.to_ms = to_ms;
  ask_anew (self);
}

void
yc_hall_set_by (YcHall      *self,
                YcFiguresBy  by)
{
  g_return_if_fail (YC_IS_HALL (self));

  if (self->query.by == by)
    return;
  self->query.by = by;
  g_list_store_remove_all (self->rows);
  ask_anew (self);
}

/* --- what is behind a figure ---------------------------------------------- */

static void
counted_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcHall) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubCountedList) list = yc_hub_client_counted_finish (YC_HUB_CLIENT (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->counting);
  if (list == NULL)
    {
      set_problem (self, get_problem_words (error));
      return;
    }
  for (guint i = 0; i < list->rows->len; i++)
    {
      g_autoptr (YcCountedRow) row = yc_counted_row_new (g_ptr_array_index (list->rows, i));

      g_list_store_append (self->counted, row);
    }
  self->counted_total = (guint) MIN (list->total, G_MAXINT);
  g_signal_emit (self, changed_signal, 0);
}

/* The next rows, where there are more than have come. */
void
yc_hall_show_more (YcHall *self)
{
  guint n;

  g_return_if_fail (YC_IS_HALL (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->counted));
  if (self->counting != NULL || (n > 0 && n >= self->counted_total) || self->counter == NULL ||
      self->counter->client == NULL || self->counter->session == NULL)
    return;
  self->counting = g_cancellable_new ();
  yc_hub_client_counted_async (self->counter->client, &self->counted_query, self->counted_measure, self->counted_key, n,
                               self->counting, counted_cb, g_object_ref (self));
}

/* Asks what a figure of the newest answer counted. */
void
yc_hall_show_counted (YcHall     *self,
                      YcMeasure   measure,
                      const char *key)
{
  g_return_if_fail (YC_IS_HALL (self));

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  g_list_store_remove_all (self->counted);
  g_free (self->counted_key);
  self->counted_key = g_strdup (key);
  self->counted_measure = measure;
  self->counted_query = self->query;
  self->counted_query.now_ms = self->figures != NULL ? self->figures->now_ms : 0;
  self->counted_total = 0;
  yc_hall_show_more (self);
}

/* --- the class ------------------------------------------------------------ */

static void
yc_hall_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  if (prop_id == PROP_PROBLEM)
    g_value_set_string (value, YC_HALL (object)->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
yc_hall_dispose (GObject *object)
{
  YcHall *self = YC_HALL (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_weak_pointer (&self->counter);
  G_OBJECT_CLASS (yc_hall_parent_class)->dispose (object);
}

static void
yc_hall_finalize (GObject *object)
{
  YcHall *self = YC_HALL (object);

  g_clear_pointer (&self->figures, yc_hub_figures_free);
  g_clear_object (&self->counting);
  g_object_unref (self->cancellable);
  g_object_unref (self->rows);
  g_object_unref (self->breaking);
  g_object_unref (self->counted);
  g_free (self->counted_key);
  g_free (self->problem);
  G_OBJECT_CLASS (yc_hall_parent_class)->finalize (object);
}

static void
yc_hall_class_init (YcHallClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yc_hall_get_property;
  object_class->dispose = yc_hall_dispose;
  object_class->finalize = yc_hall_finalize;

  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", YC_TYPE_HALL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_hall_init (YcHall *self)
{
  self->query.by = YC_BY_WINDOW;
  self->rows = g_list_store_new (YC_TYPE_HALL_ROW);
  self->breaking = g_list_store_new (YC_TYPE_COUNTED_ROW);
  self->counted = g_list_store_new (YC_TYPE_COUNTED_ROW);
  self->cancellable = g_cancellable_new ();
}

/* What one person may see is not left on the screen for the next. */
static void
operator_changed_cb (YcHall *self)
{
  clear (self);
  set_problem (self, NULL);
  ask_anew (self);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * yc_hall_new:
 * @counter: whose hub is asked; not kept alive
 *
 * Returns: (transfer full): empty until it has a period and is made live
 */
YcHall *
yc_hall_new (YcCounter *counter)
{
  YcHall *self = g_object_new (YC_TYPE_HALL, NULL);

  g_set_weak_pointer (&self->counter, counter);
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

YcFiguresBy
yc_hall_get_by (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), YC_BY_NOTHING);

  return self->query.by;
}

/* Returns: (nullable) (transfer none): the newest, good until "changed" */
const YcHubFigures *
yc_hall_get_figures (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), NULL);

  return self->figures;
}

/* Returns: (transfer none): what an operator is called, or their code where nobody knows */
const char *
yc_hall_get_name (YcHall     *self,
                  const char *operator_code)
{
  const char *name;

  g_return_val_if_fail (YC_IS_HALL (self) && operator_code != NULL, NULL);

  name = self->figures != NULL ? g_hash_table_lookup (self->figures->names, operator_code) : NULL;
  return name != NULL ? name : operator_code;
}

/* Returns: (nullable) (transfer none) */
const char *
yc_hall_get_problem (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), NULL);

  return self->problem;
}

/* Returns: (transfer none): of YcHallRow, by key */
GListModel *
yc_hall_get_rows (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), NULL);

  return G_LIST_MODEL (self->rows);
}

/* Returns: (transfer none): of YcCountedRow, the one due first in front */
GListModel *
yc_hall_get_breaking (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), NULL);

  return G_LIST_MODEL (self->breaking);
}

/* Returns: (transfer none): of YcCountedRow */
GListModel *
yc_hall_get_counted (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), NULL);

  return G_LIST_MODEL (self->counted);
}

/* How many there are in all. */
guint
yc_hall_get_counted_total (YcHall *self)
{
  g_return_val_if_fail (YC_IS_HALL (self), 0);

  return self->counted_total;
}
