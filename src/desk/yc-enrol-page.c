/* yc-enrol-page.c: the first start: this machine becomes a counter of a hall */

#include "yc-enrol-page.h"

struct _YcEnrolPage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  GtkWidget *content;
  GtkEditable *code;
  GtkEditable *name;
  GtkWidget *enrol;
  GtkLabel *problem;
};

G_DEFINE_FINAL_TYPE (YcEnrolPage, yc_enrol_page, GTK_TYPE_WIDGET)

static void
set_busy (YcEnrolPage *self,
          gboolean     busy)
{
  gtk_widget_set_sensitive (self->enrol, !busy);
}

static void
enrolled_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (YcEnrolPage) self = data;
  g_autoptr (GError) error = NULL;

  set_busy (self, FALSE);
  if (!yc_counter_enrol_finish (YC_COUNTER (source), result, &error))
    yc_enrol_page_show_problem (self, error->message);
}

static void
enrol_cb (YcEnrolPage *self)
{
  const char *code = gtk_editable_get_text (self->code);
  const char *name = gtk_editable_get_text (self->name);

  if (self->counter == NULL || *code == '\0')
    {
      gtk_widget_grab_focus (GTK_WIDGET (self->code));
      return;
    }
  set_busy (self, TRUE);
  yc_enrol_page_show_problem (self, "");
  yc_counter_enrol_async (self->counter, code, *name != '\0' ? name : g_get_host_name (), NULL,
                          enrolled_cb, g_object_ref (self));
}

static gboolean
yc_enrol_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (YC_ENROL_PAGE (widget)->code));
}

static void
yc_enrol_page_dispose (GObject *object)
{
  YcEnrolPage *self = YC_ENROL_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_enrol_page_parent_class)->dispose (object);
}

static void
yc_enrol_page_class_init (YcEnrolPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = yc_enrol_page_dispose;
  widget_class->grab_focus = yc_enrol_page_grab_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-enrol-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcEnrolPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcEnrolPage, code);
  gtk_widget_class_bind_template_child (widget_class, YcEnrolPage, name);
  gtk_widget_class_bind_template_child (widget_class, YcEnrolPage, enrol);
  gtk_widget_class_bind_template_child (widget_class, YcEnrolPage, problem);
  gtk_widget_class_bind_template_callback (widget_class, enrol_cb);
}

static void
yc_enrol_page_init (YcEnrolPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_editable_set_text (self->name, g_get_host_name ());
}

void
yc_enrol_page_set_counter (YcEnrolPage *self,
                           YcCounter   *counter)
{
  g_return_if_fail (YC_IS_ENROL_PAGE (self));

  g_set_object (&self->counter, counter);
}

void
yc_enrol_page_show_problem (YcEnrolPage *self,
                            const char  *problem)
{
  g_return_if_fail (YC_IS_ENROL_PAGE (self));

  gtk_label_set_text (self->problem, problem);
  gtk_widget_set_visible (GTK_WIDGET (self->problem), *problem != '\0');
}
