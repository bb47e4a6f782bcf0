/* yc-devices-page.c: how each device is, in words
 *
 * In a training hall the synthetic persons' cards lie here too: choosing one
 * lays it on the simulated reader, where F2 reads it as it would a real one.
 */

#include "yc-devices-page.h"

#include "yc-case-scan.h"
#include "yc-device-row.h"
#include "yc-form-printer-box.h"
#include "yc-mask.h"
#include "yc-say.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _YcDevicesPage
{
  GtkWidget parent_instance;

  YcCounter *counter;
  GtkWidget *content;
  GtkListView *devices;
  GtkDropDown *source;
  YcFormPrinterBox *form_printer;
  GtkStack *stack;
  GtkWidget *training;
  GtkWidget *cards_view;
  GtkStringList *cards;
};

G_DEFINE_FINAL_TYPE (YcDevicesPage, yc_devices_page, GTK_TYPE_WIDGET)

static gboolean
shows_cards (YcDevicesPage *self,
             char         **cards)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->cards));

  if (g_strv_length (cards) != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!g_str_equal (cards[i], gtk_string_list_get_string (self->cards, i)))
      return FALSE;
  return TRUE;
}

/* "zhang 张测试 11010519491231002X": as everywhere, the number is masked. */
static void
mask_number (char **card)
{
  char *number = strrchr (*card, ' ');
  g_autofree char *masked = number != NULL ? yc_mask_dup_text (YC_MASK_NUMBER, number + 1) : NULL;
  char *shown;

  if (masked == NULL)
    return;
  shown = g_strdup_printf ("%.*s %s", (int) (number - *card), *card, masked);
  g_free (*card);
  *card = shown;
}

/* The list changes only where the cards do, so that the focus stays. */
static void
show_training (YcDevicesPage *self)
{
  gboolean training = self->counter != NULL && yc_counter_is_training (self->counter);
  g_auto (GStrv) cards = NULL;

  gtk_widget_set_visible (self->training, training);
  if (!training)
    return;
  cards = yc_counter_list_training_cards (self->counter);
  for (char **card = cards; *card != NULL; card++)
    mask_number (card);
  if (!shows_cards (self, cards))
    gtk_string_list_splice (self->cards, 0, g_list_model_get_n_items (G_LIST_MODEL (self->cards)),
                            (const char *const *) cards);
}

static void
show_devices (YcDevicesPage *self)
{
  gboolean any = g_list_model_get_n_items (yc_counter_get_devices (self->counter)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

/* Of several scanners, the one that scans from now on. */
static void
device_activated_cb (YcDevicesPage *self,
                     guint          position)
{
  g_autoptr (YcDevice) device = g_list_model_get_item (yc_counter_get_devices (self->counter), position);

  if (device == NULL || !YC_IS_SCANNER (device))
    return;
  yc_counter_choose_scanner (self->counter, device);
  yc_say (GTK_WIDGET (self), _("Scans with: %s"), yc_device_get_name (device));
}

/* The choices stand in the order of YcScanSource. */
static void
source_chosen_cb (YcDevicesPage *self)
{
  if (self->counter != NULL && gtk_drop_down_get_selected (self->source) < YC_N_SCAN_SOURCES)
    yc_counter_set_scan_source (self->counter, (YcScanSource) gtk_drop_down_get_selected (self->source));
}

static void
card_activated_cb (YcDevicesPage *self,
                   guint          position)
{
  const char *card = gtk_string_list_get_string (self->cards, position);
  g_auto (GStrv) words = NULL;

  if (card == NULL)
    return;
  words = g_strsplit (card, " ", 2);
  yc_counter_lay_training_card (self->counter, words[0]);
  yc_say (GTK_WIDGET (self), _("On the reader: %s"), words[1] != NULL ? words[1] : words[0]);
}

static void
lift_cb (YcDevicesPage *self)
{
  yc_counter_lay_training_card (self->counter, NULL);
  yc_say (GTK_WIDGET (self), "%s", _("The card has been taken off the reader"));
}

static void
map_cb (YcDevicesPage *self)
{
  if (self->counter != NULL)
    show_training (self);
}

/* Who comes from outside begins at the first column, and not where they were last:
 * Tab would never reach what stands before the cards. */
static gboolean
yc_devices_page_focus (GtkWidget        *widget,
                       GtkDirectionType  direction)
{
  YcDevicesPage *self = YC_DEVICES_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    gtk_widget_set_focus_child (self->content, NULL);
  return GTK_WIDGET_CLASS (yc_devices_page_parent_class)->focus (widget, direction);
}

static gboolean
yc_devices_page_grab_focus (GtkWidget *widget)
{
  YcDevicesPage *self = YC_DEVICES_PAGE (widget);

  show_training (self);
  if (gtk_widget_get_visible (self->training) && g_list_model_get_n_items (G_LIST_MODEL (self->cards)) > 0)
    return gtk_widget_child_focus (self->cards_view, GTK_DIR_TAB_FORWARD);
  return gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
yc_devices_page_dispose (GObject *object)
{
  YcDevicesPage *self = YC_DEVICES_PAGE (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->counter);
  G_OBJECT_CLASS (yc_devices_page_parent_class)->dispose (object);
}

static void
yc_devices_page_class_init (YcDevicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_devices_page_dispose;
  widget_class->focus = yc_devices_page_focus;
  widget_class->grab_focus = yc_devices_page_grab_focus;

  g_type_ensure (YC_TYPE_DEVICE_ROW);
  g_type_ensure (YC_TYPE_FORM_PRINTER_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-devices-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, devices);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, source);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, form_printer);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, training);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, cards_view);
  gtk_widget_class_bind_template_child (widget_class, YcDevicesPage, cards);
  gtk_widget_class_bind_template_callback (widget_class, card_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, lift_cb);
  gtk_widget_class_bind_template_callback (widget_class, source_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, yc_devices_page_look);
}

static void
yc_devices_page_init (YcDevicesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
}

void
yc_devices_page_set_counter (YcDevicesPage *self,
                             YcCounter     *counter)
{
  g_autoptr (GtkNoSelection) devices = NULL;

  g_return_if_fail (YC_IS_DEVICES_PAGE (self));

  g_set_object (&self->counter, counter);
  devices = gtk_no_selection_new (g_object_ref (yc_counter_get_devices (counter)));
  gtk_list_view_set_model (self->devices, GTK_SELECTION_MODEL (devices));
  g_signal_connect_object (yc_counter_get_devices (counter), "items-changed", G_CALLBACK (show_devices), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify::training", G_CALLBACK (show_training), self, G_CONNECT_SWAPPED);
  yc_form_printer_box_set_counter (self->form_printer, counter);
  show_devices (self);
  show_training (self);
}

/* F3 on this page: scanners have to be asked for. */
void
yc_devices_page_look (YcDevicesPage *self)
{
  g_return_if_fail (YC_IS_DEVICES_PAGE (self));

  if (self->counter == NULL)
    return;
  yc_counter_look_for_devices (self->counter);
  yc_say (GTK_WIDGET (self), "%s", _("Looking for scanners"));
}
