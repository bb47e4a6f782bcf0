/* yc-ctl-store.c: yichuang-ctl store recrypt | key | purges: a desk's store, while the desk does not run
 *
 *   store recrypt --data DIR [--key-file FILE] [--cipher aes-256-gcm|sm4-gcm]
 *   store key --data DIR [--key-file FILE] --to file|keyring|credential
 *   store purges --data DIR [--key-file FILE]
 *
 * “purges” prints which cases have left the desk, when, and against what.
 * “key” moves the store's key: it is read back from the new place before it is
 * removed from the old one. A credential has to be there, with the same key.
 *
 * “recrypt” seals anew what is sealed in another way than the store writes now,
 * and says when nothing is left of it. Killed, it goes on where it is asked again.
 * Exit status: 0 nothing is left, 1 something is, or it cannot be done, 2 asked wrongly.
 */

#include "yc-ctl-store.h"

#include "yc-cipher.h"
#include "yc-ctl-wait.h"
#include "yc-store-key.h"
#include "yc-store.h"

#include <string.h>

static char *option_data;
static char *option_key_file;
static char *option_cipher;
static char *option_to;
static YcStoreKeyPlace place_to;

static const GOptionEntry entries[] = {
  { "data", 0, 0, G_OPTION_ARG_FILENAME, &option_data, "The desk's folder", "DIR" },
  { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &option_key_file, "Its key, where it is not beside the folder", "FILE" },
  { "cipher", 0, 0, G_OPTION_ARG_STRING, &option_cipher,
    "What it is sealed with from now on: aes-256-gcm or sm4-gcm; else as before", "CIPHER" },
  { "to", 0, 0, G_OPTION_ARG_STRING, &option_to, "Where its key is to be: file, keyring or credential", "PLACE" },
  { NULL },
};

static GBytes *
obtain_key (GError **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_store_key_obtain_async (option_data, option_key_file, YC_STORE_KEY_UNSAID, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_store_key_obtain_finish (wait.result, error);
}

static YcStore *
open_store (GBytes **ret_key,
            GError **error)
{
  g_autoptr (GBytes) key = NULL;
  g_auto (YcCtlWait) wait = { 0 };
  YcStore *store;

  if (!g_file_test (option_data, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no folder %s", option_data);
      return NULL;
    }
  key = obtain_key (error);
  if (key == NULL)
    return NULL;
  yc_store_open_with_async (option_data, key, option_cipher, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  store = yc_store_open_finish (wait.result, error);
  if (store != NULL && ret_key != NULL)
    *ret_key = g_steal_pointer (&key);
  return store;
}

static gboolean
close_store (YcStore  *store,
             GError  **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_store_close_async (store, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_store_close_finish (store, wait.result, error);
}

static int
fail (const GError *error)
{
  g_printerr ("%s\n", error->message);
  return 1;
}

static int
recrypt (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcStore) store = open_store (NULL, &error);
  g_auto (YcCtlWait) wait = { 0 };
  gint64 done, left;

  if (store == NULL)
    return fail (error);
  yc_store_recrypt_async (store, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  if (!yc_store_recrypt_finish (store, wait.result, &done, &left, &error) || !close_store (store, &error))
    return fail (error);
  if (left > 0)
    {
      g_printerr ("%" G_GINT64_FORMAT " records do not open and are left as they were\n", left);
      return 1;
    }
  g_print ("%" G_GINT64_FORMAT " records and documents sealed anew; nothing is left of the old\n", done);
  return 0;
}

/* The store is open meanwhile: its key is known to be right, and no desk runs. */
static int
move_key (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (YcStore) store = open_store (&key, &error);
  g_auto (YcCtlWait) wait = { 0 };

  if (store == NULL)
    return fail (error);
  yc_store_key_move_async (option_data, option_key_file, key, place_to, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  if (!yc_store_key_move_finish (wait.result, &error))
    {
      close_store (store, NULL);
      return fail (error);
    }
  if (!close_store (store, &error))
    return fail (error);
  g_print ("The key comes from here now: %s\n", option_to);
  return 0;
}

static char *
dup_time (gint64 time_ms)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_ms / 1000);

  return utc != NULL ? g_date_time_format_iso8601 (utc) : g_strdup ("?");
}

static void
print_purged (const YcStorePurged *purged)
{
  g_autofree char *when = dup_time (purged->purged_ms);
  g_autofree char *before = dup_time (purged->before_ms);
  char stream[YC_STREAM_TEXT_SIZE];

  yc_stream_to_text (&purged->stream, stream);
  g_print ("%s  %s  received before %s, revisions 1 to %" G_GINT64_FORMAT ", positions %" G_GINT64_FORMAT " to %"
           G_GINT64_FORMAT ", hash %s, documents %" G_GINT64_FORMAT "\n", when, stream, before, purged->revision,
           purged->first_position, purged->position, purged->hash, purged->documents);
}

static int
list_purges (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) purges = NULL;
  g_autoptr (YcStore) store = open_store (NULL, &error);
  g_auto (YcCtlWait) wait = { 0 };

  if (store == NULL)
    return fail (error);
  yc_store_load_purges_async (store, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  purges = yc_store_load_purges_finish (store, wait.result, &error);
  if (purges == NULL || !close_store (store, &error))
    return fail (error);
  for (guint i = 0; i < purges->len; i++)
    print_purged (g_ptr_array_index (purges, i));
  g_print ("%u cases have left this desk\n", purges->len);
  return 0;
}

static int
print_usage (void)
{
  g_printerr ("Usage: yichuang-ctl store recrypt --data DIR [--key-file FILE] [--cipher aes-256-gcm|sm4-gcm]\n"
              "       yichuang-ctl store key --data DIR [--key-file FILE] --to file|keyring|credential\n"
              "       yichuang-ctl store purges --data DIR [--key-file FILE]\n");
  return 2;
}

int
yc_ctl_store (int    argc,
              char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("recrypt|key|purges");
  g_autoptr (GError) error = NULL;
  YcCipher cipher;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (argc != 2 || option_data == NULL)
    return print_usage ();
  if (option_cipher != NULL && !yc_cipher_parse (option_cipher, &cipher))
    {
      g_printerr ("There is no cipher “%s”: aes-256-gcm or sm4-gcm\n", option_cipher);
      return 2;
    }
  if (strcmp (argv[1], "recrypt") == 0)
    return recrypt ();
  if (strcmp (argv[1], "key") == 0 && yc_store_key_parse_place (option_to, &place_to) && place_to != YC_STORE_KEY_AUTO)
    return move_key ();
  if (strcmp (argv[1], "purges") == 0)
    return list_purges ();
  return print_usage ();
}
