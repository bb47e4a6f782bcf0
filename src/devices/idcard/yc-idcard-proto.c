/* yc-idcard-proto.c: frames of second-generation identity card readers
 *
 *   request  AA AA AA 96 69 | length | command, parameter | data | check
 *   reply    AA AA AA 96 69 | length | SW1 SW2 SW3        | data | check
 *
 * The length is big-endian and counts everything after itself, the check byte
 * included. The check byte is the exclusive or of all bytes from the length to
 * the last of the data (GA 450, GA/T 467). A reply may begin with rubbish: the
 * preamble is looked for in its first seven bytes. Lengths inside come from
 * the reader and are checked against what is there, never assumed.
 */

#include "yc-idcard-proto.h"

#include "yc-bytes.h"
#include "yc-idcard-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RESYNC_BYTES 7
#define REPLY_LENGTH_MIN 4 /* three status bytes and the check byte */
#define REPLY_LENGTH_MAX 4096
#define MORE_ADDRESS_BYTES 70
#define MORE_ADDRESSES_MAX 16
#define PHOTO_BYTES 1024
#define FINGERPRINT_BYTES 512

static const guint8 preamble[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69 };
/* What is looked for: one byte may have been lost on the way. */
static const guint8 sync_mark[] = { 0xAA, 0xAA, 0x96, 0x69 };

static guint8
xor_bytes (const guint8 *bytes,
           gsize         size_bytes)
{
  guint8 sum = 0;

  for (gsize i = 0; i < size_bytes; i++)
    sum ^= bytes[i];
  return sum;
}

static void
set_protocol_error (GError    **error,
                    const char *message)
{
  g_set_error_literal (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL, message);
}

/* One frame, as bytes to send. */
GBytes *
yc_idcard_build_request (YcIdcardCommand command)
{
  guint8 body[] = { 0x00, 0x03, (guint) command >> 8, command & 0xFF };
  g_auto (YcWriter) writer = { NULL };

  yc_writer_init (&writer, sizeof preamble + sizeof body + 1);
  yc_writer_add_bytes (&writer, preamble, sizeof preamble);
  yc_writer_add_bytes (&writer, body, sizeof body);
  yc_writer_add_u8 (&writer, xor_bytes (body, sizeof body));
  return yc_writer_finish (&writer, NULL);
}

/* Where the length field begins: 0 when more bytes may bring the preamble, -1
 * when none can. */
static gssize
find_length (const guint8 *bytes,
             gsize         size_bytes)
{
  gsize last = RESYNC_BYTES - sizeof sync_mark;

  for (gsize at = 0; at <= last && at + sizeof sync_mark <= size_bytes; at++)
    if (memcmp (bytes + at, sync_mark, sizeof sync_mark) == 0)
      return (gssize) (at + sizeof sync_mark);
  return size_bytes < RESYNC_BYTES ? 0 : -1;
}

static gboolean
check_length (guint    length,
              GError **error)
{
  if (length >= REPLY_LENGTH_MIN && length <= REPLY_LENGTH_MAX)
    return TRUE;
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
               _("The reply's length field says %u, which is outside %d to %d"), length,
               REPLY_LENGTH_MIN, REPLY_LENGTH_MAX);
  return FALSE;
}

/**
 * yc_idcard_parse_reply:
 * @bytes: what has come so far
 * @size_bytes: how much
 * @ret_reply: (out): points into @bytes; untouched unless a frame is whole
 * @error: PROTOCOL: no preamble, a wrong length, check byte or status
 *
 * Returns: how many bytes the frame takes, rubbish before it included; 0 if
 * more must come; -1 on failure
 */
gssize
yc_idcard_parse_reply (const guint8  *bytes,
                       gsize          size_bytes,
                       YcIdcardReply *ret_reply,
                       GError       **error)
{
  gssize at;
  guint length;
  guint8 check;

  g_return_val_if_fail (bytes != NULL || size_bytes == 0, -1);
  g_return_val_if_fail (ret_reply != NULL, -1);

  at = find_length (bytes, size_bytes);
  if (at < 0)
    {
      set_protocol_error (error, _("The reply does not begin with the preamble AA AA 96 69"));
      return -1;
    }
  if (at == 0 || (gsize) at + 2 > size_bytes)
    return 0;

  length = (guint) bytes[at] << 8 | bytes[at + 1];
  if (!check_length (length, error))
    return -1;
  if ((gsize) at + 2 + length > size_bytes)
    return 0;

  check = xor_bytes (bytes + at, 2 + length - 1);
  if (check != bytes[(gsize) at + 2 + length - 1])
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                   _("The reply's check byte is %02X where %02X is right"),
                   bytes[(gsize) at + 2 + length - 1], check);
      return -1;
    }
  if (bytes[at + 2] != 0 || bytes[at + 3] != 0)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                   _("The reply's status begins with %02X %02X, not with 00 00"), bytes[at + 2],
                   bytes[at + 3]);
      return -1;
    }
  ret_reply->sw3 = bytes[at + 4];
  ret_reply->data = bytes + at + 5;
  ret_reply->size_bytes = length - REPLY_LENGTH_MIN;
  return at + 2 + (gssize) length;
}

