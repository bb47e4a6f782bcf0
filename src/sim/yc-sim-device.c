/* yc-sim-device.c: what all simulated devices share: plug, replies, faults, script
 *
 * A front (socket, umockdev) hands over what a host would send and asks for
 * what it would get. Nothing here waits, reads a clock or does I/O, so every
 * fault comes at the byte and the moment the script names.
 */

#include "yc-sim-device.h"

#include <string.h>

typedef struct
{
  GBytes *bytes;
  gsize at;
  gint64 ready_ms;
} Reply;

typedef struct
{
  gboolean plugged;
  gboolean silent;
  gint64 slow_ms;
  gint64 busy_until_ms;
  guint stalls_in;
  guint stalls_out;
  gint64 unplug_in;  /* bytes left until it is unplugged; -1 for never */
  gint64 unplug_out;
  gint64 stall_out_at; /* bytes left until a transfer stalls; -1 for never */
  gint64 unplug_transfer; /* transfers left until one ends unplugged; -1 for never */
  gboolean garbage;  /* the next reply */
  gboolean wrong_checksum;
  gint64 cut_at;     /* the next reply; -1 for no cut */
  gint64 late_ms;
  GQueue replies;    /* of Reply */
  GQueue script;     /* of char * */
  gint64 script_at_ms;
  gint64 now_ms;     /* of the latest call */
  gint64 own_ms;     /* when the device does something by itself; -1 for never */
} YcSimDevicePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (YcSimDevice, yc_sim_device, G_TYPE_OBJECT)

static void
reply_free (gpointer data)
{
  Reply *reply = data;

  g_bytes_unref (reply->bytes);
  g_free (reply);
}

/* Drops the replies nobody has fetched. */
void
yc_sim_device_forget (YcSimDevice *self)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  g_queue_clear_full (&priv->replies, reply_free);
}

static void
set_plugged (YcSimDevice *self,
             gboolean     plugged)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  priv->plugged = plugged;
  priv->unplug_in = -1;
  priv->unplug_out = -1;
  priv->unplug_transfer = -1;
  priv->busy_until_ms = 0;
  yc_sim_device_forget (self);
  if (plugged)
    YC_SIM_DEVICE_GET_CLASS (self)->power_on (self);
}

/* Counts bytes towards "unplug-at"; TRUE when that byte has been reached. */
static gboolean
count_down (YcSimDevice *self,
            gint64      *left,
            gsize        bytes)
{
  if (*left < 0)
    return FALSE;
  *left -= MIN (*left, (gint64) bytes);
  if (*left > 0)
    return FALSE;
  set_plugged (self, FALSE);
  return TRUE;
}

/* Time goes on: what happens by itself happens. */
static void
advance (YcSimDevice *self,
         gint64       now_ms)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  YcSimDeviceClass *klass = YC_SIM_DEVICE_GET_CLASS (self);

  priv->now_ms = now_ms;
  if (klass->advance != NULL)
    priv->own_ms = klass->advance (self, now_ms);
}

/* A transfer that is over counts towards "unplug-transfer": that one did its
 * work, and its end is not heard any more. */
static YcSimStatus
end_transfer (YcSimDevice *self,
              YcSimStatus  status)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  if (status != YC_SIM_OK || priv->unplug_transfer < 0)
    return status;
  if (--priv->unplug_transfer > 0)
    return status;
  set_plugged (self, FALSE);
  return YC_SIM_GONE;
}

static gboolean
take_one (guint *count)
{
  if (*count == 0)
    return FALSE;
  (*count)--;
  return TRUE;
}

static gsize
limit_by (gsize  size_bytes,
          gint64 left)
{
  return left >= 0 ? MIN (size_bytes, (gsize) left) : size_bytes;
}

/* Bytes that count: up to the next fault. */
static YcSimStatus
put_data (YcSimDevice  *self,
          const guint8 *data,
          gsize         size_bytes,
          gint64        now_ms,
          gsize        *taken_bytes)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  gsize limit = limit_by (limit_by (size_bytes, priv->unplug_out), priv->stall_out_at);

  if (take_one (&priv->stalls_out))
    return YC_SIM_STALL;
  if (limit > 0)
    *taken_bytes = YC_SIM_DEVICE_GET_CLASS (self)->accept (self, data, limit, now_ms);
  if (*taken_bytes > 0)
    priv->busy_until_ms = now_ms + priv->slow_ms;
  if (count_down (self, &priv->unplug_out, *taken_bytes))
    return YC_SIM_GONE;
  if (priv->stall_out_at >= 0)
    priv->stall_out_at -= (gint64) *taken_bytes;
  if (priv->stall_out_at == 0)
    {
      priv->stall_out_at = -1;
      return YC_SIM_STALL;
    }
  return *taken_bytes == size_bytes ? YC_SIM_OK : YC_SIM_WAIT;
}

