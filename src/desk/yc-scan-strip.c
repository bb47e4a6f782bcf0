/* yc-scan-strip.c: the scanned pages of one paper, until they are a document
 *
 * Pages come in as they are sealed. The page with the focus is the cursor: what
 * is done by a key is done to it, and the focus stays where the page was. What
 * a scan waits for is said in a banner, and the key that goes on.
 */

#include "yc-scan-strip.h"

#include "yc-say.h"
#include "yc-scan-thumb.h"

#include <glib/gi18n-lib.h>

struct _YcScanStrip
{
  GtkWidget parent_instance;

  YcCaseScan *scan; /* (nullable): until there is a case */
  char *item;
  char *paper;
  GListModel *sheets; /* (nullable): of YcScanSheet */
  gulong sheets_id;
  gulong scan_id;
  guint cursor;       /* where the focus was last */

  GtkWidget *content;
  GtkLabel *state;
  GtkLabel *problem;
  GtkBox *pages;
};

G_DEFINE_FINAL_TYPE (YcScanStrip, yc_scan_strip, GTK_TYPE_WIDGET)

static GtkWidget *
get_thumb (YcScanStrip *self,
           guint        position)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages));

  while (child != NULL && position-- > 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static gboolean
is_running (YcScanStrip *self)
{
  return g_strcmp0 (yc_case_scan_get_running (self->scan), self->item) == 0;
}

static void
show_state (YcScanStrip *self)
{
  guint n = g_list_model_get_n_items (self->sheets);
  const char *problem = yc_case_scan_get_problem (self->scan, self->item);
  g_autofree char *words = NULL;
  g_autofree char *trouble = NULL;

  if (is_running (self))
    words = g_strdup_printf (_("Scanning… %u pages are here · Shift+F9 stops"), n);
  else
    words = g_strdup_printf (_("%u pages · F3 scan more · F9 make the document · R turn · A set aside · "
                               "Delete · Ctrl+← → move · Insert scan before · Shift+F3 scan anew"), n);
  gtk_label_set_text (self->state, words);
  if (problem != NULL)
    trouble = g_strdup_printf (_("%s. F3 goes on"), problem);
  gtk_label_set_text (self->problem, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0 || problem != NULL || is_running (self));
}

static void
renumber (YcScanStrip *self)
{
  guint position = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    yc_scan_thumb_set_number (YC_SCAN_THUMB (child), position++);
}

static guint
get_position (GtkWidget *thumb)
{
  guint position = 0;

  while ((thumb = gtk_widget_get_prev_sibling (thumb)) != NULL)
    position++;
  return position;
}

/* The position of the page with the focus; -1 where none has it. */
static int
get_focused (YcScanStrip *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !YC_IS_SCAN_THUMB (focus) || gtk_widget_get_parent (focus) != GTK_WIDGET (self->pages))
    return -1;
  return (int) get_position (focus);
}

static void
sheets_changed_cb (YcScanStrip *self,
                   guint        position,
                   guint        removed,
                   guint        added)
{
  gboolean had_focus = get_focused (self) >= 0;
  GtkWidget *before = position > 0 ? get_thumb (self, position - 1) : NULL;

  for (guint i = 0; i < removed; i++)
    gtk_box_remove (self->pages, get_thumb (self, position));
  for (guint i = 0; i < added; i++)
    {
      g_autoptr (YcScanSheet) sheet = g_list_model_get_item (self->sheets, position + i);
      GtkWidget *thumb = yc_scan_thumb_new (sheet, position + i, self->paper);

      gtk_box_insert_child_after (self->pages, thumb, before);
      before = thumb;
    }
  renumber (self);
  show_state (self);
  if (had_focus && get_focused (self) < 0 && g_list_model_get_n_items (self->sheets) > 0)
    gtk_widget_grab_focus (get_thumb (self, MIN (self->cursor, g_list_model_get_n_items (self->sheets) - 1)));
}

/* --- verbs ------------------------------------------------------------------ */

