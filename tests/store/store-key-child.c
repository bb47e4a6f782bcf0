/* store-key-child.c: asks for a store's key, or moves it, and says what came of it
 *
 *   store-key-child obtain DIR [PLACE]   prints "key HEX"
 *   store-key-child open DIR             opens the store with it, prints "open"
 *   store-key-child move DIR PLACE       prints "moved"
 *   store-key-child put DIR ID HEX       puts a key into the keyring behind the store's back
 *
 * An error is "no CODE MESSAGE", with status 1.
 */

#include "store-fixture.h"
#include "yc-store-key.h"
#include "yc-store-keyring.h"

#include <stdio.h>
#include <string.h>

static int
fail (const GError *error)
{
  printf ("no %d %s\n", error->code, error->message);
  return 1;
}

static GBytes *
obtain (const char  *dir,
        const char  *place_text,
        GError     **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  YcStoreKeyPlace place = YC_STORE_KEY_UNSAID;

  if (place_text != NULL)
    g_assert_true (yc_store_key_parse_place (place_text, &place));
  yc_store_key_obtain_async (dir, NULL, place, NULL, test_note_cb, &result);
  test_await (&result);
  return yc_store_key_obtain_finish (result, error);
}

static int
print_key (const char *dir,
           const char *place)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = obtain (dir, place, &error);
  char text[YC_SHA256_TEXT_SIZE];

  if (key == NULL)
    return fail (error);
  yc_sha256_to_text (g_bytes_get_data (key, NULL), text);
  printf ("key %s\n", text);
  return 0;
}

static int
open_store (const char *dir)
{
  TestStore desk = { .dir = (char *) dir };
  g_autoptr (GError) error = NULL;

  desk.key = obtain (dir, NULL, &error);
  if (desk.key == NULL)
    return fail (error);
  desk.store = test_open (dir, desk.key, &error);
  g_bytes_unref (desk.key);
  if (desk.store == NULL)
    return fail (error);
  test_close (desk.store, NULL);
  test_store_drop (&desk);
  printf ("open\n");
  return 0;
}

static int
move (const char *dir,
      const char *place_text)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = obtain (dir, NULL, &error);
  YcStoreKeyPlace place;

  if (key == NULL)
    return fail (error);
  g_assert_true (yc_store_key_parse_place (place_text, &place));
  yc_store_key_move_async (dir, NULL, key, place, test_note_cb, &result);
  test_await (&result);
  if (!yc_store_key_move_finish (result, &error))
    return fail (error);
  printf ("moved\n");
  return 0;
}

static int
put (const char *id,
     const char *digits)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) key = NULL;
  guint8 bytes[YC_KEY_SIZE];

  g_assert_true (yc_sha256_parse (digits, bytes));
  key = g_bytes_new (bytes, sizeof bytes);
  if (!yc_store_keyring_save (id, key, &error))
    return fail (error);
  printf ("put\n");
  return 0;
}

int
main (int    argc,
      char **argv)
{
  const char *verb = argc > 2 ? argv[1] : "";

  if (strcmp (verb, "obtain") == 0)
    return print_key (argv[2], argc > 3 ? argv[3] : NULL);
  if (strcmp (verb, "open") == 0)
    return open_store (argv[2]);
  if (strcmp (verb, "move") == 0 && argc > 3)
    return move (argv[2], argv[3]);
  if (strcmp (verb, "put") == 0 && argc > 4)
    return put (argv[3], argv[4]);
  return 2;
}
