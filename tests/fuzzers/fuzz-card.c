/* fuzz-card.c: whatever a card reader sends is a card or an error in words
 *
 * The same bytes are also put into a right frame, so that the text block is
 * reached without finding the check byte by chance.
 */

#include "yc-fuzz.h"
#include "yc-idcard-proto.h"

#include <string.h>

#define HEAD_BYTES 7

static void
check (const YcCard *card,
       const GError *error)
{
  g_assert_true ((card == NULL) == (error != NULL));
  if (card == NULL)
    {
      g_assert_true (error->message[0] != '\0');
      return;
    }
  json_t *json = yc_card_to_json (card);

  /* jansson drops what is no UTF-8: then the key would be missing. */
  g_assert_true (g_utf8_validate (card->name, -1, NULL));
  g_assert_nonnull (json_object_get (json, "name"));
  g_assert_true (yc_date_is_valid (&card->birth));
  json_decref (json);
}

static void
try_frame (const uint8_t *data,
           size_t         size)
{
  g_autoptr (GBytes) frame = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCard) card = yc_idcard_decode_reply (frame, &error);

  check (card, error);
}

/* The bytes as a text block, with an empty photo. */
static void
try_text (const uint8_t *data,
          size_t         size)
{
  uint8_t blocks[4 + YC_CARD_TEXT_BYTES] = { YC_CARD_TEXT_BYTES >> 8, YC_CARD_TEXT_BYTES & 0xFF };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCard) card = NULL;

  memcpy (blocks + 4, data, MIN (size, YC_CARD_TEXT_BYTES));
  card = yc_idcard_decode_blocks (blocks, sizeof blocks, &error);
  check (card, error);
}

static void
try_rest (const uint8_t *data,
          size_t         size)
{
  g_auto (GStrv) addresses = NULL;
  g_autofree char *sam = NULL;
  g_autoptr (GError) error = NULL;

  addresses = yc_idcard_decode_more_addresses (data, size, &error);
  g_assert_true ((addresses == NULL) == (error != NULL));
  g_clear_error (&error);
  sam = yc_idcard_format_sam_id (data, size, &error);
  g_assert_true ((sam == NULL) == (error != NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  try_frame (data, size);
  try_text (data, size);
  /* A kept frame's text block stands behind its head. */
  if (size > HEAD_BYTES + 7)
    try_text (data + HEAD_BYTES + 7, size - HEAD_BYTES - 7);
  try_rest (data, size);
  return 0;
}
