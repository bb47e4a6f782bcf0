/* yc-counter-sealer.c: the key by which this desk seals what was signed before it
 *
 * A desk has one key and a certificate that it has issued itself, made when they
 * are first needed and kept in its store, sealed like everything there. They say
 * that this desk recorded a signature and that nothing was changed since. They
 * are nobody's certificate: who signed is in the handwriting and its record.
 */

#include "yc-counter-state.h"
#include "yc-pdf-key.h"


#define SETTING_SEALER "pdf-sealer" /* key and certificate, PEM, one after the other */
#define DAYS 3650
#define ORGANISATION "Yichuang"

typedef struct
{
  char *name;
  gint64 from_s;
  GBytes *pem;
} Making;

static void
making_free (gpointer data)
{
  Making *making = data;

  g_free (making->name);
  g_clear_pointer (&making->pem, g_bytes_unref);
  g_free (making);
}

static void
return_signer (GTask  *task,
               GBytes *pem)
{
  YcCounter *self = g_task_get_source_object (task);
  GError *error = NULL;
  YcPdfKeySigner *signer = yc_pdf_key_signer_new (pem, pem, &error);

  if (signer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_set_object (&self->sealer, YC_PDF_SIGNER (signer));
  g_task_return_pointer (task, signer, g_object_unref);
}

static void
saved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;

  if (yc_store_commit_finish (YC_STORE (source), result, &error))
    return_signer (task, making->pem);
  else
    g_task_return_error (task, error);
}

static void
made_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Making *making = g_task_get_task_data (task);
  GError *error = NULL;
  YcStoreTxn *txn;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_SEALER, making->pem);
  yc_store_commit_async (self->store, txn, saved_cb, g_steal_pointer (&task));
}

static void
make_cb (GTask        *task,
         gpointer      source,
         gpointer      data,
         GCancellable *cancellable)
{
  Making *making = data;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GBytes) certificate = NULL;
  GError *error = NULL;
  GByteArray *both;

  if (!yc_pdf_key_make (YC_PDF_KEY_P256, making->name, ORGANISATION, making->from_s, DAYS, &key, &certificate, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  both = g_byte_array_new ();
  g_byte_array_append (both, g_bytes_get_data (key, NULL), (guint) g_bytes_get_size (key));
  g_byte_array_append (both, g_bytes_get_data (certificate, NULL), (guint) g_bytes_get_size (certificate));
  making->pem = g_byte_array_free_to_bytes (both);
  g_task_return_boolean (task, TRUE);
}

/* The certificate says what it is to whoever opens it. */
static void
make_sealer (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Making *making = g_new0 (Making, 1);
  g_autoptr (GTask) work = g_task_new (NULL, NULL, made_cb, g_object_ref (task));

  making->name = g_strdup_printf ("Yichuang desk, window %.16s, not a person", self->window != NULL ? self->window : "-");
  making->from_s = yc_counter_now (self).at_ms / 1000;
  g_task_set_task_data (task, making, making_free);
  g_task_set_task_data (work, making, NULL);
  yc_worker_run (yc_counter_get_pdf_worker (self), work, make_cb);
}

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) pem = yc_store_load_setting_finish (YC_STORE (source), result, &error);

  if (pem != NULL)
    return_signer (task, pem);
  else if (g_error_matches (error, YC_STORE_ERROR, YC_STORE_ERROR_NOT_FOUND))
    {
      g_clear_error (&error);
      make_sealer (task);
    }
  else
    g_task_return_error (task, error);
}

/**
 * yc_counter_get_sealer_async:
 * @self: an open counter
 * @callback: called with the desk's own signer, which is made at first
 * @user_data: for @callback
 */
void
yc_counter_get_sealer_async (YcCounter           *self,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, yc_counter_get_sealer_async);
  if (self->sealer != NULL)
    g_task_return_pointer (task, g_object_ref (self->sealer), g_object_unref);
  else
    yc_store_load_setting_async (self->store, SETTING_SEALER, NULL, loaded_cb, g_object_ref (task));
}

/* Returns: (transfer full) (nullable) */
YcPdfSigner *
yc_counter_get_sealer_finish (YcCounter     *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
