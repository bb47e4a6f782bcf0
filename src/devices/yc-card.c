/* yc-card.c: what an identity card says */

#include "yc-card.h"

G_DEFINE_BOXED_TYPE (YcCard, yc_card, yc_card_ref, yc_card_unref)

/* An empty card for a decoder to fill. */
YcCard *
yc_card_new (void)
{
  return g_atomic_rc_box_new0 (YcCard);
}

YcCard *
yc_card_ref (YcCard *card)
{
  return g_atomic_rc_box_acquire (card);
}

static void
card_clear (gpointer data)
{
  YcCard *card = data;

  g_free (card->name);
  g_free (card->english_name);
  g_free (card->ethnic);
  g_free (card->address);
  g_free (card->number);
  g_free (card->authority);
  g_free (card->nationality);
  g_free (card->pass_number);
  g_free (card->issues);
  g_strfreev (card->more_addresses);
  g_clear_pointer (&card->text, g_bytes_unref);
  g_clear_pointer (&card->photo, g_bytes_unref);
  g_clear_pointer (&card->fingerprints, g_bytes_unref);
}

void
yc_card_unref (YcCard *card)
{
  g_atomic_rc_box_release_full (card, card_clear);
}

/* "resident", "J", "I" or "Y": as the cards mark themselves. */
const char *
yc_card_kind_to_name (YcCardKind kind)
{
  static const char *const names[] = { "resident", "J", "I", "Y" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (names), NULL);

  return names[kind];
}

/* jansson refuses to make a string of invalid UTF-8; the decoder makes none. */
static void
set_text (json_t     *object,
          const char *key,
          const char *text)
{
  if (text != NULL)
    json_object_set_new (object, key, json_string (text));
}

static void
set_date (json_t       *object,
          const char   *key,
          const YcDate *date)
{
  char text[YC_DATE_TEXT_SIZE];

  yc_date_to_text (date, text);
  set_text (object, key, text);
}

static void
set_size (json_t     *object,
          const char *key,
          GBytes     *bytes)
{
  if (bytes != NULL)
    json_object_set_new (object, key, json_integer ((json_int_t) g_bytes_get_size (bytes)));
}

static void
set_more_addresses (json_t       *object,
                    const YcCard *card)
{
  json_t *list;

  if (card->more_addresses == NULL)
    return;
  list = json_array ();
  for (char **a = card->more_addresses; *a != NULL; a++)
    json_array_append_new (list, json_string (*a));
  json_object_set_new (object, "more_addresses", list);
}

/**
 * yc_card_to_json:
 * @card: a card
 *
 * For people and tests. What the kind of card does not carry has no key;
 * "valid_to" is null for a card without an end. The blocks of photo and
 * fingerprints are given by their size only.
 *
 * Returns: (transfer full): an object
 */
json_t *
yc_card_to_json (const YcCard *card)
{
  json_t *object = json_object ();

  g_return_val_if_fail (card != NULL, object);

  set_text (object, "kind", yc_card_kind_to_name (card->kind));
  set_text (object, "name", card->name);
  set_text (object, "english_name", card->english_name);
  set_text (object, "sex", (const char[]){ card->sex, '\0' });
  set_text (object, "ethnic", card->ethnic);
  set_date (object, "birth", &card->birth);
  set_text (object, "address", card->address);
  set_text (object, "number", card->number);
  set_text (object, "authority", card->authority);
  set_date (object, "valid_from", &card->valid_from);
  if (card->long_term)
    json_object_set_new (object, "valid_to", json_null ());
  else
    set_date (object, "valid_to", &card->valid_to);
  json_object_set_new (object, "long_term", json_boolean (card->long_term));
  set_text (object, "nationality", card->nationality);
  set_text (object, "pass_number", card->pass_number);
  set_text (object, "issues", card->issues);
  set_more_addresses (object, card);
  set_size (object, "photo_bytes", card->photo);
  set_size (object, "fingerprint_bytes", card->fingerprints);
  return object;
}
