/* yc-display-words.c: the applicant's words
 *
 * Not by gettext: the applicant chooses the language at a touch while the desk
 * beside it goes on in the clerk's. The files are data/display/LANGUAGE.ini,
 * one line a key, read once.
 */

#include "yc-display-words.h"

#include <gio/gio.h>

static GHashTable *
load (const char *language)
{
  g_autofree char *path = g_strdup_printf ("/cn/yichuang/Desk/display/%s.ini", language);
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  GHashTable *words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) keys = NULL;

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    g_error ("No words in %s", path); /* the program was built without them */
  keys = g_key_file_get_keys (file, "words", NULL, NULL);
  for (char **key = keys; key != NULL && *key != NULL; key++)
    g_hash_table_insert (words, g_strdup (*key), g_key_file_get_string (file, "words", *key, NULL));
  return words;
}

static GHashTable *
get_words (gboolean english)
{
  static GHashTable *words[2];

  if (words[english != FALSE] == NULL)
    words[english != FALSE] = load (english ? "en" : "zh_CN");
  return words[english != FALSE];
}

const char *
yc_display_words_get (gboolean    english,
                      const char *key,
                      const char *fallback)
{
  const char *words = g_hash_table_lookup (get_words (english), key);

  if (words != NULL)
    return words;
  return fallback != NULL ? fallback : key;
}

char *
yc_display_words_dup (gboolean    english,
                      const char *key,
                      const char *argument)
{
  const char *words = yc_display_words_get (english, key, NULL);
  const char *place = strstr (words, "%s");

  if (place == NULL)
    return g_strdup (words);
  return g_strdup_printf ("%.*s%s%s", (int) (place - words), words, argument, place + 2);
}
