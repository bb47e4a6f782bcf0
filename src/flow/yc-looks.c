/* yc-looks.c: who looked at personal data of the hall's cases
 *
 * The hub keeps it (yc-hub-reveals.c) and is asked once for a period, and for
 * more rows as somebody reads on. What one supervisor saw is not left for who
 * signs in next.
 */

#include "yc-looks.h"

#include "yc-counter-state.h"
#include "yc-hub-client-figures.h"

#include <glib/gi18n-lib.h>

struct _YcLook
{
  GObject parent_instance;

  YcHubLook *look;
};

G_DEFINE_FINAL_TYPE (YcLook, yc_look, G_TYPE_OBJECT)

static void
yc_look_finalize (GObject *object)
{
  YcLook *self = YC_LOOK (object);

  g_clear_pointer (&self->look, yc_hub_look_free);
  G_OBJECT_CLASS (yc_look_parent_class)->finalize (object);
}

static void
yc_look_class_init (YcLookClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_look_finalize;
}

static void
yc_look_init (YcLook *self)
{
}

const YcHubLook *
yc_look_get (YcLook *self)
{
  g_return_val_if_fail (YC_IS_LOOK (self), NULL);

  return self->look;
}

struct _YcLooks
{
  GObject parent_instance;

  YcCounter *counter; /* weak */
  gint64 from_ms;
  gint64 to_ms;
  GListStore *rows;     /* of YcLook */
  YcHubLooks *answer;   /* (nullable): the newest, its rows taken */
  char *problem;        /* (nullable) */
  GCancellable *asking; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (YcLooks, yc_looks, G_TYPE_OBJECT)

static guint changed_signal;

static const char *
get_problem_words (const GError *error)
{
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE))
    return _("The line is down: this is what was known last");
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_FORBIDDEN))
    return _("The figures of the hall are for supervisors: sign in again");
  return _("The central system could not say who looked at personal data: ask again (P)");
}

static void
take_rows (YcLooks   *self,
           GPtrArray *rows)
{
  while (rows->len > 0)
    {
      g_autoptr (YcLook) look = g_object_new (YC_TYPE_LOOK, NULL);

      look->look = g_ptr_array_steal_index (rows, 0);
      g_list_store_append (self->rows, look);
    }
}

static void
looks_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcLooks) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubLooks) looks = yc_hub_client_looks_finish (YC_HUB_CLIENT (source), result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->asking);
  g_clear_pointer (&self->problem, g_free);
  if (looks == NULL)
    self->problem = g_strdup (get_problem_words (error));
  else
    {
      take_rows (self, looks->rows);
      g_clear_pointer (&self->answer, yc_hub_looks_free);
      self->answer = g_steal_pointer (&looks);
    }
  g_signal_emit (self, changed_signal, 0);
}

/* The next rows, where there are more than have come. */
void
yc_looks_show_more (YcLooks *self)
{
  guint n;

  g_return_if_fail (YC_IS_LOOKS (self));

  n = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  if (self->asking != NULL || (self->answer != NULL && n >= yc_looks_get_total (self)) || self->counter == NULL ||
      self->counter->client == NULL || self->counter->session == NULL)
    return;
  self->asking = g_cancellable_new ();
  yc_hub_client_looks_async (self->counter->client, self->from_ms, self->to_ms, n, self->asking, looks_cb,
                             g_object_ref (self));
}

static void
clear (YcLooks *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_list_store_remove_all (self->rows);
  g_clear_pointer (&self->answer, yc_hub_looks_free);
  g_clear_pointer (&self->problem, g_free);
}

/* Asks anew, for the period from @from_ms to before @to_ms. */
void
yc_looks_ask (YcLooks *self,
              gint64   from_ms,
              gint64   to_ms)
{
  g_return_if_fail (YC_IS_LOOKS (self));

  clear (self);
  self->from_ms = from_ms;
  self->to_ms = to_ms;
  yc_looks_show_more (self);
}

static void
yc_looks_dispose (GObject *object)
{
  YcLooks *self = YC_LOOKS (object);

  clear (self);
  g_clear_weak_pointer (&self->counter);
  G_OBJECT_CLASS (yc_looks_parent_class)->dispose (object);
}

static void
yc_looks_finalize (GObject *object)
{
  YcLooks *self = YC_LOOKS (object);

  g_object_unref (self->rows);
  G_OBJECT_CLASS (yc_looks_parent_class)->finalize (object);
}

static void
yc_looks_class_init (YcLooksClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_looks_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_looks_finalize;
  changed_signal = g_signal_new ("changed", YC_TYPE_LOOKS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
yc_looks_init (YcLooks *self)
{
  self->rows = g_list_store_new (YC_TYPE_LOOK);
}

static void
operator_changed_cb (YcLooks *self)
{
  clear (self);
  g_signal_emit (self, changed_signal, 0);
}

/**
 * yc_looks_new:
 * @counter: whose hub is asked; not kept alive
 *
 * Returns: (transfer full): empty until it is asked
 */
YcLooks *
yc_looks_new (YcCounter *counter)
{
  YcLooks *self = g_object_new (YC_TYPE_LOOKS, NULL);

  g_set_weak_pointer (&self->counter, counter);
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

GListModel *
yc_looks_get_rows (YcLooks *self)
{
  g_return_val_if_fail (YC_IS_LOOKS (self), NULL);

  return G_LIST_MODEL (self->rows);
}

guint
yc_looks_get_total (YcLooks *self)
{
  g_return_val_if_fail (YC_IS_LOOKS (self), 0);

  return self->answer != NULL ? (guint) MIN (self->answer->total, G_MAXINT) : 0;
}

GPtrArray *
yc_looks_get_persons (YcLooks *self)
{
  g_return_val_if_fail (YC_IS_LOOKS (self), NULL);

  return self->answer != NULL ? self->answer->persons : NULL;
}

GPtrArray *
yc_looks_get_purposes (YcLooks *self)
{
  g_return_val_if_fail (YC_IS_LOOKS (self), NULL);

  return self->answer != NULL ? self->answer->purposes : NULL;
}

const char *
yc_looks_get_problem (YcLooks *self)
{
  g_return_val_if_fail (YC_IS_LOOKS (self), NULL);

  return self->problem;
}
