/* yc-counter-enrol.c: how a desk becomes a hall's window, and who works at it
 *
 * Enrolment happens once, and once more where the hub was set back to a backup
 * from before it (403 device): a one-time code against a token that names this
 * device, and the hub's key, by which everything the hub signs is known from
 * then on. Both are kept sealed in the store.
 *
 * Signing in makes a key for the session and has the hub bind it to the
 * operator. What came back is kept, locked with the operator's password, so
 * that the same operator can sign in while the line is down, until the
 * permission ends.
 */

#include "yc-counter-state.h"

#include "yc-json-guard.h"
#include "yc-password.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SETTING_ENROLMENT "enrolment"
#define SETTING_CATALOGUE "catalogue"
#define SETTING_DEVICE_KEY "device-key"

static const YcJsonLimits enrolment_limits = {
  .bytes_max = 16384,
  .depth_max = 2,
  .members_max = 32,
  .string_bytes_max = 4096,
};

static char *
encode_base64 (GBytes *bytes)
{
  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static GBytes *
dump_json (json_t *json)
{
  char *text = json_dumps (json, JSON_COMPACT);

  return g_bytes_new_with_free_func (text, strlen (text), free, text);
}

static void
set_path (json_t     *json,
          const char *name,
          const char *path)
{
  if (path != NULL)
    json_object_set_new (json, name, json_string (path));
}

/* Unless this start of the program names others. */
static void
take_paths (YcCounter *self,
            json_t    *json)
{
  if (self->tls_ca != NULL || self->tls_certificate != NULL)
    return;
  self->tls_ca = g_strdup (json_string_value (json_object_get (json, "tls_ca")));
  self->tls_certificate = g_strdup (json_string_value (json_object_get (json, "tls_certificate")));
  g_free (self->tls_key);
  self->tls_key = g_strdup (json_string_value (json_object_get (json, "tls_key")));
}

/* What is kept of an enrolment. */
static GBytes *
pack_enrolment (YcCounter            *self,
                const YcHubEnrolment *enrolment,
                const char           *url)
{
  g_autofree char *key = encode_base64 (enrolment->key);
  g_autoptr (json_t) json = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s}",
                                       "url", url, "device", enrolment->device,
                                       "token", enrolment->token, "window", enrolment->window,
                                       "hall", enrolment->hall, "hall_name", enrolment->hall_name,
                                       "training", enrolment->training, "key", key);

  set_path (json, "tls_ca", self->tls_ca);
  set_path (json, "tls_certificate", self->tls_certificate);
  set_path (json, "tls_key", self->tls_key);
  return dump_json (json);
}

/**
 * yc_counter_take_enrolment:
 * @self: a counter
 * @bytes: what was kept of the enrolment
 *
 * Returns: %FALSE where it cannot be read; nothing changed
 */
gboolean
yc_counter_take_enrolment (YcCounter  *self,
                           GBytes     *bytes,
                           GError    **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &enrolment_limits, error);
  const char *url, *device, *token, *window, *hall, *hall_name, *key_text;
  g_autofree guint8 *key = NULL;
  gsize key_size;
  int training;

  if (json == NULL)
    return FALSE;
  if (json_unpack (json, "{s:s, s:s, s:s, s:s, s:s, s:s, s:b, s:s}", "url", &url, "device", &device,
                   "token", &token, "window", &window, "hall", &hall, "hall_name", &hall_name,
                   "training", &training, "key", &key_text) != 0 ||
      (key = g_base64_decode (key_text, &key_size)) == NULL || key_size != YC_KEY_SIZE)
    {
      g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ENROLLED,
                   _("What was kept of the enrolment cannot be read; enrol this desk again"));
      return FALSE;
    }
  if (self->url == NULL)
    self->url = g_strdup (url);
  take_paths (self, json);
  g_free (self->device);
  g_free (self->token);
  g_free (self->window);
  g_free (self->hall);
  g_free (self->hall_name);
  self->device = g_strdup (device);
  self->token = g_strdup (token);
  self->window = g_strdup (window);
  self->hall = g_strdup (hall);
  self->hall_name = g_strdup (hall_name);
  self->training = training;
  memcpy (self->hub_key, key, YC_KEY_SIZE);
  yc_counter_notify_enrolled (self);
  return TRUE;
}

/* Enrolling.
 *
 *   device's key → on disk ──→ hub ──→ catalogue ──→ both on disk, at once
 *
 * The hub gives one device the same place for the same code, and knows the
 * device by its key. So a desk that ends anywhere on this way asks again with
 * the same key and code; it is never enrolled by half. */

typedef struct
{
  char *code;
  char *name;
  GBytes *seed;              /* of the key this device is known by */
  YcHubEnrolment *enrolment; /* once the hub has given it */
  GBytes *packed;            /* what is kept of that */
} Enrol;

