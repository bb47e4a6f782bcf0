/* yc-sim-printer.c: a simulated ESC/POS receipt printer, or ESC/P-K form printer
 *
 * Keeps every byte that was taken for printing, in order, so that a test can
 * see that none came twice. Questions (DLE EOT) are answered and not kept.
 * Without paper, with an open cover or jammed it takes no bytes, as real ones
 * do when their buffer is full; questions it still answers. The form printer
 * has no questions: what looks like one is printed, and so kept.
 */

#include "yc-sim-printer.h"

#include <string.h>

static const char receipt_id[] = "MFG:YICHUANG;CMD:ESC/POS;MDL:TM-SIM;CLS:PRINTER;DES:Simulated;";
static const char form_id[] = "MFG:YICHUANG;CMD:ESCPK,ESCP;MDL:LQ-SIM;CLS:PRINTER;DES:Simulated;";
static const guint8 cut_mark[] = { 0x1D, 0x56, 0x42, 0x00 };
static const guint8 feed_mark[] = { 0x0C };

struct _YcSimPrinter
{
  YcSimDevice parent_instance;

  char *serial;          /* (nullable) */
  gboolean is_form;      /* ESC/P-K */
  GByteArray *received;  /* since it was made */
  gsize taken;           /* of received: given out as documents */
  gboolean paper_out;
  gboolean paper_low;
  gboolean cover_open;
  gboolean jammed;
  gboolean status_fails;
  gint64 paper_left;     /* bytes until it runs out; -1 for a full roll */
};

G_DEFINE_FINAL_TYPE (YcSimPrinter, yc_sim_printer, YC_TYPE_SIM_DEVICE)

static guint8
realtime_status (YcSimPrinter *self,
                 guint8        n)
{
  gboolean stopped = self->paper_out || self->cover_open || self->jammed;
  guint8 byte = 0x12;

  if (n == 1 && stopped)
    byte |= 0x08;
  if (n == 2)
    byte |= (self->cover_open ? 0x04 : 0) | (self->paper_out ? 0x20 : 0) |
            (self->jammed ? 0x40 : 0);
  if (n == 4)
    byte |= (self->paper_low ? 0x0C : 0) | (self->paper_out ? 0x60 : 0);
  return byte;
}

static void
answer_question (YcSimPrinter *self,
                 guint8        n,
                 gint64        now_ms)
{
  guint8 byte = realtime_status (self, n);
  g_autoptr (GBytes) bytes = g_bytes_new (&byte, 1);

  if (!self->status_fails)
    yc_sim_device_reply (YC_SIM_DEVICE (self), bytes, now_ms);
}

static gboolean
yc_sim_printer_is_question (const guint8 *data,
                            gsize         size_bytes)
{
  return size_bytes == 3 && data[0] == 0x10 && data[1] == 0x04;
}

static gsize
yc_sim_printer_accept (YcSimDevice  *device,
                       const guint8 *data,
                       gsize         size_bytes,
                       gint64        now_ms)
{
  YcSimPrinter *self = YC_SIM_PRINTER (device);

  if (!self->is_form && yc_sim_printer_is_question (data, size_bytes))
    {
      answer_question (self, data[2], now_ms);
      return size_bytes;
    }
  if (self->paper_out || self->cover_open || self->jammed)
    return 0;
  if (self->paper_left >= 0)
    size_bytes = MIN (size_bytes, (gsize) self->paper_left);
  if (self->received->len + size_bytes > YC_SIM_PRINTER_PAPER_MAX_BYTES)
    return 0;
  g_byte_array_append (self->received, data, (guint) size_bytes);
  if (self->paper_left >= 0)
    self->paper_left -= (gint64) size_bytes;
  self->paper_out = self->paper_left == 0;
  return size_bytes;
}

static const char *
get_id (YcSimPrinter *self)
{
  return self->is_form ? form_id : receipt_id;
}

static gssize
get_printer_id (YcSimPrinter *self,
                guint8       *data,
                gsize         size_bytes)
{
  const char *text = get_id (self);
  guint8 id[2 + MAX (sizeof receipt_id, sizeof form_id)] = { 0, (guint8) (2 + strlen (text)) };
  gsize count = MIN (size_bytes, id[1]);

  memcpy (id + 2, text, strlen (text));
  memcpy (data, id, count);
  return (gssize) count;
}

static gssize
yc_sim_printer_control (YcSimDevice          *device,
                        const YcControlSetup *setup,
                        guint8               *data)
{
  YcSimPrinter *self = YC_SIM_PRINTER (device);

  if (setup->type == 0xA1 && setup->request == 0x00)
    return get_printer_id (self, data, setup->length_bytes);
  if (setup->type == 0xA1 && setup->request == 0x01 && setup->length_bytes >= 1)
    {
      if (self->status_fails)
        return -1;
      data[0] = (self->paper_out ? 0x20 : 0) | (self->cover_open ? 0 : 0x10) |
                (self->jammed ? 0 : 0x08);
      return 1;
    }
  if ((setup->type == 0x21 || setup->type == 0x23) && setup->request == 0x02)
    return 0;
  return -1;
}