/**
 * yc_sim_device_put:
 * @self: a device
 * @data: what is left of a bulk OUT transfer
 * @size_bytes: how much
 * @now_ms: the time
 * @taken_bytes: (out): how many bytes were taken, always set
 *
 * Returns: OK when all were taken, WAIT when more may be taken later
 */
YcSimStatus
yc_sim_device_put (YcSimDevice  *self,
                   const guint8 *data,
                   gsize         size_bytes,
                   gint64        now_ms,
                   gsize        *taken_bytes)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  YcSimDeviceClass *klass = YC_SIM_DEVICE_GET_CLASS (self);

  *taken_bytes = 0;
  advance (self, now_ms);
  if (!priv->plugged)
    return YC_SIM_GONE;
  if (now_ms < priv->busy_until_ms)
    return YC_SIM_WAIT;
  if (klass->is_question == NULL || !klass->is_question (data, size_bytes))
    return end_transfer (self, put_data (self, data, size_bytes, now_ms, taken_bytes));
  *taken_bytes = klass->accept (self, data, size_bytes, now_ms);
  return end_transfer (self, *taken_bytes == size_bytes ? YC_SIM_OK : YC_SIM_WAIT);
}

/**
 * yc_sim_device_get:
 * @self: a device
 * @buffer: of a bulk IN transfer
 * @size_bytes: its size
 * @now_ms: the time
 * @got_bytes: (out): how many bytes were filled in, always set
 *
 * Returns: OK when the transfer is over, WAIT when there is nothing yet
 */
YcSimStatus
yc_sim_device_get (YcSimDevice *self,
                   guint8      *buffer,
                   gsize        size_bytes,
                   gint64       now_ms,
                   gsize       *got_bytes)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  Reply *reply;
  gsize left;

  *got_bytes = 0;
  advance (self, now_ms);
  reply = g_queue_peek_head (&priv->replies);
  if (!priv->plugged)
    return YC_SIM_GONE;
  if (take_one (&priv->stalls_in))
    return YC_SIM_STALL;
  if (reply == NULL || now_ms < reply->ready_ms)
    return YC_SIM_WAIT;

  left = MIN (g_bytes_get_size (reply->bytes) - reply->at, size_bytes);
  if (priv->unplug_in >= 0 && count_down (self, &priv->unplug_in, left))
    return YC_SIM_GONE;
  if (left > 0)
    memcpy (buffer, (const guint8 *) g_bytes_get_data (reply->bytes, NULL) + reply->at, left);
  reply->at += left;
  *got_bytes = left;
  if (reply->at == g_bytes_get_size (reply->bytes))
    reply_free (g_queue_pop_head (&priv->replies));
  return end_transfer (self, YC_SIM_OK);
}

/**
 * yc_sim_device_control:
 * @self: a device
 * @setup: a control request
 * @data: (nullable): `length_bytes` bytes
 * @got_bytes: (out): how many bytes moved
 */
YcSimStatus
yc_sim_device_control (YcSimDevice          *self,
                       const YcControlSetup *setup,
                       guint8               *data,
                       gsize                *got_bytes)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  gssize got;

  *got_bytes = 0;
  if (!priv->plugged)
    return YC_SIM_GONE;
  got = YC_SIM_DEVICE_GET_CLASS (self)->control (self, setup, data);
  if (got < 0)
    return YC_SIM_STALL;
  *got_bytes = (gsize) got;
  return end_transfer (self, YC_SIM_OK);
}

/* A reply's bytes with the faults that were asked for laid on them. */
static GBytes *
spoil (YcSimDevicePrivate *priv,
       GBytes             *bytes)
{
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

  if (priv->wrong_checksum && size > 0)
    copy[size - 1] ^= 0xFF;
  for (gsize i = 0; priv->garbage && i < size; i++)
    copy[i] = (guint8) (i * 151 + 17);
  if (priv->cut_at >= 0)
    size = MIN (size, (gsize) priv->cut_at);
  priv->wrong_checksum = FALSE;
  priv->garbage = FALSE;
  priv->cut_at = -1;
  return g_bytes_new (copy, size);
}

