/* yc-idcard-device.c: identity card readers with a SAM module
 *
 * A read is a YcSequence on the device's worker thread:
 *
 *   open → status → (SAM number, once) → find ⟲ → select → read → addresses → close
 *
 * find polls no faster than every 300 ms and goes on until a card lies there,
 * the caller cancels or the wait has been long enough.
 *
 * 1. close is a clean-up state: whatever happened, the reader is given back.
 * 2. After a read that failed on the card, that card must be lifted: find has
 *    to answer "none" once before it may answer "found" (must_lift).
 * 3. A reply that came too late, or that a program which was killed left in
 *    the reader, is thrown away before the next command goes out (stale), so
 *    that no answer is taken for another question's.
 */

#include "yc-idcard-device.h"

#include "yc-card-reader.h"
#include "yc-device-private.h"
#include "yc-idcard-proto.h"
#include "yc-sequence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define POLL_MS 300
#define WRITE_TIMEOUT_MS 5000
#define READ_TIMEOUT_MS 3000
#define QUICK_TIMEOUT_MS 1000
#define DRAIN_TIMEOUT_MS 20
#define DRAINS_MAX 8
#define PACKET_BYTES 4096

struct _YcIdcardDevice
{
  YcDevice parent_instance;

  /* The worker's thread only. */
  gboolean must_lift;
  gboolean stale;
  gboolean sam_told;
};

/* One action, on the worker's thread. */
typedef struct
{
  YcIdcardDevice *self;
  YcTransport *transport;
  GCancellable *cancellable;
  gint64 give_up_us;
  guint8 bytes[YC_IDCARD_FRAME_MAX_BYTES + PACKET_BYTES];
  YcIdcardReply reply; /* points into bytes */
  YcCard *card;
} Session;

static void yc_idcard_device_reader_init (YcCardReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (YcIdcardDevice, yc_idcard_device, YC_TYPE_DEVICE,
                               G_IMPLEMENT_INTERFACE (YC_TYPE_CARD_READER,
                                                      yc_idcard_device_reader_init))

enum
{
  STATE_OPEN,
  STATE_STATUS,
  STATE_SAM_ID,
  STATE_FIND,
  STATE_SELECT,
  STATE_READ,
  STATE_ADDRESSES,
  STATE_CLOSE,
  N_STATES
};

/* Throws away what the reader still had to say. */
static void
drain (Session *s)
{
  for (guint i = 0; s->self->stale && i < DRAINS_MAX; i++)
    if (yc_transport_read (s->transport, s->bytes, PACKET_BYTES, DRAIN_TIMEOUT_MS, NULL) < 0)
      break;
  s->self->stale = FALSE;
}

/* Takes packets until they make a whole frame. */
static gboolean
receive (Session *s,
         guint    timeout_ms,
         GError **error)
{
  gsize have = 0;
  gssize used = 0;

  while (used == 0 && have <= YC_IDCARD_FRAME_MAX_BYTES)
    {
      gssize got = yc_transport_read (s->transport, s->bytes + have, PACKET_BYTES, timeout_ms,
                                      error);

      if (got < 0)
        {
          if (have > 0)
            g_prefix_error (error, _("The reply breaks off after %zu bytes: "), have);
          return FALSE;
        }
      have += (gsize) got;
      used = yc_idcard_parse_reply (s->bytes, have, &s->reply, error);
    }
  return used > 0;
}

/* One command and its reply. */
static gboolean
ask (Session        *s,
     YcIdcardCommand command,
     guint           timeout_ms,
     GError        **error)
{
  g_autoptr (GBytes) request = yc_idcard_build_request (command);
  gsize size;
  gsize sent;
  const guint8 *bytes = g_bytes_get_data (request, &size);

  drain (s);
  s->self->stale = TRUE;
  if (!yc_transport_write (s->transport, bytes, size, WRITE_TIMEOUT_MS, NULL, NULL, &sent, error))
    return FALSE;
  if (!receive (s, timeout_ms, error))
    return FALSE;
  s->self->stale = FALSE;
  return TRUE;
}

static GError *
status_error (YcDeviceError code,
              const char   *doing,
              guint8        sw3)
{
  return g_error_new (YC_DEVICE_ERROR, code, _("%s failed: %s (%02X)"), doing,
                      yc_idcard_sw3_to_text (sw3), sw3);
}

/* What the clerk can mend by lifting the card. The reason stays in the text. */
static GError *
lift_error (Session    *s,
            const char *reason)
{
  s->self->must_lift = TRUE;
  return g_error_new (YC_DEVICE_RETRY, YC_DEVICE_RETRY_LIFT_CARD,
                      _("Lift the card and lay it again (%s)"), reason);
}

static void
open_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (yc_transport_open (s->transport, &error))
    yc_sequence_next (sequence);
  else
    yc_sequence_fail (sequence, error);
}

