/* yc-bus.c: events from a bus's own thread to the context that listens
 *
 * The listener may go away at any time on its side: yc_bus_post_close() is
 * called there, and events that are still on their way are dropped. A device
 * info is always released on the listening context as well, because its
 * transport may hold the last reference to the bus, whose end joins the thread.
 */

#include "yc-bus.h"

struct _YcBusPost
{
  GMainContext *context;
  YcBusFunc func; /* (nullable): closed */
  gpointer data;
};

typedef struct
{
  YcBusPost *post;
  YcDeviceInfo *info;
  gboolean arrived;
} Event;

/* To be called on the context that shall be told. */
YcBusPost *
yc_bus_post_new (YcBusFunc func,
                 gpointer  data)
{
  YcBusPost *post = g_atomic_rc_box_new0 (YcBusPost);

  post->context = g_main_context_ref_thread_default ();
  post->func = func;
  post->data = data;
  return post;
}

YcBusPost *
yc_bus_post_ref (YcBusPost *post)
{
  return g_atomic_rc_box_acquire (post);
}

static void
post_clear (gpointer data)
{
  YcBusPost *post = data;

  g_main_context_unref (post->context);
}

void
yc_bus_post_unref (YcBusPost *post)
{
  g_atomic_rc_box_release_full (post, post_clear);
}

static void
event_free (gpointer data)
{
  Event *event = data;

  yc_device_info_unref (event->info);
  yc_bus_post_unref (event->post);
  g_free (event);
}

static gboolean
event_cb (gpointer data)
{
  Event *event = data;

  if (event->post->func != NULL)
    event->post->func (event->info, event->arrived, event->post->data);
  return G_SOURCE_REMOVE;
}

/**
 * yc_bus_post_send:
 * @post: where to
 * @info: (transfer full): what
 * @arrived: plugged in, or taken out
 *
 * Any thread.
 */
void
yc_bus_post_send (YcBusPost    *post,
                  YcDeviceInfo *info,
                  gboolean      arrived)
{
  g_autoptr (GSource) source = g_idle_source_new ();
  Event *event = g_new0 (Event, 1);

  event->post = yc_bus_post_ref (post);
  event->info = info;
  event->arrived = arrived;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, event_cb, event, event_free);
  g_source_attach (source, post->context);
}

static gboolean
release_cb (gpointer data)
{
  return G_SOURCE_REMOVE;
}

/**
 * yc_bus_post_release:
 * @post: where to
 * @object: (transfer full): dropped on the listening context
 */
void
yc_bus_post_release (YcBusPost *post,
                     GObject   *object)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, release_cb, object, g_object_unref);
  g_source_attach (source, post->context);
}

/* On the listening context: nothing is told any more. */
void
yc_bus_post_close (YcBusPost *post)
{
  post->func = NULL;
}