static gboolean
paper_out_at (YcSimPrinter *self,
              const char   *count,
              GError      **error)
{
  guint64 left;

  if (!g_ascii_string_to_unsigned (count == NULL ? "" : count, 10, 0, G_MAXINT32, &left, error))
    return FALSE;
  self->paper_left = (gint64) left;
  self->paper_out = left == 0;
  return TRUE;
}

static gboolean
yc_sim_printer_tell (YcSimDevice *device,
                     char       **words,
                     GError     **error)
{
  YcSimPrinter *self = YC_SIM_PRINTER (device);
  const struct
  {
    const char *word;
    gboolean *flag;
    gboolean value;
  } lines[] = {
    { "paper-out", &self->paper_out, TRUE },       { "paper-in", &self->paper_out, FALSE },
    { "paper-low", &self->paper_low, TRUE },       { "paper-plenty", &self->paper_low, FALSE },
    { "cover-open", &self->cover_open, TRUE },     { "cover-close", &self->cover_open, FALSE },
    { "jam", &self->jammed, TRUE },                { "clear", &self->jammed, FALSE },
    { "status-fails", &self->status_fails, TRUE }, { "status-works", &self->status_fails, FALSE },
  };

  if (g_str_equal (words[0], "paper-out-at"))
    return paper_out_at (self, words[1], error);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (g_str_equal (words[0], lines[i].word))
      {
        *lines[i].flag = lines[i].value;
        if (g_str_equal (words[0], "paper-in"))
          self->paper_left = -1;
        return TRUE;
      }
  return FALSE;
}

static void
yc_sim_printer_power_on (YcSimDevice *device)
{
}

static void
yc_sim_printer_describe (YcSimDevice  *device,
                         YcDeviceInfo *info)
{
  YcSimPrinter *self = YC_SIM_PRINTER (device);

  info->vendor = 0x04B8;
  info->product = self->is_form ? 0x0005 : 0x0E03;
  info->class_code = 0x07;
  info->subclass = 0x01;
  info->protocol = 0x02;
  info->serial = g_strdup (self->serial);
  info->label = g_strdup (self->is_form ? "Simulated form printer" : "Simulated receipt printer");
  info->printer_id = g_strdup (get_id (self));
}

static void
yc_sim_printer_finalize (GObject *object)
{
  YcSimPrinter *self = YC_SIM_PRINTER (object);

  g_byte_array_unref (self->received);
  g_free (self->serial);
  G_OBJECT_CLASS (yc_sim_printer_parent_class)->finalize (object);
}

static void
yc_sim_printer_class_init (YcSimPrinterClass *klass)
{
  YcSimDeviceClass *sim_class = YC_SIM_DEVICE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = yc_sim_printer_finalize;
  sim_class->power_on = yc_sim_printer_power_on;
  sim_class->accept = yc_sim_printer_accept;
  sim_class->is_question = yc_sim_printer_is_question;
  sim_class->control = yc_sim_printer_control;
  sim_class->tell = yc_sim_printer_tell;
  sim_class->describe = yc_sim_printer_describe;
}

static void
yc_sim_printer_init (YcSimPrinter *self)
{
  self->received = g_byte_array_new ();
  self->paper_left = -1;
}

/* @serial: (nullable) */
YcSimDevice *
yc_sim_printer_new (const char *serial)
{
  YcSimPrinter *self = g_object_new (YC_TYPE_SIM_PRINTER, NULL);

  self->serial = g_strdup (serial);
  return YC_SIM_DEVICE (self);
}

/* @serial: (nullable) */
YcSimDevice *
yc_sim_printer_new_form (const char *serial)
{
  YcSimDevice *device = yc_sim_printer_new (serial);

  YC_SIM_PRINTER (device)->is_form = TRUE;
  return device;
}

gboolean
yc_sim_printer_is_form (YcSimPrinter *self)
{
  return self->is_form;
}

/* Every byte taken for printing so far: (transfer full). */
GBytes *
yc_sim_printer_get_received (YcSimPrinter *self)
{
  return g_bytes_new (self->received->data, self->received->len);
}

/**
 * yc_sim_printer_take_document:
 * @self: a printer
 * @unfinished: whether bytes without a cut, or a form feed, at their end count as one
 *
 * Returns: (transfer full) (nullable): what was printed since the last document,
 * %NULL if that is nothing or not finished
 */
GBytes *
yc_sim_printer_take_document (YcSimPrinter *self,
                              gboolean      unfinished)
{
  gsize size = self->received->len - self->taken;
  const guint8 *bytes = self->received->data + self->taken;
  const guint8 *mark = self->is_form ? feed_mark : cut_mark;
  gsize mark_size = self->is_form ? sizeof feed_mark : sizeof cut_mark;
  gboolean is_cut = size >= mark_size && memcmp (bytes + size - mark_size, mark, mark_size) == 0;

  if (size == 0 || (!is_cut && !unfinished))
    return NULL;
  self->taken += size;
  return g_bytes_new (bytes, size);
}
