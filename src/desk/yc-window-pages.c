/* yc-window-pages.c: which pages of the work there are, and for whom
 *
 * Each has one key that is the same for everybody, and is there only for those
 * whose roles have it: a page that nobody may use is not a grey tab but none.
 * The first that is there is where the work begins.
 */

#include "yc-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *action;
  YcKeysPlace place;
} places[] = {
  { "today", "win.page::today", YC_KEYS_TODAY },       { "case", "win.page::case", YC_KEYS_CASE },
  { "helper", "win.page::helper", YC_KEYS_HELPER },    { "review", "win.page::review", YC_KEYS_REVIEW },
  { "hall", "win.page::hall", YC_KEYS_HALL },          { "devices", "win.page::devices", YC_KEYS_DEVICES },
  { "line", "win.page::line", YC_KEYS_LINE },
  { "administration", "win.page::administration", YC_KEYS_ADMINISTRATION },
};

/* In the order of their keys, but with what is only looked up put last. */
static const char *const beginnings[] = { "today", "helper", "review", "hall", "administration", "devices" };

static guint
get_roles (YcWindow *self)
{
  return self->counter != NULL ? yc_counter_get_roles (self->counter) : 0;
}

static gboolean
is_there (YcWindow *self,
          gsize     place)
{
  const YcKey *key = yc_keys_find (places[place].action);

  return key != NULL && (key->roles & get_roles (self)) != 0 &&
         gtk_stack_get_child_by_name (self->pages, places[place].name) != NULL;
}

static gsize
find_place (const char *page)
{
  gsize place = 0;

  while (place < G_N_ELEMENTS (places) && g_strcmp0 (places[place].name, page) != 0)
    place++;
  return place;
}

/* Whether @page is one of those that are there for whoever is signed in. */
gboolean
yc_window_has_page (YcWindow   *self,
                    const char *page)
{
  gsize place = find_place (page);

  return place < G_N_ELEMENTS (places) && is_there (self, place);
}

static void
add_tab (YcWindow *self,
         gsize     place)
{
  const YcKey *key = yc_keys_find (places[place].action);
  g_autofree char *words = g_strdup_printf ("%s  %s", _(key->label), key->key);
  GtkWidget *tab = gtk_toggle_button_new_with_label (words);

  gtk_widget_add_css_class (tab, "flat");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (tab), key->action);
  gtk_box_append (self->tabs, tab);
}

/* What a role does not have does nothing, wherever its key is pressed; and nothing
 * does anything while the desk is locked. */
void
yc_window_enable_actions (YcWindow *self)
{
  guint roles = get_roles (self);
  gsize length;
  const YcKey *keys = yc_keys_list (&length);

  for (gsize i = 0; i < length; i++)
    {
      gsize name_length = strcspn (keys[i].action, ":(");
      g_autofree char *name = g_strndup (keys[i].action, name_length);
      gboolean for_all = roles == 0 || keys[i].action[name_length] != '\0';

      if (g_str_has_prefix (name, "win."))
        gtk_widget_action_set_enabled (GTK_WIDGET (self), name,
                                       !self->locked && (for_all || (keys[i].roles & roles) != 0));
    }
}

/**
 * yc_window_show_roles:
 * @self: a window whose operator has signed in or out
 *
 * Tabs and keys become those of their roles, and the work begins on its first
 * page.
 */
void
yc_window_show_roles (YcWindow *self)
{
  GtkWidget *child;

  if (self->roles == get_roles (self))
    return;
  self->roles = get_roles (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->tabs))) != NULL)
    gtk_box_remove (self->tabs, child);
  for (gsize place = 0; place < G_N_ELEMENTS (places); place++)
    if (is_there (self, place))
      add_tab (self, place);
  yc_window_enable_actions (self);
  if (self->roles == 0)
    return;
  g_free (self->page);
  self->page = g_strdup ("");
  for (gsize i = 0; *self->page == '\0' && i < G_N_ELEMENTS (beginnings); i++)
    yc_window_set_page (self, beginnings[i]);
}

/* Goes to @page, if it is there and not shown already. */
void
yc_window_set_page (YcWindow   *self,
                    const char *page)
{
  gsize place = find_place (page);

  g_return_if_fail (YC_IS_WINDOW (self));

  if (!yc_window_has_page (self, page) || g_strcmp0 (self->page, page) == 0)
    return;
  g_free (self->page);
  self->page = g_strdup (page);
  gtk_stack_set_visible_child_name (self->pages, page);
  yc_key_bar_show_place (self->key_bar, places[place].place, self->roles);
  gtk_widget_grab_focus (gtk_stack_get_visible_child (self->pages));
  yc_window_update_display (self);
  g_object_notify (G_OBJECT (self), "page");
}

/* Returns: whether @page is shown now */
gboolean
yc_window_go (YcWindow   *self,
              const char *page)
{
  yc_window_set_page (self, page);
  return g_strcmp0 (self->page, page) == 0;
}
