/* yc-display-item.c: a line of what the applicant sees */

#include "yc-display.h"
#include "yc-display-private.h"

struct _YcDisplayItem
{
  GObject parent_instance;

  char *key;
  char *label;
  char *note;
  YcDisplayState state;
};

G_DEFINE_FINAL_TYPE (YcDisplayItem, yc_display_item, G_TYPE_OBJECT)

static void
yc_display_item_finalize (GObject *object)
{
  YcDisplayItem *self = YC_DISPLAY_ITEM (object);

  g_free (self->key);
  g_free (self->label);
  g_free (self->note);
  G_OBJECT_CLASS (yc_display_item_parent_class)->finalize (object);
}

static void
yc_display_item_class_init (YcDisplayItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = yc_display_item_finalize;
}

static void
yc_display_item_init (YcDisplayItem *self)
{
}

/* @note: (nullable) */
void
yc_display_add_item (GListStore     *list,
                     const char     *key,
                     const char     *label,
                     const char     *note,
                     YcDisplayState  state)
{
  g_autoptr (YcDisplayItem) self = g_object_new (YC_TYPE_DISPLAY_ITEM, NULL);

  self->key = g_strdup (key);
  self->label = g_strdup (label);
  self->note = g_strdup (note != NULL ? note : "");
  self->state = state;
  g_list_store_append (list, self);
}

const char *
yc_display_item_get_key (YcDisplayItem *self)
{
  return self->key;
}

const char *
yc_display_item_get_label (YcDisplayItem *self)
{
  return self->label;
}

const char *
yc_display_item_get_note (YcDisplayItem *self)
{
  return self->note;
}

YcDisplayState
yc_display_item_get_state (YcDisplayItem *self)
{
  return self->state;
}
