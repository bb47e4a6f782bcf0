/* yc-looks-view.c: who looked at personal data
 *
 * On top how often, by person and by purpose; below look by look, the newest
 * first: when, who, what for, and whose case. Return opens the case, masked
 * like every other.
 */

#include "yc-looks-view.h"

#include "yc-look-popover.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

struct _YcLooksView
{
  GtkWidget parent_instance;

  YcLooks *looks; /* (nullable) */
  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *problem;
  GtkLabel *persons;
  GtkLabel *purposes;
  GtkListView *list;
};

G_DEFINE_FINAL_TYPE (YcLooksView, yc_looks_view, GTK_TYPE_WIDGET)

static guint open_signal;

/* "王测试 C0301"; the code alone where the hub knows no name */
static char *
dup_person (const char *name,
            const char *code)
{
  return *name != '\0' ? g_strdup_printf ("%s %s", name, code) : g_strdup (code);
}

/* --- a look ------------------------------------------------------------------- */

static void
append (GString    *words,
        const char *text)
{
  if (*text != '\0')
    g_string_append_printf (words, "%s%s", words->len > 0 ? " · " : "", text);
}

/* "13:42   王测试 C0301 · 联系申请人" */
static char *
dup_head (const YcHubLook *look)
{
  g_autofree char *time = yc_words_dup_time (look->at_ms);
  g_autofree char *person = dup_person (look->operator_name, look->operator_code);
  GString *words = g_string_new (time);

  append (words, person);
  append (words, yc_look_get_purpose_words (look->purpose));
  append (words, look->text);
  return g_string_free (words, FALSE);
}

static char *
dup_note (const YcHubLook *look)
{
  g_autofree char *window = g_strdup_printf (_("Window %s"), look->window);
  g_autofree char *fields = g_strdup_printf (ngettext ("%u field", "%u fields", look->fields), look->fields);
  GString *words = g_string_new (NULL);

  append (words, *look->case_name != '\0' ? look->case_name : _("Not named yet"));
  append (words, look->number);
  append (words, window);
  append (words, fields);
  return g_string_free (words, FALSE);
}

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *note = new_label ("caption");

  gtk_widget_add_css_class (note, "dim-label");
  gtk_widget_add_css_class (box, "dense-row");
  gtk_box_append (GTK_BOX (box), new_label (NULL));
  gtk_box_append (GTK_BOX (box), note);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  const YcHubLook *look = yc_look_get (gtk_list_item_get_item (item));
  g_autofree char *head = dup_head (look);
  g_autofree char *note = dup_note (look);
  g_autofree char *words = g_strdup_printf ("%s, %s", head, note);

  gtk_label_set_text (GTK_LABEL (gtk_widget_get_first_child (box)), head);
  gtk_label_set_text (GTK_LABEL (gtk_widget_get_last_child (box)), note);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

/* --- all ---------------------------------------------------------------------- */

/* @counts: (nullable): of YcHubLookCount */
static char *
dup_counts (const char *caption,
            GPtrArray  *counts,
            gboolean    of_purposes)
{
  GString *words = g_string_new (caption);

  for (guint i = 0; counts != NULL && i < counts->len; i++)
    {
      const YcHubLookCount *count = g_ptr_array_index (counts, i);
      g_autofree char *who = of_purposes ? g_strdup (yc_look_get_purpose_words (count->key))
                                         : dup_person (count->name, count->key);

      g_string_append_printf (words, i > 0 ? " · " : " ");
      g_string_append_printf (words, _("%s %u, in %u cases"), who, count->looks, count->cases);
    }
  return g_string_free (words, FALSE);
}

static void
changed_cb (YcLooksView *self)
{
  const char *problem = yc_looks_get_problem (self->looks);
  g_autofree char *title = g_strdup_printf (_("Who looked at personal data · %u"), yc_looks_get_total (self->looks));
  g_autofree char *persons = dup_counts (_("By person:"), yc_looks_get_persons (self->looks), FALSE);
  g_autofree char *purposes = dup_counts (_("By purpose:"), yc_looks_get_purposes (self->looks), TRUE);

  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->persons, persons);
  gtk_label_set_text (self->purposes, purposes);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* The first rows have come: Return opens the first; who went elsewhere is left there. */
static void
came_cb (YcLooksView *self,
         guint        position,
         guint        removed,
         guint        added)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (position == 0 && added > 0 && root != NULL && gtk_root_get_focus (root) == GTK_WIDGET (self->list))
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
activated_cb (YcLooksView *self,
              guint        position)
{
  g_autoptr (YcLook) look = g_list_model_get_item (yc_looks_get_rows (self->looks), position);

  if (look != NULL)
    g_signal_emit (self, open_signal, 0, yc_look_get (look));
}

static void
edge_cb (YcLooksView     *self,
         GtkPositionType  edge)
{
  if (edge == GTK_POS_BOTTOM && self->looks != NULL)
    yc_looks_show_more (self->looks);
}

static gboolean
yc_looks_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (YC_LOOKS_VIEW (widget)->list));
}

static void
yc_looks_view_dispose (GObject *object)
{
  YcLooksView *self = YC_LOOKS_VIEW (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->looks);
  G_OBJECT_CLASS (yc_looks_view_parent_class)->dispose (object);
}

static void
yc_looks_view_class_init (YcLooksViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_looks_view_dispose;
  widget_class->grab_focus = yc_looks_view_grab_focus;
  open_signal = g_signal_new ("open", YC_TYPE_LOOKS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                              G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-looks-view.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, content);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, title);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, problem);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, persons);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, purposes);
  gtk_widget_class_bind_template_child (widget_class, YcLooksView, list);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
}

static void
yc_looks_view_init (YcLooksView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
yc_looks_view_set_counter (YcLooksView *self,
                           YcCounter   *counter)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_if_fail (YC_IS_LOOKS_VIEW (self) && self->looks == NULL);

  self->looks = yc_looks_new (counter);
  selection = gtk_single_selection_new (g_object_ref (yc_looks_get_rows (self->looks)));
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (yc_looks_get_rows (self->looks), "items-changed", G_CALLBACK (came_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->looks, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

/* Those from @from_ms to before @to_ms. */
void
yc_looks_view_ask (YcLooksView *self,
                   gint64       from_ms,
                   gint64       to_ms)
{
  g_return_if_fail (YC_IS_LOOKS_VIEW (self));

  if (self->looks != NULL)
    yc_looks_ask (self->looks, from_ms, to_ms);
}
