/* yc-hub-key.c: where the key comes from that a hub signs with
 *
 *   DIR/hub.key         the key's 32 bytes, made where there is none
 *   DIR/hub.key-place   "credential PUBLIC", in one line: the key comes from
 *                       systemd as the credential "yichuang-hub.key", and this
 *                       is its public half in base64url
 *
 * A hub that is given the credential with the very key of its file takes it from
 * there from then on: the place is written down first, and the file goes after
 * that, so killed in between the next start removes it. From then on a start
 * without the credential, or with another hub's, is refused and makes nothing:
 * desks know the hub by its key.
 */

#include "yc-hub-key.h"

#include "yc-file.h"

#include <string.h>

#define PLACE_BYTES_MAX 128
#define PLACE_WORD "credential "

static gboolean
fail (GError    **error,
      const char *why)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "The hub's key is to come as the credential “%s”: %s",
               YC_HUB_CREDENTIAL, why);
  return FALSE;
}

/* NULL and no error where none is given. */
static GBytes *
read_credential (GError **error)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, YC_HUB_CREDENTIAL, NULL) : NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  bytes = yc_file_read (path, YC_KEY_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  if (g_bytes_get_size (bytes) == YC_KEY_FILE_SIZE)
    return yc_secret_new (g_bytes_get_data (bytes, NULL), YC_KEY_FILE_SIZE);
  fail (error, "it is not a key, which has 32 bytes");
  return NULL;
}

static char *
dup_place_text (const YcKeyPair *key)
{
  g_autofree char *public_key = yc_base64url_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);

  return g_strconcat (PLACE_WORD, public_key, "\n", NULL);
}

/* Holds the credential against what was written down, or writes it down. */
static gboolean
keep_place (const char       *place_path,
            const YcKeyPair  *key,
            GError          **error)
{
  g_autofree char *text = dup_place_text (key);
  g_autoptr (GBytes) wanted = g_bytes_new (text, strlen (text));
  g_autoptr (GBytes) there = NULL;

  if (!g_file_test (place_path, G_FILE_TEST_EXISTS))
    return yc_file_write_durably (place_path, wanted, 0600, error);
  there = yc_file_read (place_path, PLACE_BYTES_MAX, error);
  if (there == NULL)
    return FALSE;
  return g_bytes_equal (there, wanted) || fail (error, "it is another hub's key; desks would not know this hub by it");
}

/* What is left in the folder has to be the same key. */
static gboolean
remove_file (const char  *path,
             GBytes      *seed,
             gboolean     remove,
             GError     **error)
{
  g_autoptr (GBytes) left = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  left = yc_key_file_ensure (path, error);
  if (left == NULL)
    return FALSE;
  if (!g_bytes_equal (left, seed))
    return fail (error, "it is another key than the one in the folder; desks know the hub by that one");
  return !remove || yc_file_remove_durably (path, error);
}

static YcKeyPair *
open_credential (const char  *path,
                 const char  *place_path,
                 GBytes      *seed,
                 GError     **error)
{
  YcKeyPair *key = yc_key_pair_new (g_bytes_get_data (seed, NULL));

  if (remove_file (path, seed, FALSE, error) && keep_place (place_path, key, error) && remove_file (path, seed, TRUE, error))
    return key;
  yc_key_pair_free (key);
  return NULL;
}

/**
 * yc_hub_key_open:
 * @folder: the hub's, with its lock
 * @error: of %G_IO_ERROR
 *
 * Returns: (transfer full): the key
 */
YcKeyPair *
yc_hub_key_open (const char  *folder,
                 GError     **error)
{
  g_autofree char *path = g_build_filename (folder, YC_HUB_KEY_FILE, NULL);
  g_autofree char *place_path = g_build_filename (folder, YC_HUB_KEY_PLACE_FILE, NULL);
  g_autoptr (GBytes) seed = NULL;
  GError *local_error = NULL;

  seed = read_credential (&local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return NULL;
    }
  if (seed != NULL)
    return open_credential (path, place_path, seed, error);
  if (g_file_test (place_path, G_FILE_TEST_EXISTS))
    {
      fail (error, "it has not come; start the hub by its service, with LoadCredentialEncrypted= or LoadCredential=");
      return NULL;
    }
  seed = yc_key_file_ensure (path, error);
  return seed != NULL ? yc_key_pair_new (g_bytes_get_data (seed, NULL)) : NULL;
}
