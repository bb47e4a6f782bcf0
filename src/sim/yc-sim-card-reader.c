/* yc-sim-card-reader.c: a simulated identity card reader
 *
 * Written from the tables of the protocol and not from the driver, so that one
 * can find the other's mistakes: it shares no code with yc-idcard-proto.c.
 *
 * As with real readers, a card that has been selected is not found again until
 * it has been lifted.
 */

#include "yc-sim-card-reader.h"

#include "yc-bytes.h"
#include "yc-sim-person.h"

#include <string.h>

#define REQUEST_MAX_BYTES 64
#define PHOTO_BYTES 1024
#define ADDRESS_BYTES 70

struct _YcSimCardReader
{
  YcSimDevice parent_instance;

  char *serial; /* (nullable) */
  const YcSimPerson *card; /* (nullable) */
  GBytes *raw; /* (nullable): a text block given in hexadecimal */
  gboolean found;
  gboolean selected;
  gboolean self_test_fails;
  guint8 fail_select; /* SW3 of the next one, or 0 */
  guint8 fail_read;
  guint8 request[REQUEST_MAX_BYTES];
  gsize have;
};

G_DEFINE_FINAL_TYPE (YcSimCardReader, yc_sim_card_reader, YC_TYPE_SIM_DEVICE)

static void
answer (YcSimCardReader *self,
        guint8           sw3,
        const guint8    *data,
        gsize            size_bytes,
        gint64           now_ms)
{
  g_autoptr (GByteArray) frame = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize length = size_bytes + 4;
  guint8 head[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69, (guint8) (length >> 8), (guint8) length,
                    0x00, 0x00, sw3 };
  guint8 check = 0;

  g_byte_array_append (frame, head, sizeof head);
  if (size_bytes > 0)
    g_byte_array_append (frame, data, (guint) size_bytes);
  for (guint i = 5; i < frame->len; i++)
    check ^= frame->data[i];
  g_byte_array_append (frame, &check, 1);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&frame));
  yc_sim_device_reply (YC_SIM_DEVICE (self), bytes, now_ms);
}

static gboolean
has_card (YcSimCardReader *self)
{
  return self->card != NULL || self->raw != NULL;
}

static void
do_find (YcSimCardReader *self,
         gint64           now_ms)
{
  self->found = has_card (self) && !self->selected;
  if (self->found)
    answer (self, 0x9F, (const guint8[]){ 0, 0, 0, 0 }, 4, now_ms);
  else
    answer (self, 0x80, NULL, 0, now_ms);
}

static void
do_select (YcSimCardReader *self,
           gint64           now_ms)
{
  if (!has_card (self) || !self->found || self->fail_select != 0)
    {
      answer (self, self->fail_select != 0 ? self->fail_select : 0x81, NULL, 0, now_ms);
      self->fail_select = 0;
      return;
    }
  self->selected = TRUE;
  answer (self, 0x90, (const guint8[8]){ 0 }, 8, now_ms);
}

static void
write_photo (guint8 *photo)
{
  static const guint8 head[] = { 0x57, 0x4C, 0x66, 0x00, 0x7E, 0x00,
                                 0x32, 0x00, 0x00, 0xFF, 0x85 };

  memset (photo, 0, PHOTO_BYTES);
  memcpy (photo, head, sizeof head);
}

static void
do_read (YcSimCardReader *self,
         gboolean         with_fingerprint,
         gint64           now_ms)
{
  guint8 blocks[6 + YC_CARD_TEXT_BYTES + PHOTO_BYTES] = { 0x01, 0x00, 0x04, 0x00 };
  gsize at = with_fingerprint ? 6 : 4;

  if (!has_card (self) || !self->selected || self->fail_read != 0)
    {
      answer (self, self->fail_read != 0 ? self->fail_read : 0x41, NULL, 0, now_ms);
      self->fail_read = 0;
      return;
    }
  if (self->raw != NULL)
    memcpy (blocks + at, g_bytes_get_data (self->raw, NULL), YC_CARD_TEXT_BYTES);
  else
    yc_sim_person_write_text (self->card, blocks + at);
  write_photo (blocks + at + YC_CARD_TEXT_BYTES);
  answer (self, 0x90, blocks, at + YC_CARD_TEXT_BYTES + PHOTO_BYTES, now_ms);
}

