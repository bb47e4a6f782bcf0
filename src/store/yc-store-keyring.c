/* yc-store-keyring.c: the Secret Service (GNOME Keyring), over libsecret
 *
 * An item is found by the store's id, which stands in the store's folder. A
 * keyring that is locked, not there, or does not answer is an error that says
 * which; no prompt is raised, because nobody may be in front of it.
 *
 * libsecret's calls wait for D-Bus as long as that takes. A second thread cancels
 * them when the time is over, so a service that hangs costs the time and no more.
 * Its proxies belong to a context that nobody else runs: what the keyring tells
 * of its changes is not for the program's main loop.
 */

#include "yc-store-keyring.h"

#include "yc-crypto.h"
#include "yc-store-types.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#define LABEL "Yichuang desk store"
#define DEFAULT_COLLECTION "default"

static const SecretSchema schema = {
  "cn.yichuang.Desk.StoreKey", SECRET_SCHEMA_NONE,
  { { "store", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
};

typedef struct
{
  GCancellable *cancellable;
  GMainContext *context;
  GMutex mutex;
  GCond cond;
  gboolean over;
  GThread *thread;
} Limit;

static gpointer
limit_thread (gpointer data)
{
  Limit *limit = data;
  gint64 until = g_get_monotonic_time () + YC_STORE_KEYRING_WAIT_MS * G_TIME_SPAN_MILLISECOND;
  gboolean in_time = TRUE;

  g_mutex_lock (&limit->mutex);
  while (!limit->over && in_time)
    in_time = g_cond_wait_until (&limit->cond, &limit->mutex, until);
  g_mutex_unlock (&limit->mutex);
  if (!in_time)
    g_cancellable_cancel (limit->cancellable);
  return NULL;
}

static void
limit_begin (Limit *limit)
{
  limit->cancellable = g_cancellable_new ();
  limit->context = g_main_context_new ();
  g_main_context_push_thread_default (limit->context);
  limit->over = FALSE;
  g_mutex_init (&limit->mutex);
  g_cond_init (&limit->cond);
  limit->thread = g_thread_new ("keyring-limit", limit_thread, limit);
}

static void
limit_end (Limit *limit)
{
  g_mutex_lock (&limit->mutex);
  limit->over = TRUE;
  g_cond_signal (&limit->cond);
  g_mutex_unlock (&limit->mutex);
  g_thread_join (limit->thread);
  /* D-Bus lets go of its subscriptions there. */
  while (g_main_context_iteration (limit->context, FALSE))
    ;
  g_main_context_pop_thread_default (limit->context);
  g_main_context_unref (limit->context);
  g_object_unref (limit->cancellable);
  g_mutex_clear (&limit->mutex);
  g_cond_clear (&limit->cond);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Limit, limit_end)

static void
fail (GError     **error,
      const char  *why)
{
  g_set_error_literal (error, YC_STORE_ERROR, YC_STORE_ERROR_NO_KEY, why);
}

/* What D-Bus said, in words that say what to do. Takes @local_error. */
static void
fail_with (GError  *local_error,
           GError **error)
{
  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (error, _("The system’s keyring does not answer, and the key of this desk’s data is in it. Sign out of the "
                   "session and in again, and start the desk anew. Nothing is lost."));
  else
    g_set_error (error, YC_STORE_ERROR, YC_STORE_ERROR_NO_KEY,
                 _("The system’s keyring cannot be reached, and the key of this desk’s data is in it (%s). "
                   "Start the desk in the session where it was set up. Nothing is lost."), local_error->message);
  g_error_free (local_error);
}

static void
fail_locked (GError **error)
{
  fail (error, _("The system’s keyring is locked, and the key of this desk’s data is in it. Unlock it (“Passwords and "
                 "Keys”, or sign out of the session and in with the password) and start the desk anew. Nothing is lost."));
}

/* An activatable one that does not run is none: it would have no keyring open. */
static gboolean
service_runs (GCancellable *cancellable)
{
  g_autofree char *runtime_bus = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) answer = NULL;
  gboolean owned = FALSE;

  /* GLib would start a bus of its own where there is none. */
  if (g_getenv ("DBUS_SESSION_BUS_ADDRESS") == NULL && !g_file_test (runtime_bus, G_FILE_TEST_EXISTS))
    return FALSE;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, cancellable, NULL);
  if (bus == NULL)
    return FALSE;
  answer = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                        "NameHasOwner", g_variant_new ("(s)", "org.freedesktop.secrets"),
                                        G_VARIANT_TYPE ("(b)"), G_DBUS_CALL_FLAGS_NONE, YC_STORE_KEYRING_WAIT_MS,
                                        cancellable, NULL);
  if (answer != NULL)
    g_variant_get (answer, "(b)", &owned);
  return owned;
}

static SecretService *
open_service (GCancellable  *cancellable,
              GError       **error)
{
  GError *local_error = NULL;
  SecretService *service = secret_service_open_sync (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_OPEN_SESSION, cancellable,
                                                     &local_error);

  if (service == NULL)
    fail_with (local_error, error);
  return service;
}