static void
status_state (YcSequence *sequence,
              gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (!ask (s, YC_IDCARD_STATUS, QUICK_TIMEOUT_MS, &error))
    yc_sequence_fail (sequence, error);
  else if (s->reply.sw3 != YC_IDCARD_SW_OK)
    yc_sequence_fail (sequence,
                      status_error (YC_DEVICE_ERROR_DEVICE, _("Checking the reader"), s->reply.sw3));
  else
    yc_sequence_jump (sequence, s->self->sam_told ? STATE_FIND : STATE_SAM_ID);
}

/* The number tells makers apart; a reader that will not say still reads. */
static void
sam_id_state (YcSequence *sequence,
              gpointer    data)
{
  Session *s = data;
  GError *error = NULL;
  g_autofree char *sam = NULL;

  if (!ask (s, YC_IDCARD_SAM_ID, QUICK_TIMEOUT_MS, &error))
    {
      yc_sequence_fail (sequence, error);
      return;
    }
  if (s->reply.sw3 == YC_IDCARD_SW_OK)
    sam = yc_idcard_format_sam_id (s->reply.data, s->reply.size_bytes, NULL);
  if (sam != NULL)
    {
      g_autofree char *detail = g_strdup_printf ("SAM %s", sam);

      yc_device_post_detail (YC_DEVICE (s->self), detail);
    }
  s->self->sam_told = TRUE;
  yc_sequence_next (sequence);
}

static void
find_again (YcSequence *sequence,
            Session    *s)
{
  GError *error = NULL;

  if (g_get_monotonic_time () >= s->give_up_us)
    yc_sequence_fail (sequence, g_error_new (YC_DEVICE_RETRY, YC_DEVICE_RETRY_NO_CARD,
                                             _("Lay a card on the reader")));
  else if (!yc_device_pause (s->cancellable, POLL_MS, &error))
    yc_sequence_fail (sequence, error);
  else
    yc_sequence_jump (sequence, STATE_FIND);
}

static void
find_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (!ask (s, YC_IDCARD_FIND, QUICK_TIMEOUT_MS, &error))
    {
      yc_sequence_fail (sequence, error);
      return;
    }
  if (s->reply.sw3 == YC_IDCARD_SW_NO_CARD)
    s->self->must_lift = FALSE;

  if (s->reply.sw3 == YC_IDCARD_SW_FOUND && !s->self->must_lift)
    yc_sequence_next (sequence);
  else if (s->reply.sw3 == YC_IDCARD_SW_FOUND || s->reply.sw3 == YC_IDCARD_SW_NO_CARD)
    find_again (sequence, s);
  else
    yc_sequence_fail (sequence, status_error (YC_DEVICE_ERROR_DEVICE, _("Looking for a card"),
                                              s->reply.sw3));
}

static void
select_state (YcSequence *sequence,
              gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (!ask (s, YC_IDCARD_SELECT, QUICK_TIMEOUT_MS, &error))
    yc_sequence_fail (sequence, error);
  else if (s->reply.sw3 != YC_IDCARD_SW_OK)
    yc_sequence_fail (sequence, lift_error (s, yc_idcard_sw3_to_text (s->reply.sw3)));
  else
    yc_sequence_next (sequence);
}

/* A link that fails is the link's error. A reply that makes no sense is worth
 * another try with the card. */
static GError *
reading_error (Session *s,
               GError  *error)
{
  GError *retry;

  /* A reader that comes back has forgotten the card and reads it as new. */
  s->self->must_lift = !g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNPLUGGED);
  if (!g_error_matches (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_PROTOCOL))
    return error;
  retry = lift_error (s, error->message);
  g_error_free (error);
  return retry;
}

static void
read_state (YcSequence *sequence,
            gpointer    data)
{
  Session *s = data;
  GError *error = NULL;

  if (!ask (s, YC_IDCARD_READ, READ_TIMEOUT_MS, &error))
    yc_sequence_fail (sequence, reading_error (s, error));
  else if (s->reply.sw3 == YC_IDCARD_SW_NOT_AUTHORISED)
    yc_sequence_fail (sequence,
                      status_error (YC_DEVICE_ERROR_DEVICE, _("Reading the card"), s->reply.sw3));
  else if (s->reply.sw3 != YC_IDCARD_SW_OK)
    yc_sequence_fail (sequence, lift_error (s, yc_idcard_sw3_to_text (s->reply.sw3)));
  else
    {
      s->card = yc_idcard_decode_blocks (s->reply.data, s->reply.size_bytes, &error);
      if (s->card == NULL)
        yc_sequence_fail (sequence, reading_error (s, error));
      else
        yc_sequence_next (sequence);
    }
}

/* Addresses that were added later. A card without them, or a reader that does
 * not know the command, is as good. */