/* What the third status byte says, for people; never %NULL. */
const char *
yc_idcard_sw3_to_text (guint8 sw3)
{
  static const struct
  {
    guint8 sw3;
    const char *text;
  } texts[] = {
    { 0x90, N_("done") },
    { 0x91, N_("the card holds no such content") },
    { 0x9F, N_("card found") },
    { 0x10, N_("the reader received a wrong check byte") },
    { 0x11, N_("the reader received a wrong length") },
    { 0x21, N_("the reader does not know the command") },
    { 0x23, N_("the reader may not do that") },
    { 0x24, N_("the reader does not recognise the command") },
    { 0x31, N_("the card could not authenticate the reader’s security module") },
    { 0x32, N_("the reader’s security module could not authenticate the card") },
    { 0x33, N_("verification failed") },
    { 0x37, N_("the fingerprint could not be verified") },
    { 0x3F, N_("the information has a wrong length") },
    { 0x40, N_("the card is of another type") },
    { 0x41, N_("the card could not be read") },
    { 0x47, N_("no random number could be had") },
    { 0x60, N_("the reader’s self-test failed") },
    { 0x66, N_("the reader’s security module is not authorised") },
    { 0x80, N_("no card") },
    { 0x81, N_("the card could not be selected") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i].sw3 == sw3)
      return _(texts[i].text);
  return _("a status byte of unknown meaning");
}

/**
 * yc_idcard_format_sam_id:
 * @data: a reply's data
 * @size_bytes: its size; must be 16
 * @error: PROTOCOL
 *
 * Returns: (transfer full): "05.03-20991231-0000000001-4294967295"
 */
char *
yc_idcard_format_sam_id (const guint8 *data,
                         gsize         size_bytes,
                         GError      **error)
{
  guint16 region, maker;
  guint32 day, serial, extra;
  YcReader reader;

  yc_reader_init (&reader, data, size_bytes);
  if (size_bytes != 16 || !yc_reader_read_le16 (&reader, &region) ||
      !yc_reader_read_le16 (&reader, &maker) || !yc_reader_read_le32 (&reader, &day) ||
      !yc_reader_read_le32 (&reader, &serial) || !yc_reader_read_le32 (&reader, &extra))
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                   _("The security module's number has %zu bytes, not 16"), size_bytes);
      return NULL;
    }
  return g_strdup_printf ("%02u.%02u-%08u-%010u-%010u", region, maker, day, serial, extra);
}

typedef struct
{
  guint16 text;
  guint16 photo;
  guint16 fingerprints;
} BlockSizes;

static gboolean
check_sizes (const BlockSizes *sizes,
             GError          **error)
{
  if (sizes->text != YC_CARD_TEXT_BYTES)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
                 _("The card's text block has %u bytes, not %d"), sizes->text, YC_CARD_TEXT_BYTES);
  else if (sizes->photo != 0 && sizes->photo != PHOTO_BYTES)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
                 _("The card's photo block has %u bytes, neither 0 nor %d"), sizes->photo, PHOTO_BYTES);
  else if (sizes->fingerprints != 0 && sizes->fingerprints != FINGERPRINT_BYTES &&
           sizes->fingerprints != 2 * FINGERPRINT_BYTES)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_CARD,
                 _("The card's fingerprint block has %u bytes, neither 0, %d nor %d"),
                 sizes->fingerprints, FINGERPRINT_BYTES, 2 * FINGERPRINT_BYTES);
  else
    return TRUE;
  return FALSE;
}

/* A read of text and photo has two lengths, one with fingerprints three. Which
 * it is shows in the sum: the lengths must account for every byte. */