/* Where new items go; NULL with @error where there is none or it is locked. */
static SecretCollection *
open_collection (SecretService  *service,
                 GCancellable   *cancellable,
                 GError        **error)
{
  GError *local_error = NULL;
  g_autoptr (SecretCollection) collection = NULL;

  collection = secret_collection_for_alias_sync (service, DEFAULT_COLLECTION, SECRET_COLLECTION_NONE, cancellable,
                                                 &local_error);
  if (local_error != NULL)
    fail_with (local_error, error);
  else if (collection == NULL)
    fail (error, _("The system’s keyring has no place for the key of this desk’s data yet. Sign in to the session with the "
                   "password once, or make a default keyring in “Passwords and Keys”."));
  else if (secret_collection_get_locked (collection))
    fail_locked (error);
  else
    return g_steal_pointer (&collection);
  return NULL;
}

/* Whether a key could be put there now. */
gboolean
yc_store_keyring_is_open (void)
{
  g_auto (Limit) limit = { 0 };
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;

  limit_begin (&limit);
  if (!service_runs (limit.cancellable))
    return FALSE;
  service = open_service (limit.cancellable, NULL);
  if (service != NULL)
    collection = open_collection (service, limit.cancellable, NULL);
  return collection != NULL;
}

static GBytes *
decode (SecretValue  *value,
        GError      **error)
{
  gsize text_size, size;
  const char *text = secret_value_get (value, &text_size);
  g_autofree char *closed = g_strndup (text, text_size);
  guchar *bytes = g_base64_decode (closed, &size);
  GBytes *key = size == YC_KEY_SIZE ? yc_secret_new (bytes, size) : NULL;

  if (key == NULL)
    fail (error, _("What the system’s keyring has for this desk’s data is no key. Put the right one back."));
  yc_secret_clear (closed, text_size);
  yc_secret_clear (bytes, size);
  g_free (bytes);
  return key;
}

static GBytes *
read_item (SecretItem    *item,
           GCancellable  *cancellable,
           GError       **error)
{
  GError *local_error = NULL;
  SecretValue *value;
  GBytes *key = NULL;

  if (secret_item_get_locked (item))
    {
      fail_locked (error);
      return NULL;
    }
  if (!secret_item_load_secret_sync (item, cancellable, &local_error))
    {
      fail_with (local_error, error);
      return NULL;
    }
  value = secret_item_get_secret (item);
  if (value != NULL)
    {
      key = decode (value, error);
      secret_value_unref (value);
    }
  else
    {
      fail_locked (error);
    }
  return key;
}

static void
free_items (GList *items)
{
  g_list_free_full (items, g_object_unref);
}

/**
 * yc_store_keyring_load:
 * @id: the store's
 * @error: %YC_STORE_ERROR_NO_KEY, with what can be done
 *
 * Returns: (transfer full): YC_KEY_SIZE bytes, cleared when released
 */
GBytes *
yc_store_keyring_load (const char  *id,
                       GError     **error)
{
  g_auto (Limit) limit = { 0 };
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = secret_attributes_build (&schema, "store", id, NULL);
  GError *local_error = NULL;
  GBytes *key = NULL;
  GList *items;

  limit_begin (&limit);
  service = open_service (limit.cancellable, error);
  if (service == NULL)
    return NULL;
  items = secret_service_search_sync (service, &schema, attributes, SECRET_SEARCH_NONE, limit.cancellable, &local_error);
  if (local_error != NULL)
    fail_with (local_error, error);
  else if (items == NULL)
    fail (error, _("The system’s keyring has no key of this desk’s data. Start the desk as the user, and in the session, where "
                   "it was set up, or put the keyring back. Nothing is lost."));
  else
    key = read_item (items->data, limit.cancellable, error);
  free_items (items);
  return key;
}

/**
 * yc_store_keyring_save:
 * @id: the store's; what stood there before is replaced
 * @key: YC_KEY_SIZE bytes
 * @error: %YC_STORE_ERROR_NO_KEY
 *
 * Returns: %TRUE if the keyring says that it has it; load it before believing that
 */
gboolean
yc_store_keyring_save (const char  *id,
                       GBytes      *key,
                       GError     **error)
{
  g_auto (Limit) limit = { 0 };
  g_autoptr (SecretService) service = NULL;
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GHashTable) attributes = secret_attributes_build (&schema, "store", id, NULL);
  g_autofree char *text = g_base64_encode (g_bytes_get_data (key, NULL), g_bytes_get_size (key));
  GError *local_error = NULL;
  SecretValue *value;

  limit_begin (&limit);
  service = open_service (limit.cancellable, error);
  if (service != NULL)
    collection = open_collection (service, limit.cancellable, error);
  if (collection == NULL)
    return FALSE;
  value = secret_value_new (text, -1, "text/plain");
  yc_secret_clear (text, strlen (text));
  secret_service_store_sync (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, LABEL, value, limit.cancellable,
                             &local_error);
  secret_value_unref (value);
  if (local_error == NULL)
    return TRUE;
  fail_with (local_error, error);
  return FALSE;
}

/* One that is not there is removed. */
gboolean
yc_store_keyring_remove (const char  *id,
                         GError     **error)
{
  g_auto (Limit) limit = { 0 };
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GHashTable) attributes = secret_attributes_build (&schema, "store", id, NULL);
  GError *local_error = NULL;

  limit_begin (&limit);
  service = open_service (limit.cancellable, error);
  if (service == NULL)
    return FALSE;
  secret_service_clear_sync (service, &schema, attributes, limit.cancellable, &local_error);
  if (local_error == NULL)
    return TRUE;
  fail_with (local_error, error);
  return FALSE;
}
