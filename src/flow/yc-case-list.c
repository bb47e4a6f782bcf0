/* yc-case-list.c: one of the hub's lists of cases
 *
 * Asked for again every few seconds while somebody looks, and at once after
 * what they did themselves. A row that is there already stays the same object,
 * and only what is other is told: so a list that is read with the keyboard
 * does not lose its place because somebody else's case came in.
 *
 * When the hub does not answer, the rows stay and "problem" says why.
 */

#include "yc-case-list.h"

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>

#define PERIOD_S 3

struct _YcCaseList
{
  GObject parent_instance;

  YcCounter *counter; /* weak */
  char *name;
  gboolean own; /* of who is signed in */
  GPtrArray *rows; /* of YcListRow */
  guint total;
  char *problem; /* (nullable) */
  guint timer_id;
  gboolean asking;
  gboolean again; /* something has changed while it was asked for */
  GCancellable *cancellable;
};

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcCaseList, yc_case_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

enum
{
  PROP_0,
  PROP_TOTAL,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static GType
get_item_type (GListModel *model)
{
  return YC_TYPE_LIST_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return YC_CASE_LIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  YcCaseList *self = YC_CASE_LIST (model);

  return position < self->rows->len ? g_object_ref (g_ptr_array_index (self->rows, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
set_problem (YcCaseList *self,
             const char *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static GPtrArray *
create_rows (YcCaseList      *self,
             const YcHubList *list)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < list->rows->len; i++)
    {
      const YcHubListRow *row = g_ptr_array_index (list->rows, i);
      YcListRow *known = yc_case_list_find (self, &row->stream.id, NULL);

      if (known != NULL)
        yc_list_row_update (known, row);
      g_ptr_array_add (rows, known != NULL ? g_object_ref (known) : yc_list_row_new (row));
    }
  return rows;
}

/* Tells of the stretch between the first and the last row that are other. */
static void
take_rows (YcCaseList *self,
           GPtrArray  *rows)
{
  g_autoptr (GPtrArray) old = self->rows;
  guint most = MIN (old->len, rows->len);
  guint head = 0, tail = 0;

  while (head < most && g_ptr_array_index (old, head) == g_ptr_array_index (rows, head))
    head++;
  while (tail < most - head &&
         g_ptr_array_index (old, old->len - 1 - tail) == g_ptr_array_index (rows, rows->len - 1 - tail))
    tail++;
  self->rows = rows;
  if (old->len != rows->len || head < rows->len)
    g_list_model_items_changed (G_LIST_MODEL (self), head, old->len - head - tail, rows->len - head - tail);
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcCaseList) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubList) list = yc_hub_client_list_finish (YC_HUB_CLIENT (source), result, &error);

  self->asking = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list == NULL)
    set_problem (self, g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE)
                         ? _("The line is down: this is what was known last")
                         : _("The central system could not give this list: it is asked again"));
  else
    {
      set_problem (self, NULL);
      self->total = (guint) MIN (list->total, G_MAXINT);
      take_rows (self, create_rows (self, list));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOTAL]);
    }
  if (self->again)
    yc_case_list_refresh (self);
}

static gboolean
timer_cb (gpointer data)
{
  yc_case_list_refresh (YC_CASE_LIST (data));
  return G_SOURCE_CONTINUE;
}

static void
yc_case_list_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  YcCaseList *self = YC_CASE_LIST (object);

  if (prop_id == PROP_TOTAL)
    g_value_set_uint (value, self->total);
  else if (prop_id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
yc_case_list_dispose (GObject *object)
{
  YcCaseList *self = YC_CASE_LIST (object);

  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_weak_pointer (&self->counter);
  G_OBJECT_CLASS (yc_case_list_parent_class)->dispose (object);
}

static void
yc_case_list_finalize (GObject *object)
{
  YcCaseList *self = YC_CASE_LIST (object);

  g_free (self->name);
  g_free (self->problem);
  g_ptr_array_unref (self->rows);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (yc_case_list_parent_class)->finalize (object);
}

static void
yc_case_list_class_init (YcCaseListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = yc_case_list_get_property;
  object_class->dispose = yc_case_list_dispose;
  object_class->finalize = yc_case_list_finalize;

  props[PROP_TOTAL] = g_param_spec_uint ("total", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_case_list_init (YcCaseList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->cancellable = g_cancellable_new ();
}

/* What one person may see is not left on the screen for the next. */
static void
operator_changed_cb (YcCaseList *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->total = 0;
  take_rows (self, g_ptr_array_new_with_free_func (g_object_unref));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOTAL]);
  if (self->timer_id != 0)
    yc_case_list_refresh (self);
}

/**
 * yc_case_list_new:
 * @counter: whose hub is asked; not kept alive
 * @name: of the list: "review", "firms", "callbacks", …
 * @own: only what belongs to whoever is signed in
 *
 * Returns: (transfer full): a list that is empty until it is made live
 */
YcCaseList *
yc_case_list_new (YcCounter  *counter,
                  const char *name,
                  gboolean    own)
{
  YcCaseList *self = g_object_new (YC_TYPE_CASE_LIST, NULL);

  g_set_weak_pointer (&self->counter, counter);
  self->name = g_strdup (name);
  self->own = own;
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* Whether somebody looks: asks now, and every few seconds from then on. */
void
yc_case_list_set_live (YcCaseList *self,
                       gboolean    live)
{
  g_return_if_fail (YC_IS_CASE_LIST (self));

  if (live == (self->timer_id != 0))
    return;
  if (!live)
    {
      g_clear_handle_id (&self->timer_id, g_source_remove);
      return;
    }
  self->timer_id = g_timeout_add_seconds (PERIOD_S, timer_cb, self);
  yc_case_list_refresh (self);
}

/* Asks the hub now, or as soon as it has answered. */
void
yc_case_list_refresh (YcCaseList *self)
{
  g_return_if_fail (YC_IS_CASE_LIST (self));

  self->again = self->asking;
  if (self->asking || self->counter == NULL || self->counter->client == NULL || self->counter->session == NULL)
    return;
  self->asking = TRUE;
  yc_hub_client_list_async (self->counter->client, self->name,
                            self->own ? yc_counter_get_operator_code (self->counter) : NULL,
                            YC_HUB_LIST_ROWS_MAX, self->cancellable, listed_cb, g_object_ref (self));
}

guint
yc_case_list_get_total (YcCaseList *self)
{
  g_return_val_if_fail (YC_IS_CASE_LIST (self), 0);

  return self->total;
}

/* Returns: (nullable) (transfer none) */
const char *
yc_case_list_get_problem (YcCaseList *self)
{
  g_return_val_if_fail (YC_IS_CASE_LIST (self), NULL);

  return self->problem;
}

/**
 * yc_case_list_find:
 * @self: a list
 * @id: of a case
 * @ret_position: (out) (optional): where it stands
 *
 * Returns: (nullable) (transfer none): its row
 */
YcListRow *
yc_case_list_find (YcCaseList *self,
                   const YcId *id,
                   guint      *ret_position)
{
  g_return_val_if_fail (YC_IS_CASE_LIST (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      YcListRow *row = g_ptr_array_index (self->rows, i);

      if (!yc_id_equal (yc_list_row_get_id (row), id))
        continue;
      if (ret_position != NULL)
        *ret_position = i;
      return row;
    }
  return NULL;
}