static gboolean
read_sizes (YcReader   *reader,
            BlockSizes *ret_sizes,
            GError    **error)
{
  gsize whole = yc_reader_get_left (reader);
  BlockSizes sizes = { 0 };

  if (!yc_reader_read_be16 (reader, &sizes.text) || !yc_reader_read_be16 (reader, &sizes.photo))
    {
      set_protocol_error (error, _("The reply ends before the lengths of its blocks"));
      return FALSE;
    }
  if (4 + (gsize) sizes.text + sizes.photo != whole)
    {
      if (!yc_reader_read_be16 (reader, &sizes.fingerprints) ||
          6 + (gsize) sizes.text + sizes.photo + sizes.fingerprints != whole)
        {
          g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                       _("The reply's blocks do not add up: text %u, photo %u, fingerprints %u in %zu bytes"),
                       sizes.text, sizes.photo, sizes.fingerprints, whole);
          return FALSE;
        }
    }
  if (!check_sizes (&sizes, error))
    return FALSE;
  *ret_sizes = sizes;
  return TRUE;
}

static GBytes *
read_block (YcReader *reader,
            gsize     size_bytes)
{
  const guint8 *bytes = yc_reader_read_bytes (reader, size_bytes);

  g_assert (bytes != NULL);
  return g_bytes_new (bytes, size_bytes);
}

/**
 * yc_idcard_decode_blocks:
 * @data: the data of a good reply to a read
 * @size_bytes: its size
 * @error: PROTOCOL, CARD or UNSUPPORTED
 *
 * Returns: (transfer full): the card
 */
YcCard *
yc_idcard_decode_blocks (const guint8 *data,
                         gsize         size_bytes,
                         GError      **error)
{
  g_autoptr (YcCard) card = NULL;
  BlockSizes sizes;
  YcReader reader;

  g_return_val_if_fail (data != NULL || size_bytes == 0, NULL);

  yc_reader_init (&reader, data, size_bytes);
  if (!read_sizes (&reader, &sizes, error))
    return NULL;

  card = yc_card_new ();
  card->text = read_block (&reader, sizes.text);
  if (sizes.photo > 0)
    card->photo = read_block (&reader, sizes.photo);
  if (sizes.fingerprints > 0)
    card->fingerprints = read_block (&reader, sizes.fingerprints);
  if (!yc_idcard_decode_text (card, g_bytes_get_data (card->text, NULL), error))
    return NULL;
  return g_steal_pointer (&card);
}

/**
 * yc_idcard_decode_reply:
 * @frame: one whole reply to a read, nothing after it
 * @error: PROTOCOL, CARD, DEVICE or UNSUPPORTED
 *
 * Returns: (transfer full): the card
 */
YcCard *
yc_idcard_decode_reply (GBytes  *frame,
                        GError **error)
{
  gsize size;
  const guint8 *bytes;
  YcIdcardReply reply;
  gssize used;

  g_return_val_if_fail (frame != NULL, NULL);

  bytes = g_bytes_get_data (frame, &size);
  used = yc_idcard_parse_reply (bytes, size, &reply, error);
  if (used < 0)
    return NULL;
  if (used == 0)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                 _("The reply is cut short after %zu bytes"), size);
  else if ((gsize) used < size)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                 _("%zu bytes follow the reply"), size - (gsize) used);
  else if (reply.sw3 != YC_IDCARD_SW_OK)
    g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_DEVICE,
                 _("The reply is no card: status %02X, %s"), reply.sw3,
                 yc_idcard_sw3_to_text (reply.sw3));
  else
    return yc_idcard_decode_blocks (reply.data, reply.size_bytes, error);
  return NULL;
}

/**
 * yc_idcard_decode_more_addresses:
 * @data: the data of a good reply
 * @size_bytes: its size: a multiple of 70
 * @error: PROTOCOL
 *
 * Returns: (transfer full): addresses written on the card after it was made,
 * the empty ones left out
 */
GStrv
yc_idcard_decode_more_addresses (const guint8 *data,
                                 gsize         size_bytes,
                                 GError      **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (size_bytes % MORE_ADDRESS_BYTES != 0 || size_bytes / MORE_ADDRESS_BYTES > MORE_ADDRESSES_MAX)
    {
      g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL,
                   _("The further addresses have %zu bytes, which is not some times %d"),
                   size_bytes, MORE_ADDRESS_BYTES);
      return NULL;
    }
  for (gsize at = 0; at < size_bytes; at += MORE_ADDRESS_BYTES)
    {
      g_autofree char *address = yc_idcard_decode_utf16 (data + at, MORE_ADDRESS_BYTES);

      if (address[0] != '\0')
        g_strv_builder_add (builder, address);
    }
  return g_strv_builder_end (builder);
}