void
yc_sim_device_reply (YcSimDevice *self,
                     GBytes      *bytes,
                     gint64       now_ms)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  Reply *reply;

  if (priv->silent || g_queue_get_length (&priv->replies) >= YC_SIM_REPLIES_MAX)
    return;
  reply = g_new0 (Reply, 1);
  reply->bytes = spoil (priv, bytes);
  reply->ready_ms = now_ms + priv->slow_ms + priv->late_ms;
  priv->late_ms = 0;
  g_queue_push_tail (&priv->replies, reply);
}

static gboolean
parse_count (const char *word,
             gint64     *ret_count,
             GError    **error)
{
  guint64 count;

  if (!g_ascii_string_to_unsigned (word == NULL ? "" : word, 10, 0, 1000000, &count, error))
    return FALSE;
  *ret_count = (gint64) count;
  return TRUE;
}

/* "stall", "stall in", "stall out". */
static void
stall (YcSimDevice *self,
       const char  *direction)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  gboolean in = direction == NULL ? YC_SIM_DEVICE_GET_CLASS (self)->faults_on_in
                                  : g_str_equal (direction, "in");

  if (in)
    priv->stalls_in++;
  else
    priv->stalls_out++;
}

/* "unplug-at 700", "unplug-at out 700". */
static gboolean
unplug_at (YcSimDevice *self,
           char       **words,
           GError     **error)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  gboolean named = words[1] != NULL && words[2] != NULL;
  gboolean in = named ? g_str_equal (words[1], "in") : YC_SIM_DEVICE_GET_CLASS (self)->faults_on_in;

  return parse_count (words[named ? 2 : 1], in ? &priv->unplug_in : &priv->unplug_out, error);
}

/* Lines every device knows. FALSE without an error: none of them. */
static gboolean
tell_common (YcSimDevice *self,
             char       **words,
             GError     **error)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  if (g_str_equal (words[0], "plug"))
    set_plugged (self, TRUE);
  else if (g_str_equal (words[0], "unplug"))
    set_plugged (self, FALSE);
  else if (g_str_equal (words[0], "unplug-at"))
    return unplug_at (self, words, error);
  else if (g_str_equal (words[0], "unplug-transfer"))
    return parse_count (words[1], &priv->unplug_transfer, error);
  else if (g_str_equal (words[0], "stall-at"))
    return parse_count (words[1], &priv->stall_out_at, error);
  else if (g_str_equal (words[0], "stall"))
    stall (self, words[1]);
  else if (g_str_equal (words[0], "slow"))
    return parse_count (words[1], &priv->slow_ms, error);
  else if (g_str_equal (words[0], "late"))
    return parse_count (words[1], &priv->late_ms, error);
  else if (g_str_equal (words[0], "cut"))
    return parse_count (words[1], &priv->cut_at, error);
  else if (g_str_equal (words[0], "silent"))
    priv->silent = TRUE;
  else if (g_str_equal (words[0], "speak"))
    priv->silent = FALSE;
  else if (g_str_equal (words[0], "garbage"))
    priv->garbage = TRUE;
  else if (g_str_equal (words[0], "wrong-checksum"))
    priv->wrong_checksum = TRUE;
  else
    return FALSE;
  return TRUE;
}

/**
 * yc_sim_device_tell:
 * @self: a device
 * @line: a line of the script language; empty ones and `# …` do nothing
 * @error: G_IO_ERROR_INVALID_ARGUMENT, or what is wrong with a number
 *
 * Returns: %TRUE if it was done
 */