static void
enrol_free (gpointer data)
{
  Enrol *enrol = data;

  g_free (enrol->code);
  g_free (enrol->name);
  g_clear_pointer (&enrol->seed, g_bytes_unref);
  g_clear_pointer (&enrol->enrolment, yc_hub_enrolment_free);
  g_clear_pointer (&enrol->packed, g_bytes_unref);
  g_free (enrol);
}

/* The line begins; or one that the hub had refused goes on. */
static gboolean
go_on_line (YcCounter  *self,
            GError    **error)
{
  if (self->edge == NULL)
    return yc_counter_start_line (self, error);
  yc_hub_client_set_token (self->client, self->token);
  yc_sync_edge_logged_in (self->edge);
  return TRUE;
}

static void
enrolment_saved_cb (GObject      *source,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error) ||
      !yc_counter_take_enrolment (self, enrol->packed, &error) || !go_on_line (self, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
is_signed (const YcHubEnrolment *enrolment,
           const YcHubSigned    *answer)
{
  return g_bytes_get_size (answer->signature) == YC_ED25519_SIGNATURE_SIZE &&
         g_bytes_get_size (enrolment->key) == YC_KEY_SIZE &&
         yc_signature_verify (g_bytes_get_data (enrolment->key, NULL),
                              g_bytes_get_data (answer->bytes, NULL),
                              g_bytes_get_size (answer->bytes),
                              g_bytes_get_data (answer->signature, NULL));
}

static void
catalogue_fetched_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubSigned) answer = NULL;
  g_autoptr (YcStoreTxn) txn = NULL;

  answer = yc_hub_client_fetch_catalogue_finish (YC_HUB_CLIENT (source), result, &error);
  if (answer != NULL && !is_signed (enrol->enrolment, answer))
    g_set_error (&error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                 _("The catalogue is not signed by the central system"));
  if (error != NULL || !yc_counter_take_catalogue (self, answer->bytes, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_ENROLMENT, enrol->packed);
  yc_store_txn_set_setting (txn, SETTING_CATALOGUE, answer->bytes);
  yc_store_commit_async (self->store, g_steal_pointer (&txn), enrolment_saved_cb, task);
}

/* What this desk holds was made as this device, here, and goes to nobody else. */
static gboolean
is_same_desk (YcCounter            *self,
              const YcHubEnrolment *enrolment,
              GError              **error)
{
  if (g_bytes_get_size (enrolment->key) != YC_KEY_SIZE ||
      memcmp (g_bytes_get_data (enrolment->key, NULL), self->hub_key, YC_KEY_SIZE) != 0)
    g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                 _("What answers is not the central system this desk has worked with. Everything is kept; tell the administrator"));
  else if (!g_str_equal (enrolment->hall, self->hall) || !g_str_equal (enrolment->window, self->window) ||
           !g_str_equal (enrolment->device, self->device))
    g_set_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                 _("The code is for another window. Everything is kept; ask for a code for window %s"), self->window);
  else
    return TRUE;
  return FALSE;
}

static void
keep_enrolment (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Enrol *enrol = g_task_get_task_data (task);
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_set_setting (txn, SETTING_ENROLMENT, enrol->packed);
  yc_store_commit_async (self->store, txn, enrolment_saved_cb, task);
}

