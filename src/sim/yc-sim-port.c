/* yc-sim-port.c: the transfers that wait at a simulated device
 *
 * What a host controller does: keeps bulk transfers in order, each direction
 * for itself, until the device takes or gives their bytes. Shared by the
 * fronts, which only translate.
 */

#include "yc-sim-port.h"

#include <string.h>

typedef struct
{
  guint64 tag;
  guint8 *data;
  gsize size_bytes;
  gsize done_bytes;
} Transfer;

struct _YcSimPort
{
  YcSimDevice *device;
  YcSimPortFunc ended;
  gpointer user_data;
  GQueue out; /* of Transfer */
  GQueue in;
};

static void
transfer_free (gpointer data)
{
  Transfer *t = data;

  g_free (t->data);
  g_free (t);
}

YcSimPort *
yc_sim_port_new (YcSimDevice  *device,
                 YcSimPortFunc ended,
                 gpointer      user_data)
{
  YcSimPort *self = g_new0 (YcSimPort, 1);

  self->device = g_object_ref (device);
  self->ended = ended;
  self->user_data = user_data;
  g_queue_init (&self->out);
  g_queue_init (&self->in);
  return self;
}

/* Transfers that wait are dropped without a word. */
void
yc_sim_port_free (YcSimPort *self)
{
  if (self == NULL)
    return;

  g_queue_clear_full (&self->out, transfer_free);
  g_queue_clear_full (&self->in, transfer_free);
  g_object_unref (self->device);
  g_free (self);
}

static void
push (YcSimPort    *self,
      GQueue       *queue,
      guint64       tag,
      const guint8 *data,
      gsize         size_bytes)
{
  Transfer *t;

  if (g_queue_get_length (queue) >= YC_SIM_PORT_TRANSFERS_MAX)
    {
      self->ended (tag, YC_SIM_STALL, NULL, 0, self->user_data);
      return;
    }
  t = g_new0 (Transfer, 1);
  t->tag = tag;
  t->size_bytes = size_bytes;
  t->data = data != NULL ? g_memdup2 (data, size_bytes) : g_malloc0 (MAX (size_bytes, 1));
  g_queue_push_tail (queue, t);
}

/* Pump afterwards. */
void
yc_sim_port_out (YcSimPort    *self,
                 guint64       tag,
                 const guint8 *data,
                 gsize         size_bytes)
{
  push (self, &self->out, tag, data, size_bytes);
}

/* Pump afterwards. */
void
yc_sim_port_in (YcSimPort *self,
                guint64    tag,
                gsize      size_bytes)
{
  push (self, &self->in, tag, NULL, size_bytes);
}

/* Ends at once. */
void
yc_sim_port_control (YcSimPort            *self,
                     guint64               tag,
                     const YcControlSetup *setup,
                     const guint8         *data)
{
  guint8 buffer[YC_TRANSPORT_CONTROL_MAX_BYTES] = { 0 };
  YcControlSetup bounded = *setup;
  YcSimStatus status;
  gsize got;

  bounded.length_bytes = MIN (bounded.length_bytes, sizeof buffer);
  if ((setup->type & 0x80) == 0 && data != NULL)
    memcpy (buffer, data, bounded.length_bytes);
  status = yc_sim_device_control (self->device, &bounded, buffer, &got);
  self->ended (tag, status, buffer, got, self->user_data);
}

static void
end (YcSimPort  *self,
     GQueue     *queue,
     Transfer   *t,
     YcSimStatus status)
{
  g_queue_remove (queue, t);
  self->ended (t->tag, status, t->data, t->done_bytes, self->user_data);
  transfer_free (t);
}

static gboolean
cancel_in (YcSimPort *self,
           GQueue    *queue,
           guint64    tag)
{
  for (GList *l = queue->head; l != NULL; l = l->next)
    if (((Transfer *) l->data)->tag == tag)
      {
        end (self, queue, l->data, YC_SIM_CANCELLED);
        return TRUE;
      }
  return FALSE;
}

/* Ends the transfer as CANCELLED; FALSE if it has ended already. */
gboolean
yc_sim_port_cancel (YcSimPort *self,
                    guint64    tag)
{
  return cancel_in (self, &self->out, tag) || cancel_in (self, &self->in, tag);
}

static void
drop_in (GQueue  *queue,
         guint64  first_tag,
         guint64  last_tag)
{
  for (GList *l = queue->head, *next; l != NULL; l = next)
    {
      Transfer *t = l->data;

      next = l->next;
      if (t->tag < first_tag || t->tag > last_tag)
        continue;
      g_queue_delete_link (queue, l);
      transfer_free (t);
    }
}

/* Forgets the transfers from @first_tag to @last_tag without a word: whoever
 * asked for them is gone, and must not be given what others ask for. */
void
yc_sim_port_drop (YcSimPort *self,
                  guint64    first_tag,
                  guint64    last_tag)
{
  drop_in (&self->out, first_tag, last_tag);
  drop_in (&self->in, first_tag, last_tag);
}

static YcSimStatus
move_out (YcSimPort *self,
          Transfer  *t,
          gint64     now_ms)
{
  gsize taken;
  YcSimStatus status;

  if (t->size_bytes == 0)
    return YC_SIM_OK;
  status = yc_sim_device_put (self->device, t->data + t->done_bytes, t->size_bytes - t->done_bytes,
                              now_ms, &taken);
  t->done_bytes += taken;
  return status;
}

static YcSimStatus
move_in (YcSimPort *self,
         Transfer  *t,
         gint64     now_ms)
{
  return yc_sim_device_get (self->device, t->data, t->size_bytes, now_ms, &t->done_bytes);
}

/* Moves what can be moved, and ends what has come to its end. */
void
yc_sim_port_pump (YcSimPort *self,
                  gint64     now_ms)
{
  YcSimStatus status;
  Transfer *t;

  while ((t = g_queue_peek_head (&self->out)) != NULL &&
         (status = move_out (self, t, now_ms)) != YC_SIM_WAIT)
    end (self, &self->out, t, status);
  while ((t = g_queue_peek_head (&self->in)) != NULL &&
         (status = move_in (self, t, now_ms)) != YC_SIM_WAIT)
    end (self, &self->in, t, status);
  /* What moved last may have unplugged it. */
  if (!yc_sim_device_is_plugged (self->device))
    while ((t = g_queue_peek_head (&self->out)) != NULL)
      end (self, &self->out, t, YC_SIM_GONE);
}