static void
edited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcScanStrip) self = data;
  g_autoptr (GError) error = NULL;

  if (!yc_case_scan_finish (YC_CASE_SCAN (source), result, &error))
    yc_say_error (GTK_WIDGET (self), error);
}

static void
edit (YcScanStrip *self,
      YcScanEdit   what,
      guint        position)
{
  yc_case_scan_edit_async (self->scan, self->item, what, position, edited_cb, g_object_ref (self));
}

static void
scanned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcScanStrip) self = data;
  g_autoptr (GError) error = NULL;
  guint pages = yc_case_scan_start_finish (YC_CASE_SCAN (source), result, &error);

  if (error == NULL)
    yc_say (GTK_WIDGET (self), _("%u pages are here"), pages);
  else if (yc_case_scan_get_problem (self->scan, self->item) == NULL)
    yc_say_error (GTK_WIDGET (self), error);
}

static void
start (YcScanStrip *self,
       YcScanPlace  place,
       guint        position)
{
  yc_case_scan_start_async (self->scan, self->item, place, position, scanned_cb, g_object_ref (self));
}

/* F3: goes on where the last scan stopped, else behind the last page.
 * @replace: the page with the focus is scanned anew. */
void
yc_scan_strip_scan (YcScanStrip *self,
                    gboolean     replace)
{
  int focused;

  g_return_if_fail (YC_IS_SCAN_STRIP (self));

  focused = get_focused (self);
  if (self->scan == NULL)
    return;
  if (replace && focused < 0)
    yc_say (GTK_WIDGET (self), "%s", _("Go to the page that is to be scanned anew first"));
  else if (replace)
    start (self, YC_SCAN_PLACE_REPLACE, (guint) focused);
  else if (yc_case_scan_get_problem (self->scan, self->item) != NULL)
    start (self, YC_SCAN_PLACE_GO_ON, 0);
  else
    start (self, YC_SCAN_PLACE_END, 0);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcScanStrip) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_case_scan_finish (YC_CASE_SCAN (source), result, &error))
    yc_say (GTK_WIDGET (self), _("The pages are in the case: %s"), self->paper);
  else
    yc_say_error (GTK_WIDGET (self), error);
}

/* F9 */
void
yc_scan_strip_keep (YcScanStrip *self)
{
  g_return_if_fail (YC_IS_SCAN_STRIP (self));

  if (self->scan != NULL)
    yc_case_scan_keep_async (self->scan, self->item, kept_cb, g_object_ref (self));
}

/* Returns: whether something was going on here that could be stopped */
gboolean
yc_scan_strip_stop (YcScanStrip *self)
{
  g_return_val_if_fail (YC_IS_SCAN_STRIP (self), FALSE);

  if (self->scan == NULL || !is_running (self))
    return FALSE;
  yc_case_scan_stop (self->scan);
  return TRUE;
}

/* Returns: whether there was something to undo */
gboolean
yc_scan_strip_undo (YcScanStrip *self)
{
  g_return_val_if_fail (YC_IS_SCAN_STRIP (self), FALSE);

  if (self->scan == NULL || !yc_case_scan_can_undo (self->scan, self->item))
    return FALSE;
  edit (self, YC_SCAN_EDIT_UNDO, 0);
  return TRUE;
}

/* Whether pages are here, or come, or are waited for. */
gboolean
yc_scan_strip_has_work (YcScanStrip *self)
{
  g_return_val_if_fail (YC_IS_SCAN_STRIP (self), FALSE);

  return self->scan != NULL && gtk_widget_get_visible (GTK_WIDGET (self));
}

static gboolean
move_focus (YcScanStrip *self,
            guint        from,
            int          by)
{
  GtkWidget *thumb = (int) from + by >= 0 ? get_thumb (self, (guint) ((int) from + by)) : NULL;

  if (thumb != NULL)
    gtk_widget_grab_focus (thumb);
  return thumb != NULL;
}