static void
enrolled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  enrol->enrolment = yc_hub_client_enrol_finish (YC_HUB_CLIENT (source), result, &error);
  if (enrol->enrolment == NULL)
    {
      if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_LOGIN))
        g_prefix_error (&error, "%s ",
                        self->enrolled ? _("The code is wrong, used up, too old, or for another window.")
                                       : _("The code is wrong, used up, or too old."));
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  if (self->enrolled && !is_same_desk (self, enrol->enrolment, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  enrol->packed = pack_enrolment (self, enrol->enrolment, yc_hub_client_get_url (YC_HUB_CLIENT (source)));
  if (self->enrolled)
    {
      keep_enrolment (task);
      return;
    }
  yc_hub_client_set_token (self->client, enrol->enrolment->token);
  yc_hub_client_fetch_catalogue_async (self->client, NULL, NULL, catalogue_fetched_cb, task);
}

static void
ask_to_enrol (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr (YcKeyPair) key = yc_key_pair_new (g_bytes_get_data (enrol->seed, NULL));
  char *text = g_strconcat ("yichuang-enrol ", enrol->code, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GBytes) proof = yc_key_pair_sign_bytes (key, bytes);

  yc_hub_client_enrol_async (self->client, enrol->code, enrol->name, yc_key_pair_get_public (key), proof,
                             self->enrolled ? self->hall : NULL, self->enrolled ? self->window : NULL,
                             g_task_get_cancellable (task), enrolled_cb, task);
}

static void
device_key_saved_cb (GObject      *source,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      ask_to_enrol (task);
      return;
    }
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

static void
device_key_loaded_cb (GObject      *source,
                      GAsyncResult *result,
                      gpointer      user_data)
{
  GTask *task = user_data;
  Enrol *enrol = g_task_get_task_data (task);
  g_autoptr (YcKeyPair) key = NULL;
  YcStoreTxn *txn;

  /* One that cannot be read is as good as none: the hub knows nobody by it. */
  enrol->seed = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  if (enrol->seed != NULL && g_bytes_get_size (enrol->seed) == YC_KEY_SIZE)
    {
      ask_to_enrol (task);
      return;
    }
  g_clear_pointer (&enrol->seed, g_bytes_unref);
  key = yc_key_pair_new_random ();
  enrol->seed = yc_key_pair_dup_seed (key);
  txn = yc_store_txn_new ();
  yc_store_txn_set_setting (txn, SETTING_DEVICE_KEY, enrol->seed);
  yc_store_commit_async (YC_STORE (source), txn, device_key_saved_cb, task);
}

/* Whether the hub has lost this desk, which a code from its administrator mends. */
gboolean
yc_counter_needs_enrolment (YcCounter *self)
{
  const YcSyncLine *line;

  g_return_val_if_fail (YC_IS_COUNTER (self), FALSE);

  line = self->edge != NULL ? yc_sync_edge_get_line (self->edge) : NULL;
  return line != NULL && line->state == YC_SYNC_LINE_REFUSED && strcmp (line->reason, "device") == 0;
}

/**
 * yc_counter_enrol_async:
 * @self: an open counter; one that is enrolled only while the hub does not know it
 * @code: a one-time code from the hub's administrator
 * @name: what to call this desk
 *
 * May be asked again with the same code, whatever became of the first time.
 */
void
yc_counter_enrol_async (YcCounter           *self,
                        const char          *code,
                        const char          *name,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Enrol *enrol = g_new0 (Enrol, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, yc_counter_enrol_async);
  enrol->code = g_strdup (code);
  enrol->name = g_strdup (name);
  g_task_set_task_data (task, enrol, enrol_free);
  if ((self->enrolled && !yc_counter_needs_enrolment (self)) || self->url == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                               self->enrolled ? _("This desk is enrolled already")
                                              : _("The address of the central system is not known"));
      g_object_unref (task);
      return;
    }
  if (!yc_counter_ensure_client (self, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  yc_store_load_setting_async (self->store, SETTING_DEVICE_KEY, NULL, device_key_loaded_cb, task);
}

gboolean
yc_counter_enrol_finish (YcCounter     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Signing in. */

typedef struct
{
  char *operator_code;
  char *password;
  YcKeyPair *key;     /* until it is the session's */
  YcSession *session; /* once there is one */
  GBytes *wrapped;    /* the session locked with the password */
  guint8 hub_key[YC_KEY_SIZE];
} SignIn;

static void
sign_in_free (gpointer data)
{
  SignIn *in = data;

  g_free (in->operator_code);
  yc_secret_clear (in->password, strlen (in->password));
  g_free (in->password);
  g_clear_pointer (&in->key, yc_key_pair_free);
  g_clear_pointer (&in->session, yc_session_unref);
  g_clear_pointer (&in->wrapped, g_bytes_unref);
  g_free (in);
}

static char *
dup_setting_name (const SignIn *in)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, in->operator_code, -1);

  return g_strdup_printf ("session-%.32s", sum);
}

static void
finish_sign_in (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  SignIn *in = g_task_get_task_data (task);

  yc_counter_set_session (self, g_steal_pointer (&in->session));
  if (self->edge != NULL)
    yc_sync_edge_logged_in (self->edge);
  yc_counter_renew_catalogues (self);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
session_saved_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (!yc_store_commit_finish (YC_STORE (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  finish_sign_in (task);
}

/* scrypt takes its time on purpose, so it has a thread. */
static void
wrap_in_thread (GTask        *worker,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  SignIn *in = data;
  g_autoptr (GBytes) packed = yc_session_pack (in->session);

  in->wrapped = yc_secret_wrap (in->password, packed);
  g_task_return_boolean (worker, TRUE);
}

static void
wrapped_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  SignIn *in = g_task_get_task_data (task);
  g_autofree char *name = dup_setting_name (in);
  g_autofree char *id = yc_id_dup_text (yc_session_get_id (in->session));
  g_autofree char *grant_name = g_strconcat (YC_SYNC_SETTING_GRANT, id, NULL);
  char *shown = yc_session_dup_shown (in->session);
  g_autoptr (GBytes) grant = g_bytes_new_take (shown, strlen (shown));
  YcStoreTxn *txn = yc_store_txn_new ();

  yc_store_txn_set_setting (txn, name, in->wrapped);
  yc_store_txn_set_setting (txn, grant_name, grant);
  yc_store_commit_async (self->store, txn, session_saved_cb, task);
}

static void
run_with_sign_in (GTask               *task,
                  GTaskThreadFunc      func,
                  GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) worker = g_task_new (NULL, NULL, callback, task);

  /* The outer task keeps counter and data alive until its callback has run. The counter
   * is no source: the thread may be the last to let go of its task and what that holds. */
  g_task_set_task_data (worker, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (worker, func);
}

static void
unwrap_in_thread (GTask        *worker,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  SignIn *in = data;
  g_autoptr (GBytes) packed = NULL;
  GError *error = NULL;

  packed = yc_secret_unwrap (in->password, in->wrapped, &error);
  if (packed != NULL)
    in->session = yc_session_unpack (packed, in->hub_key, &error);
  if (in->session == NULL)
    g_task_return_error (worker, error);
  else
    g_task_return_boolean (worker, TRUE);
}

static void
unwrapped_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  SignIn *in = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      if (g_error_matches (error, YC_PASSWORD_ERROR, YC_PASSWORD_ERROR_WRONG))
        g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_WRONG_PASSWORD,
                                 _("The password is wrong"));
      else
        g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
    }
  else if (yc_session_get_expires (in->session) <= yc_counter_now (self).at_ms)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_EXPIRED,
                               _("The permission kept on this desk has ended; sign in when the line is back"));
      g_object_unref (task);
    }
  else
    finish_sign_in (task);
}