static void
do_more_address (YcSimCardReader *self,
                 gint64           now_ms)
{
  guint8 address[ADDRESS_BYTES];

  if (!has_card (self) || !self->selected)
    answer (self, 0x41, NULL, 0, now_ms);
  else if (self->card == NULL || self->card->more_address == NULL)
    answer (self, 0x91, NULL, 0, now_ms);
  else
    {
      yc_sim_write_utf16 (address, sizeof address, self->card->more_address);
      answer (self, 0x90, address, sizeof address, now_ms);
    }
}

static void
do_command (YcSimCardReader *self,
            guint            command,
            gint64           now_ms)
{
  static const guint8 sam[] = { 0x05, 0x00, 0x03, 0x00, 0xFF, 0x4C, 0x40, 0x01,
                                0x01, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF };

  switch (command)
    {
    case 0x10FF:
      answer (self, 0x90, NULL, 0, now_ms);
      break;
    case 0x11FF:
      answer (self, self->self_test_fails ? 0x60 : 0x90, NULL, 0, now_ms);
      break;
    case 0x12FF:
      answer (self, 0x90, sam, sizeof sam, now_ms);
      break;
    case 0x2001:
      do_find (self, now_ms);
      break;
    case 0x2002:
      do_select (self, now_ms);
      break;
    case 0x3001:
    case 0x3010:
      do_read (self, command == 0x3010, now_ms);
      break;
    case 0x3003:
      do_more_address (self, now_ms);
      break;
    default:
      answer (self, 0x21, NULL, 0, now_ms);
    }
}

/* All requests have ten bytes: preamble, length 3, command, check. */
static void
take_request (YcSimCardReader *self,
              gint64           now_ms)
{
  static const guint8 preamble[] = { 0xAA, 0xAA, 0xAA, 0x96, 0x69 };
  const guint8 *r = self->request;

  self->have = 0;
  if (memcmp (r, preamble, sizeof preamble) != 0)
    return;
  if (r[5] != 0 || r[6] != 3)
    answer (self, 0x11, NULL, 0, now_ms);
  else if ((r[5] ^ r[6] ^ r[7] ^ r[8]) != r[9])
    answer (self, 0x10, NULL, 0, now_ms);
  else
    do_command (self, (guint) r[7] << 8 | r[8], now_ms);
}

static gsize
yc_sim_card_reader_accept (YcSimDevice  *device,
                           const guint8 *data,
                           gsize         size_bytes,
                           gint64        now_ms)
{
  YcSimCardReader *self = YC_SIM_CARD_READER (device);

  for (gsize i = 0; i < size_bytes; i++)
    {
      self->request[self->have++] = data[i];
      if (self->have == 10)
        take_request (self, now_ms);
    }
  return size_bytes;
}

static gssize
yc_sim_card_reader_control (YcSimDevice          *device,
                            const YcControlSetup *setup,
                            guint8               *data)
{
  return -1;
}

static void
lift (YcSimCardReader *self)
{
  self->card = NULL;
  g_clear_pointer (&self->raw, g_bytes_unref);
  self->found = FALSE;
  self->selected = FALSE;
}

static gboolean
insert (YcSimCardReader *self,
        const char      *name,
        GError         **error)
{
  const YcSimPerson *person = name == NULL ? NULL : yc_sim_person_find (name);

  if (person == NULL)
    {
      g_autofree char *list = yc_sim_person_list ();

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                   "Nobody is called “%s”. There are:\n%s", name == NULL ? "" : name, list);
      return FALSE;
    }
  lift (self);
  self->card = person;
  return TRUE;
}

