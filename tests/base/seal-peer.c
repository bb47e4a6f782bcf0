/* seal-peer.c: seals and opens one record a line, for a peer that is not ours
 *
 *   seal CIPHER KEY TABLE ID VERSION PLAIN      answers the record
 *   open CIPHER KEY TABLE ID VERSION RECORD     answers the plain text, or "no CODE"
 *
 * Key, plain text and record are in base64.
 */

#include "yc-seal-record.h"

#include <stdio.h>
#include <string.h>

static void
answer (GBytes       *bytes,
        const GError *error)
{
  g_autofree char *text = NULL;

  if (bytes == NULL)
    {
      printf ("no %d\n", error->code);
      return;
    }
  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  printf ("%s\n", text);
}

static void
serve (char **words)
{
  g_autoptr (YcSealer) sealer = NULL;
  g_autoptr (GBytes) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *key = NULL;
  g_autofree guint8 *data = NULL;
  YcCipher cipher;
  gsize key_size, size;
  gint64 version = g_ascii_strtoll (words[5], NULL, 10);

  key = g_base64_decode (words[2], &key_size);
  data = g_base64_decode (words[6], &size);
  if (!yc_cipher_parse (words[1], &cipher) || key_size != YC_KEY_SIZE)
    g_error ("No cipher or no key");
  sealer = yc_sealer_new (key, cipher);
  if (strcmp (words[0], "seal") == 0)
    result = yc_seal_record (sealer, words[3], words[4], version, data, size);
  else
    result = yc_open_record (sealer, words[3], words[4], version, data, size, &error);
  answer (result, error);
}

int
main (void)
{
  char *line = NULL;
  size_t room = 0;

  while (getline (&line, &room, stdin) > 0)
    {
      g_auto (GStrv) words = NULL;

      line[strcspn (line, "\n")] = '\0';
      words = g_strsplit (line, " ", -1);
      if (g_strv_length (words) != 7)
        g_error ("A line has seven words");
      serve (words);
      fflush (stdout);
    }
  free (line);
  return 0;
}