static void
session_loaded_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GTask *task = user_data;
  SignIn *in = g_task_get_task_data (task);

  in->wrapped = yc_store_load_setting_finish (YC_STORE (source), result, NULL);
  if (in->wrapped == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_OFFLINE,
                               _("The line is down, and this operator has no permission on this desk yet"));
      g_object_unref (task);
      return;
    }
  run_with_sign_in (task, unwrap_in_thread, unwrapped_cb);
}

/* With the line down: what this desk has kept for the operator. */
static void
sign_in_offline (GTask *task)
{
  YcCounter *self = g_task_get_source_object (task);
  g_autofree char *name = dup_setting_name (g_task_get_task_data (task));

  yc_store_load_setting_async (self->store, name, NULL, session_loaded_cb, task);
}

static void
logged_in_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  SignIn *in = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcHubSigned) answer = NULL;

  answer = yc_hub_client_login_finish (YC_HUB_CLIENT (source), result, &error);
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_OFFLINE) ||
      g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_BUSY))
    {
      sign_in_offline (task);
      return;
    }
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_LOGIN))
    {
      g_clear_error (&error);
      g_set_error (&error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_WRONG_PASSWORD,
                   _("The operator code or the password is wrong"));
    }
  if (g_error_matches (error, YC_HUB_ERROR, YC_HUB_ERROR_FORBIDDEN) && !yc_counter_needs_enrolment (self))
    {
      g_clear_error (&error);
      g_set_error (&error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                   _("The account is locked or disabled, or this desk was withdrawn: ask the administrator"));
    }
  if (answer != NULL)
    in->session = yc_session_new (answer->bytes, answer->signature, g_steal_pointer (&in->key),
                                  self->hub_key, &error);
  if (in->session == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  if (answer->time_ms > 0)
    self->offset_ms = answer->time_ms - g_get_real_time () / 1000;
  run_with_sign_in (task, wrap_in_thread, wrapped_cb);
}

void
yc_counter_sign_in_async (YcCounter           *self,
                          const char          *operator_code,
                          const char          *password,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  SignIn *in = g_new0 (SignIn, 1);

  g_task_set_source_tag (task, yc_counter_sign_in_async);
  in->operator_code = g_strdup (operator_code);
  in->password = g_strdup (password);
  in->key = yc_key_pair_new_random ();
  memcpy (in->hub_key, self->hub_key, YC_KEY_SIZE);
  g_task_set_task_data (task, in, sign_in_free);
  if (!self->enrolled)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ENROLLED,
                               _("Enrol this desk first"));
      g_object_unref (task);
      return;
    }
  yc_hub_client_login_async (self->client, operator_code, password,
                             yc_key_pair_get_public (in->key), cancellable, logged_in_cb, task);
}

gboolean
yc_counter_sign_in_finish (YcCounter     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
yc_counter_sign_out (YcCounter *self)
{
  yc_counter_set_session (self, NULL);
}