static void
addresses_state (YcSequence *sequence,
                 gpointer    data)
{
  Session *s = data;

  if (s->card->kind == YC_CARD_RESIDENT &&
      ask (s, YC_IDCARD_READ_MORE_ADDRESS, QUICK_TIMEOUT_MS, NULL) &&
      s->reply.sw3 == YC_IDCARD_SW_OK)
    s->card->more_addresses = yc_idcard_decode_more_addresses (s->reply.data, s->reply.size_bytes,
                                                               NULL);
  yc_sequence_finish (sequence);
}

static void
close_state (YcSequence *sequence,
             gpointer    data)
{
  Session *s = data;

  yc_transport_close (s->transport);
  yc_sequence_next (sequence);
}

static const YcSequenceState read_states[N_STATES] = {
  [STATE_OPEN] = { "open", open_state },
  [STATE_STATUS] = { "status", status_state },
  [STATE_SAM_ID] = { "sam-id", sam_id_state },
  [STATE_FIND] = { "find", find_state },
  [STATE_SELECT] = { "select", select_state },
  [STATE_READ] = { "read", read_state },
  [STATE_ADDRESSES] = { "addresses", addresses_state },
  [STATE_CLOSE] = { "close", close_state },
};

static Session *
session_new (YcDevice     *device,
             YcTransport  *transport,
             GCancellable *cancellable)
{
  Session *s = g_new0 (Session, 1);

  s->self = YC_IDCARD_DEVICE (device);
  s->transport = transport;
  s->cancellable = cancellable;
  s->give_up_us = g_get_monotonic_time () + YC_CARD_READER_WAIT_MAX_MS * G_GINT64_CONSTANT (1000);
  return s;
}

static void
session_free (Session *s)
{
  g_clear_pointer (&s->card, yc_card_unref);
  g_free (s);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Session, session_free)

/* Worker's thread. */
static gpointer
read_card (YcDevice     *device,
           YcTransport  *transport,
           gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  g_autoptr (Session) s = session_new (device, transport, cancellable);
  g_autoptr (YcSequence) sequence = NULL;

  sequence = yc_sequence_new (read_states, N_STATES, STATE_CLOSE,
                              N_STATES + YC_CARD_READER_WAIT_MAX_MS / POLL_MS, s);
  if (!yc_sequence_run (sequence, cancellable, error))
    return NULL;
  return g_steal_pointer (&s->card);
}

/* Worker's thread. 90 and 91 both mean that the card answers. */
static gpointer
check_card (YcDevice     *device,
            YcTransport  *transport,
            gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (Session) s = session_new (device, transport, cancellable);

  if (!yc_transport_open (transport, error) ||
      !ask (s, YC_IDCARD_READ_MORE_ADDRESS, QUICK_TIMEOUT_MS, error))
    return NULL;
  if (s->reply.sw3 == YC_IDCARD_SW_OK || s->reply.sw3 == YC_IDCARD_SW_NO_CONTENT)
    return device;
  g_set_error_literal (error, YC_DEVICE_RETRY, YC_DEVICE_RETRY_NO_CARD,
                       _("The card no longer lies on the reader"));
  return NULL;
}

static void
yc_idcard_device_read_async (YcCardReader       *reader,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            data)
{
  GTask *task = g_task_new (reader, cancellable, callback, data);

  g_task_set_source_tag (task, yc_idcard_device_read_async);
  yc_device_act (YC_DEVICE (reader), read_card, NULL, NULL, (GDestroyNotify) yc_card_unref, task);
}

static YcCard *
yc_idcard_device_read_finish (YcCardReader *reader,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, reader), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
yc_idcard_device_check_async (YcCardReader       *reader,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            data)
{
  GTask *task = g_task_new (reader, cancellable, callback, data);

  g_task_set_source_tag (task, yc_idcard_device_check_async);
  yc_device_act (YC_DEVICE (reader), check_card, NULL, NULL, NULL, task);
}

static gboolean
yc_idcard_device_check_finish (YcCardReader *reader,
                               GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, reader), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

static void
yc_idcard_device_reader_init (YcCardReaderInterface *iface)
{
  iface->read_async = yc_idcard_device_read_async;
  iface->read_finish = yc_idcard_device_read_finish;
  iface->check_async = yc_idcard_device_check_async;
  iface->check_finish = yc_idcard_device_check_finish;
}

static void
yc_idcard_device_class_init (YcIdcardDeviceClass *klass)
{
  static const YcDeviceMatch matches[] = {
    { 0x0400, 0xC35A }, /* shared by many makers */
    { 0x0483, 0x5750 },
    { 0x28E9, 0x028A },
    { 0 },
  };
  YcDeviceClass *device_class = YC_DEVICE_CLASS (klass);

  device_class->id = "idcard";
  device_class->name = N_("Identity card reader");
  device_class->role = YC_DEVICE_ROLE_READER;
  device_class->matches = matches;
  device_class->score = 80;
}

static void
yc_idcard_device_init (YcIdcardDevice *self)
{
  /* A program that was killed may have left an answer in the reader. */
  self->stale = TRUE;
}
