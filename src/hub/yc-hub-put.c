/* yc-hub-put.c: ops as they come
 *
 * What needs no store is done here, by any thread: an op is decoded, and its
 * signature is held against the key that its grant had when it was used last.
 * That says nothing yet: whether it is that grant's key, and whether the grant
 * is the author's, the store says (yc-hub-ingest.c). It only saves its thread
 * the longest part of the work.
 *
 * A request with several ops is read whole or not at all, and answered with an
 * answer for each. They are taken in their order. Where one of a stream was
 * not taken, those behind it are not tried (D13).
 */

#include "yc-hub-put.h"

#include "yc-op-batch.h"
#include "yc-wire-error.h"

#include <string.h>

static void
put_free (gpointer data)
{
  YcHubPut *self = data;

  g_clear_pointer (&self->device, yc_hub_device_free);
  g_clear_pointer (&self->op, yc_op_unref);
  g_clear_pointer (&self->grant, g_ptr_array_unref);
  g_clear_pointer (&self->said, g_ptr_array_unref);
  g_clear_pointer (&self->answer, yc_hub_answer_free);
  g_free (self);
}

static void
verify (YcHubPut  *self,
        YcHubKeys *keys)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (self->op->bytes, &size);

  self->is_verified = yc_hub_keys_find (keys, &self->op->grant, self->verified_key) &&
                      yc_signature_verify (self->verified_key, bytes, size,
                                           g_bytes_get_data (self->op->signature, NULL));
}

static YcHubPut *
put_new (const YcHubDevice  *device,
         const YcHubRequest *request,
         const YcOpParcel   *parcel,
         gint64              received_ms,
         GError            **error)
{
  g_autoptr (YcOp) op = yc_op_decode (parcel->bytes, parcel->signature, error);
  YcHubPut *self;

  if (op == NULL)
    return NULL;
  if (!yc_id_equal (&op->id, &parcel->id))
    {
      g_set_error_literal (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "The request names another id than the op");
      return NULL;
    }
  self = g_new0 (YcHubPut, 1);
  self->device = yc_hub_device_copy (device);
  self->op = g_steal_pointer (&op);
  self->sending = request->sending;
  self->received_ms = received_ms;
  return self;
}

/* Of several ops none can show what the hub has lost: such a one goes alone. */
static void
show_nothing (YcHubPut *self)
{
  self->grant = g_ptr_array_new ();
  self->said = g_ptr_array_new ();
}

/* The last of @puts that is of the same stream. */
static const YcHubPut *
find_before (GPtrArray      *puts,
             const YcStream *stream)
{
  for (guint i = puts->len; i > 0; i--)
    {
      const YcHubPut *put = g_ptr_array_index (puts, i - 1);

      if (yc_stream_equal (&put->op->stream, stream))
        return put;
    }
  return NULL;
}

static gboolean
read_one (GPtrArray          *puts,
          const YcHubDevice  *device,
          const YcHubRequest *request,
          GBytes             *body,
          gint64              received_ms,
          GError            **error)
{
  g_autoptr (YcOpParcel) parcel = yc_op_parcel_new (&request->op, request->signature, body);
  YcHubPut *put = put_new (device, request, parcel, received_ms, error);

  if (put == NULL)
    return FALSE;
  put->grant = g_ptr_array_ref (request->grant);
  put->said = g_ptr_array_ref (request->said);
  g_ptr_array_add (puts, put);
  return TRUE;
}

static gboolean
read_batch (GPtrArray          *puts,
            const YcHubDevice  *device,
            const YcHubRequest *request,
            GBytes             *body,
            gint64              received_ms,
            GError            **error)
{
  g_autoptr (GPtrArray) parcels = yc_op_batch_decode (body, error);

  for (guint i = 0; parcels != NULL && i < parcels->len; i++)
    {
      YcHubPut *put = put_new (device, request, g_ptr_array_index (parcels, i), received_ms, error);

      if (put == NULL)
        {
          g_prefix_error (error, "Op %u: ", i + 1);
          return FALSE;
        }
      show_nothing (put);
      put->before = find_before (puts, &put->op->stream);
      g_ptr_array_add (puts, put);
    }
  return parcels != NULL;
}

/**
 * yc_hub_puts_read:
 * @keys: those of grants that were used lately
 * @device: who sends
 * @request: the head, of the door for one op or that for several
 * @body: what came, not longer than that door lets through
 * @received_ms: by the hub's clock
 * @ret_refusal: (out): what to answer when this is no op, or one of them is none
 *
 * Returns: (transfer full) (element-type YcHubPut) (nullable): what is to be taken
 */
GPtrArray *
yc_hub_puts_read (YcHubKeys          *keys,
                  const YcHubDevice  *device,
                  const YcHubRequest *request,
                  GBytes             *body,
                  gint64              received_ms,
                  YcHubAnswer       **ret_refusal)
{
  g_autoptr (GPtrArray) puts = g_ptr_array_new_with_free_func (put_free);
  g_autoptr (GError) error = NULL;
  gboolean good = request->door == YC_HUB_DOOR_OP ? read_one (puts, device, request, body, received_ms, &error)
                                                  : read_batch (puts, device, request, body, received_ms, &error);

  if (!good)
    {
      *ret_refusal = yc_hub_answer_new_problem (422, "malformed", error->message);
      return NULL;
    }
  for (guint i = 0; i < puts->len; i++)
    verify (g_ptr_array_index (puts, i), keys);
  return g_steal_pointer (&puts);
}

/* {"answers":[{"status":200,"answer":{…}},…]}: of each what it alone would have got */
static YcHubAnswer *
answer_batch (GPtrArray *puts)
{
  GString *text = g_string_new ("{\"answers\":[");

  for (guint i = 0; i < puts->len; i++)
    {
      const YcHubAnswer *answer = ((YcHubPut *) g_ptr_array_index (puts, i))->answer;

      g_string_append_printf (text, "%s{\"status\":%u,\"answer\":", i > 0 ? "," : "", answer->status);
      g_string_append_len (text, g_bytes_get_data (answer->body, NULL), (gssize) g_bytes_get_size (answer->body));
      g_string_append_c (text, '}');
    }
  g_string_append (text, "]}");
  return yc_hub_answer_new_take (g_string_free_to_bytes (text));
}

/**
 * yc_hub_puts_answer:
 * @puts: (element-type YcHubPut): all have an answer, which may be taken away
 *
 * Returns: (transfer full): what to answer to the request
 */
YcHubAnswer *
yc_hub_puts_answer (GPtrArray *puts,
                    YcHubDoor  door)
{
  return door == YC_HUB_DOOR_OP ? g_steal_pointer (&((YcHubPut *) g_ptr_array_index (puts, 0))->answer)
                                : answer_batch (puts);
}
