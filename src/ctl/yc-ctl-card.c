/* yc-ctl-card.c: yichuang-ctl card decode FILE --json
 *
 * One raw reply frame of a card reader, from a file, to the fields of the card.
 * Any fault in it is a message and a non-zero exit.
 */

#include "yc-ctl-card.h"

#include "yc-file.h"
#include "yc-idcard-proto.h"

#include <stdio.h>

#define FRAME_MAX 8192 /* bytes; the longest reply is 2321 */

static int
decode (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) frame = yc_file_read (path, FRAME_MAX, &error);
  g_autoptr (YcCard) card = frame != NULL ? yc_idcard_decode_reply (frame, &error) : NULL;
  json_t *json;

  if (card == NULL)
    {
      g_printerr ("%s: %s\n", path, error->message);
      return 1;
    }
  json = yc_card_to_json (card);
  json_dumpf (json, stdout, JSON_INDENT (2));
  json_decref (json);
  g_print ("\n");
  return 0;
}

int
yc_ctl_card (int    argc,
             char **argv)
{
  const char *path = NULL;

  for (int i = 2; i < argc; i++)
    if (!g_str_equal (argv[i], "--json"))
      path = path == NULL ? argv[i] : "";
  if (argc < 3 || !g_str_equal (argv[1], "decode") || path == NULL || *path == '\0')
    {
      g_printerr ("Usage: yichuang-ctl card decode FILE --json\n");
      return 2;
    }
  return decode (path);
}