static gboolean
act (YcScanStrip *self,
     guint        keyval,
     gboolean     control,
     guint        position)
{
  guint last = g_list_model_get_n_items (self->sheets) - 1;

  self->cursor = position;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      if (!control)
        return move_focus (self, position, keyval == GDK_KEY_Left ? -1 : 1);
      self->cursor = keyval == GDK_KEY_Left ? MAX (position, 1) - 1 : MIN (position + 1, last);
      edit (self, keyval == GDK_KEY_Left ? YC_SCAN_EDIT_EARLIER : YC_SCAN_EDIT_LATER, position);
      return TRUE;
    case GDK_KEY_Delete:
      edit (self, YC_SCAN_EDIT_REMOVE, position);
      yc_say (GTK_WIDGET (self), "%s", _("The page is taken away; Ctrl+Z brings it back"));
      return TRUE;
    case GDK_KEY_Insert:
      start (self, YC_SCAN_PLACE_BEFORE, position);
      return TRUE;
    case GDK_KEY_r:
      edit (self, YC_SCAN_EDIT_TURN, position);
      return TRUE;
    case GDK_KEY_a:
      edit (self, YC_SCAN_EDIT_ASIDE, position);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint                  keyval,
        guint                  keycode,
        GdkModifierType        state,
        YcScanStrip           *self)
{
  int focused = get_focused (self);
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (focused < 0 || (modifiers != 0 && modifiers != GDK_CONTROL_MASK) ||
      (modifiers != 0 && keyval != GDK_KEY_Left && keyval != GDK_KEY_Right))
    return GDK_EVENT_PROPAGATE;
  return act (self, gdk_keyval_to_lower (keyval), modifiers != 0, (guint) focused);
}

/* --- the widget ------------------------------------------------------------- */

static void
leave (YcScanStrip *self)
{
  if (self->sheets != NULL)
    g_clear_signal_handler (&self->sheets_id, self->sheets);
  if (self->scan != NULL)
    g_clear_signal_handler (&self->scan_id, self->scan);
  g_clear_object (&self->sheets);
  g_clear_object (&self->scan);
}

static void
yc_scan_strip_dispose (GObject *object)
{
  YcScanStrip *self = YC_SCAN_STRIP (object);

  leave (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_scan_strip_parent_class)->dispose (object);
}

static void
yc_scan_strip_finalize (GObject *object)
{
  YcScanStrip *self = YC_SCAN_STRIP (object);

  g_free (self->item);
  g_free (self->paper);
  G_OBJECT_CLASS (yc_scan_strip_parent_class)->finalize (object);
}

static void
yc_scan_strip_class_init (YcScanStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_scan_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = yc_scan_strip_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-scan-strip.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcScanStrip, content);
  gtk_widget_class_bind_template_child (widget_class, YcScanStrip, state);
  gtk_widget_class_bind_template_child (widget_class, YcScanStrip, problem);
  gtk_widget_class_bind_template_child (widget_class, YcScanStrip, pages);
}

static void
yc_scan_strip_init (YcScanStrip *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  /* Before the scrolled window takes the arrows. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

/* @item: of the case's checklist; @paper: what it is called */
void
yc_scan_strip_set_item (YcScanStrip *self,
                        YcCaseFile  *file,
                        const char  *item,
                        const char  *paper)
{
  g_return_if_fail (YC_IS_SCAN_STRIP (self));

  leave (self);
  g_free (self->item);
  g_free (self->paper);
  self->item = g_strdup (item);
  self->paper = g_strdup (paper);
  self->scan = g_object_ref (yc_case_scan_get (file));
  self->sheets = g_object_ref (yc_case_scan_get_sheets (self->scan, item));
  self->sheets_id = g_signal_connect_swapped (self->sheets, "items-changed", G_CALLBACK (sheets_changed_cb), self);
  self->scan_id = g_signal_connect_swapped (self->scan, "changed", G_CALLBACK (show_state), self);
  sheets_changed_cb (self, 0, 0, g_list_model_get_n_items (self->sheets));
}