/* "insert-text HEX": any text block. */
static gboolean
insert_text (YcSimCardReader *self,
             const char      *hex,
             GError         **error)
{
  guint8 text[YC_CARD_TEXT_BYTES];

  if (hex == NULL || strlen (hex) != 2 * YC_CARD_TEXT_BYTES ||
      strspn (hex, "0123456789abcdefABCDEF") != strlen (hex))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "A text block has %d hexadecimal digits", 2 * YC_CARD_TEXT_BYTES);
      return FALSE;
    }
  for (gsize i = 0; i < sizeof text; i++)
    text[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                        g_ascii_xdigit_value (hex[2 * i + 1]));
  lift (self);
  self->raw = g_bytes_new (text, sizeof text);
  return TRUE;
}

/* "fail select", "fail read", "fail auth", "fail status"; "mend". */
static gboolean
fail (YcSimCardReader *self,
      const char      *what)
{
  if (g_strcmp0 (what, "select") == 0)
    self->fail_select = 0x81;
  else if (g_strcmp0 (what, "read") == 0)
    self->fail_read = 0x41;
  else if (g_strcmp0 (what, "auth") == 0)
    self->fail_read = 0x31;
  else if (g_strcmp0 (what, "sam") == 0)
    self->fail_read = 0x66;
  else if (g_strcmp0 (what, "status") == 0)
    self->self_test_fails = TRUE;
  else
    return FALSE;
  return TRUE;
}

static gboolean
yc_sim_card_reader_tell (YcSimDevice *device,
                         char       **words,
                         GError     **error)
{
  YcSimCardReader *self = YC_SIM_CARD_READER (device);

  if (g_str_equal (words[0], "insert"))
    return insert (self, words[1], error);
  if (g_str_equal (words[0], "insert-text"))
    return insert_text (self, words[1], error);
  if (g_str_equal (words[0], "fail"))
    return fail (self, words[1]);
  if (g_str_equal (words[0], "lift"))
    lift (self);
  else if (g_str_equal (words[0], "leave"))
    answer (self, 0x90, NULL, 0, 0);
  else if (g_str_equal (words[0], "mend"))
    self->self_test_fails = FALSE;
  else
    return FALSE;
  return TRUE;
}

static void
yc_sim_card_reader_power_on (YcSimDevice *device)
{
  YcSimCardReader *self = YC_SIM_CARD_READER (device);

  self->have = 0;
  self->found = FALSE;
  self->selected = FALSE;
}

static void
yc_sim_card_reader_describe (YcSimDevice  *device,
                             YcDeviceInfo *info)
{
  info->vendor = 0x0400;
  info->product = 0xC35A;
  info->class_code = 0xFF;
  info->serial = g_strdup (YC_SIM_CARD_READER (device)->serial);
  info->label = g_strdup ("Simulated card reader");
}

static void
yc_sim_card_reader_finalize (GObject *object)
{
  YcSimCardReader *self = YC_SIM_CARD_READER (object);

  lift (self);
  g_free (self->serial);
  G_OBJECT_CLASS (yc_sim_card_reader_parent_class)->finalize (object);
}

static void
yc_sim_card_reader_class_init (YcSimCardReaderClass *klass)
{
  YcSimDeviceClass *sim_class = YC_SIM_DEVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sim_card_reader_finalize;
  sim_class->faults_on_in = TRUE;
  sim_class->power_on = yc_sim_card_reader_power_on;
  sim_class->accept = yc_sim_card_reader_accept;
  sim_class->control = yc_sim_card_reader_control;
  sim_class->tell = yc_sim_card_reader_tell;
  sim_class->describe = yc_sim_card_reader_describe;
}

static void
yc_sim_card_reader_init (YcSimCardReader *self)
{
}

/* @serial: (nullable): most readers have none */
YcSimDevice *
yc_sim_card_reader_new (const char *serial)
{
  YcSimCardReader *self = g_object_new (YC_TYPE_SIM_CARD_READER, NULL);

  self->serial = g_strdup (serial);
  return YC_SIM_DEVICE (self);
}
