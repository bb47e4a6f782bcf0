/* yc-form-printer-box.c: the form printer's offset, and the page that shows it
 *
 * A number that changes is kept at once, for the printer that is connected. The
 * page has rulers that count from the paper's edges and is printed without an
 * offset: what a clerk's own ruler says less than the mark is what to enter.
 */

#include "yc-form-printer-box.h"

#include "yc-form-print.h"

#include <glib/gi18n-lib.h>

struct _YcFormPrinterBox
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  YcDevice *printer;  /* (nullable): the one that is shown */
  gboolean filling;   /* the numbers come from the store */

  GtkWidget *content;
  GtkSpinButton *x;
  GtkSpinButton *y;
  GtkDropDown *size;
  GtkLabel *state;
};

G_DEFINE_FINAL_TYPE (YcFormPrinterBox, yc_form_printer_box, GTK_TYPE_WIDGET)

/* In the order of the list: the papers' own sheet, then the tractor forms of 5½ and 7 in. */
static const struct
{
  double width_mm;
  double height_mm;
} sizes[] = { { 210, 297 }, { 241, 139.7 }, { 241, 177.8 } };

static void
loaded_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcFormPrinterBox) self = data;
  g_autoptr (GError) error = NULL;
  double x_mm, y_mm;

  if (!yc_counter_load_form_offset_finish (YC_COUNTER (source), result, &x_mm, &y_mm, &error))
    {
      gtk_label_set_text (self->state, error->message);
      return;
    }
  self->filling = TRUE;
  gtk_spin_button_set_value (self->x, x_mm);
  gtk_spin_button_set_value (self->y, y_mm);
  self->filling = FALSE;
}

/* A printer comes, goes, or is another one. */
static void
refresh (YcFormPrinterBox *self)
{
  YcDevice *printer = self->counter != NULL ? yc_counter_get_form_printer (self->counter) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), printer != NULL);
  if (printer == NULL || printer == self->printer)
    return;
  g_set_object (&self->printer, printer);
  gtk_label_set_text (self->state, "");
  yc_counter_load_form_offset_async (self->counter, printer, loaded_cb, g_object_ref (self));
}

static void
devices_changed_cb (YcFormPrinterBox *self,
                    guint             position,
                    guint             removed,
                    guint             added,
                    GListModel       *devices)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (YcDevice) device = g_list_model_get_item (devices, i);

      if (yc_device_get_role (device) == YC_DEVICE_ROLE_FORM_PRINTER)
        g_signal_connect_object (device, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    }
  refresh (self);
}

static void
kept_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  g_autoptr (YcFormPrinterBox) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_counter_set_form_offset_finish (YC_COUNTER (source), result, &error))
    gtk_label_set_text (self->state, _("Kept for this printer"));
  else
    gtk_label_set_text (self->state, error->message);
}

static void
value_changed_cb (YcFormPrinterBox *self)
{
  if (self->filling || self->printer == NULL)
    return;
  yc_counter_set_form_offset_async (self->counter, self->printer, gtk_spin_button_get_value (self->x),
                                    gtk_spin_button_get_value (self->y), kept_cb, g_object_ref (self));
}

static void
printed_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (YcFormPrinterBox) self = data;
  g_autoptr (GError) error = NULL;

  if (yc_counter_print_calibration_finish (YC_COUNTER (source), result, &error))
    gtk_label_set_text (self->state, _("The page is printed: measure it"));
  else
    gtk_label_set_text (self->state, error->message);
}

static void
print_cb (YcFormPrinterBox *self)
{
  guint size = MIN (gtk_drop_down_get_selected (self->size), G_N_ELEMENTS (sizes) - 1);

  if (self->printer == NULL)
    return;
  gtk_label_set_text (self->state, _("Printing…"));
  yc_counter_print_calibration_async (self->counter, self->printer, sizes[size].width_mm, sizes[size].height_mm,
                                      printed_cb, g_object_ref (self));
}

static void
yc_form_printer_box_dispose (GObject *object)
{
  YcFormPrinterBox *self = YC_FORM_PRINTER_BOX (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->printer);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_form_printer_box_parent_class)->dispose (object);
}

static void
yc_form_printer_box_class_init (YcFormPrinterBoxClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_form_printer_box_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-form-printer-box.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcFormPrinterBox, content);
  gtk_widget_class_bind_template_child (widget_class, YcFormPrinterBox, x);
  gtk_widget_class_bind_template_child (widget_class, YcFormPrinterBox, y);
  gtk_widget_class_bind_template_child (widget_class, YcFormPrinterBox, size);
  gtk_widget_class_bind_template_child (widget_class, YcFormPrinterBox, state);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
}

/* The text in it has the focus, so that is what has to have the name. */
static void
set_up_spin (GtkSpinButton *spin,
             const char    *name)
{
  GtkEditable *text = gtk_editable_get_delegate (GTK_EDITABLE (spin));

  gtk_spin_button_set_range (spin, -YC_FORM_OFFSET_MAX_MM, YC_FORM_OFFSET_MAX_MM);
  gtk_spin_button_set_increments (spin, 0.1, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (text), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
yc_form_printer_box_init (YcFormPrinterBox *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_spin (self->x, _("Form printer: to the right, mm"));
  set_up_spin (self->y, _("Form printer: down, mm"));
}

void
yc_form_printer_box_set_counter (YcFormPrinterBox *self,
                                 YcCounter        *counter)
{
  GListModel *devices;

  g_return_if_fail (YC_IS_FORM_PRINTER_BOX (self));

  g_set_object (&self->counter, counter);
  devices = yc_counter_get_devices (counter);
  g_signal_connect_object (devices, "items-changed", G_CALLBACK (devices_changed_cb), self, G_CONNECT_SWAPPED);
  devices_changed_cb (self, 0, 0, g_list_model_get_n_items (devices), devices);
}