gboolean
yc_sim_device_tell (YcSimDevice *self,
                    const char  *line,
                    GError     **error)
{
  g_auto (GStrv) words = NULL;
  GError *local = NULL;

  g_return_val_if_fail (YC_IS_SIM_DEVICE (self) && line != NULL, FALSE);

  if (line[strspn (line, " \t")] == '\0' || line[strspn (line, " \t")] == '#')
    return TRUE;
  if (!g_shell_parse_argv (line, NULL, &words, error))
    return FALSE;
  if (tell_common (self, words, &local) ||
      (local == NULL && YC_SIM_DEVICE_GET_CLASS (self)->tell (self, words, &local)))
    return TRUE;
  if (local == NULL)
    local = g_error_new (G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” means nothing here", line);
  g_propagate_error (error, local);
  return FALSE;
}

/* Appends lines that are played by yc_sim_device_tick(). */
gboolean
yc_sim_device_load_script (YcSimDevice *self,
                           const char  *script,
                           GError     **error)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  g_auto (GStrv) lines = g_strsplit (script, "\n", YC_SIM_SCRIPT_LINES_MAX + 1);

  if (g_strv_length (lines) > YC_SIM_SCRIPT_LINES_MAX)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "The script has more than %d lines",
                   YC_SIM_SCRIPT_LINES_MAX);
      return FALSE;
    }
  for (char **line = lines; *line != NULL; line++)
    g_queue_push_tail (&priv->script, g_strdup (g_strstrip (*line)));
  return TRUE;
}

/**
 * yc_sim_device_tick:
 * @self: a device
 * @now_ms: the time
 * @error: what is wrong with a line; the rest of the script is dropped
 *
 * Plays the script up to its next `wait`.
 */
gboolean
yc_sim_device_tick (YcSimDevice *self,
                    gint64       now_ms,
                    GError     **error)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  gint64 wait_ms;

  advance (self, now_ms);
  while (!g_queue_is_empty (&priv->script) && now_ms >= priv->script_at_ms)
    {
      g_autofree char *line = g_queue_pop_head (&priv->script);
      gboolean waits = g_str_has_prefix (line, "wait ");

      if (waits ? !parse_count (line + 5, &wait_ms, error) : !yc_sim_device_tell (self, line, error))
        {
          g_prefix_error (error, "Script line “%s”: ", line);
          g_queue_clear_full (&priv->script, g_free);
          return FALSE;
        }
      if (waits)
        priv->script_at_ms = MAX (priv->script_at_ms, now_ms) + wait_ms;
    }
  return TRUE;
}

/* When something may happen by itself; -1 for never. May lie in the past. */
gint64
yc_sim_device_get_next_ms (YcSimDevice *self)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);
  Reply *reply = g_queue_peek_head (&priv->replies);
  gint64 next_ms = G_MAXINT64;

  if (!g_queue_is_empty (&priv->script))
    next_ms = MIN (next_ms, priv->script_at_ms);
  if (priv->busy_until_ms > priv->now_ms)
    next_ms = MIN (next_ms, priv->busy_until_ms);
  if (reply != NULL && reply->ready_ms > priv->now_ms)
    next_ms = MIN (next_ms, reply->ready_ms);
  if (priv->own_ms >= 0)
    next_ms = MIN (next_ms, priv->own_ms);
  return next_ms == G_MAXINT64 ? -1 : next_ms;
}

gboolean
yc_sim_device_is_plugged (YcSimDevice *self)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  return priv->plugged;
}

/* What its descriptors say: (transfer full), without a place or a transport. */
YcDeviceInfo *
yc_sim_device_describe (YcSimDevice *self)
{
  YcDeviceInfo *info = yc_device_info_new (NULL);

  YC_SIM_DEVICE_GET_CLASS (self)->describe (self, info);
  return info;
}

static void
yc_sim_device_constructed (GObject *object)
{
  G_OBJECT_CLASS (yc_sim_device_parent_class)->constructed (object);
  set_plugged (YC_SIM_DEVICE (object), TRUE);
}

static void
yc_sim_device_finalize (GObject *object)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (YC_SIM_DEVICE (object));

  g_queue_clear_full (&priv->replies, reply_free);
  g_queue_clear_full (&priv->script, g_free);
  G_OBJECT_CLASS (yc_sim_device_parent_class)->finalize (object);
}

static void
yc_sim_device_class_init (YcSimDeviceClass *klass)
{
  G_OBJECT_CLASS (klass)->constructed = yc_sim_device_constructed;
  G_OBJECT_CLASS (klass)->finalize = yc_sim_device_finalize;
}

static void
yc_sim_device_init (YcSimDevice *self)
{
  YcSimDevicePrivate *priv = yc_sim_device_get_instance_private (self);

  priv->cut_at = -1;
  priv->unplug_in = -1;
  priv->unplug_out = -1;
  priv->stall_out_at = -1;
  priv->unplug_transfer = -1;
  priv->own_ms = -1;
  g_queue_init (&priv->replies);
  g_queue_init (&priv->script);
}
