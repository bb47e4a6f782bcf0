/* yc-signing-view.c: a paper before the applicant
 *
 * A page counts as shown when its picture is on the screen, not when it was
 * asked for: the signing is told from where the scroller stands once the page
 * has its place. Where a page is higher than the view, "onward" goes down a
 * piece at a time and turns the page at its foot.
 */

#include "yc-signing-view.h"

#include "yc-display-words.h"
#include "yc-ink-pad.h"

#include <math.h>

#define PAGE_WIDTH_PX_MAX 1000 /* a page any wider is read worse */
#define PAGE_WIDTH_PX_LARGE_MAX 1500
#define PAGE_WIDTH_PX_MIN 200
#define MARGIN_PX 40
#define LOOK_EVERY_MS 200
#define STEP_PART 0.85 /* of the view: a few lines stay when going down */
#define DIGEST_CHARS 16

struct _YcSigningView
{
  GtkWidget parent_instance;

  YcSigning *signing; /* (nullable) */
  gboolean english;
  gboolean large;
  guint page;
  gboolean shown;     /* the page's picture is on the screen */
  int height_px;      /* of that picture */
  guint ahead;        /* the page that is drawn beforehand; 0 for none */
  double scale;       /* pixels a point, of the picture that is or will be there */
  GCancellable *cancellable; /* (nullable): of the page being drawn */
  guint look_id;

  GtkStack *stack;
  GtkLabel *reading_title;
  GtkLabel *reading_page;
  GtkLabel *reading_hint;
  GtkScrolledWindow *scroller;
  GtkPicture *picture;
  GtkButton *decline;
  GtkButton *back;
  GtkButton *onward;
  GtkButton *confirm;
  GtkLabel *writing_title;
  YcInkPad *pad;
  GtkLabel *writing_name;
  GtkLabel *writing_paper;
  GtkLabel *writing_hint;
  GtkButton *decline_late;
  GtkButton *again;
  GtkButton *clear;
  GtkButton *finish;
  GtkLabel *signed_title;
  GtkLabel *signed_note;
};

G_DEFINE_FINAL_TYPE (YcSigningView, yc_signing_view, GTK_TYPE_WIDGET)

static gint64
get_now (void)
{
  return g_get_monotonic_time () / 1000;
}

static const char *
say (YcSigningView *self,
     const char    *key)
{
  return yc_display_words_get (self->english, key, NULL);
}

static char *
say_with (YcSigningView *self,
          const char    *key,
          const char    *argument)
{
  return yc_display_words_dup (self->english, key, argument);
}

static gboolean
is_reading (YcSigningView *self)
{
  return self->signing != NULL && yc_signing_get_state (self->signing) == YC_SIGNING_READING;
}

/* --- a page ---------------------------------------------------------------------- */

static GtkAdjustment *
get_height (YcSigningView *self)
{
  return gtk_scrolled_window_get_vadjustment (self->scroller);
}

static gboolean
is_at_foot (YcSigningView *self)
{
  GtkAdjustment *height = get_height (self);

  return gtk_adjustment_get_upper (height) >= self->height_px &&
         gtk_adjustment_get_value (height) + gtk_adjustment_get_page_size (height) >= gtk_adjustment_get_upper (height) - 1;
}

static guint
count_pages (YcSigningView *self)
{
  return yc_pdf_pages_get_count (yc_signing_get_pages (self->signing));
}

static void
show_buttons (YcSigningView *self)
{
  gboolean last = self->page + 1 == count_pages (self);
  gboolean all = yc_signing_has_seen_all (self->signing, get_now ());
  gboolean foot = self->shown && is_at_foot (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->back),
                            self->page > 0 || gtk_adjustment_get_value (get_height (self)) > 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->onward), self->shown && !(last && foot));
  gtk_button_set_label (self->onward, say (self, foot ? "signing.next" : "signing.down"));
  if (all && !gtk_widget_get_visible (GTK_WIDGET (self->confirm)))
    {
      gtk_widget_set_visible (GTK_WIDGET (self->confirm), TRUE);
      gtk_widget_grab_focus (GTK_WIDGET (self->confirm));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->confirm), all);
  gtk_label_set_text (self->reading_hint, all ? "" : say (self, "signing.hint"));
}

/* The page is on the screen, down to where the scroller stands. Until the
 * scroller has measured the page, it tells of the one before. */
static void
tell_seen (YcSigningView *self)
{
  GtkAdjustment *height = get_height (self);
  double upper = gtk_adjustment_get_upper (height);

  if (!self->shown || !is_reading (self) || upper < self->height_px || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  yc_signing_see (self->signing, self->page,
                  (gtk_adjustment_get_value (height) + gtk_adjustment_get_page_size (height)) / upper, get_now ());
}

static void
scrolled_cb (YcSigningView *self)
{
  if (!is_reading (self))
    return;
  tell_seen (self);
  show_buttons (self);
}

static void
put_picture (YcSigningView *self,
             YcPdfImage    *image)
{
  g_autoptr (GdkTexture) texture =
    gdk_memory_texture_new (yc_pdf_image_get_width (image), yc_pdf_image_get_height (image), GDK_MEMORY_DEFAULT,
                            yc_pdf_image_get_pixels (image), yc_pdf_image_get_stride (image));

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_adjustment_set_value (get_height (self), 0);
  self->height_px = yc_pdf_image_get_height (image);
  self->shown = TRUE; /* the scroller tells its new height, and the page is seen then */
  scrolled_cb (self);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr (YcSigningView) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcPdfImage) image = yc_pdf_pages_draw_finish (YC_PDF_PAGES (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !is_reading (self) ||
      (gpointer) yc_signing_get_pages (self->signing) != (gpointer) source)
    return;
  g_clear_object (&self->cancellable);
  if (image != NULL)
    put_picture (self, image);
  else
    gtk_label_set_text (self->reading_hint, say (self, "signing.broken"));
}

static double
choose_scale (YcSigningView *self)
{
  double width_pt, height_pt, width_px;

  yc_pdf_pages_get_page_size (yc_signing_get_pages (self->signing), self->page, &width_pt, &height_pt);
  width_px = gtk_widget_get_width (GTK_WIDGET (self->scroller)) - MARGIN_PX;
  width_px = CLAMP (width_px, PAGE_WIDTH_PX_MIN, self->large ? PAGE_WIDTH_PX_LARGE_MAX : PAGE_WIDTH_PX_MAX);
  return width_px / width_pt;
}

static void
stop_drawing (YcSigningView *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
drawn_ahead_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      data)
{
  g_autoptr (YcPdfImage) image = yc_pdf_pages_draw_finish (YC_PDF_PAGES (source), result, NULL);

  g_debug ("The next page is %s", image != NULL ? "ready" : "not ready"); /* its turn will tell why */
}

/* The next page is drawn while this one is read. */
static void
draw_ahead (YcSigningView *self)
{
  YcPdfPages *pages = yc_signing_get_pages (self->signing);
  guint next = self->page + 1;

  if (self->ahead == next || next >= yc_pdf_pages_get_count (pages))
    return;
  self->ahead = next;
  if (yc_pdf_pages_lookup (pages, next, self->scale) == NULL)
    yc_pdf_pages_draw_async (pages, next, self->scale, NULL, drawn_ahead_cb, NULL);
}

static void
show_page (YcSigningView *self,
           guint          page)
{
  YcPdfPages *pages = yc_signing_get_pages (self->signing);
  YcPdfImage *image;
  g_autofree char *numbers = g_strdup_printf ("%u / %u", page + 1, yc_pdf_pages_get_count (pages));
  g_autofree char *number = say_with (self, "signing.page", numbers);

  stop_drawing (self);
  yc_signing_look_away (self->signing, get_now ());
  self->page = page;
  self->shown = FALSE;
  self->ahead = 0;
  self->scale = choose_scale (self);
  gtk_label_set_text (self->reading_page, number);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL, number, -1);
  image = yc_pdf_pages_lookup (pages, page, self->scale);
  if (image != NULL)
    {
      put_picture (self, image);
      return;
    }
  gtk_picture_set_paintable (self->picture, NULL);
  self->cancellable = g_cancellable_new ();
  yc_pdf_pages_draw_async (pages, page, self->scale, self->cancellable, drawn_cb, g_object_ref (self));
}

/* --- the applicant's hands --------------------------------------------------------- */

static void
onward_cb (YcSigningView *self)
{
  GtkAdjustment *height = get_height (self);

  if (!is_reading (self) || !self->shown)
    return;
  if (!is_at_foot (self))
    gtk_adjustment_set_value (height, gtk_adjustment_get_value (height) + STEP_PART * gtk_adjustment_get_page_size (height));
  else if (self->page + 1 < count_pages (self))
    show_page (self, self->page + 1);
}

static void
back_cb (YcSigningView *self)
{
  GtkAdjustment *height = get_height (self);

  if (!is_reading (self))
    return;
  if (gtk_adjustment_get_value (height) > 0)
    gtk_adjustment_set_value (height, gtk_adjustment_get_value (height) - STEP_PART * gtk_adjustment_get_page_size (height));
  else if (self->page > 0)
    show_page (self, self->page - 1);
}

static void
confirm_cb (YcSigningView *self)
{
  if (self->signing != NULL)
    yc_signing_confirm_read (self->signing, get_now ());
}

static void
decline_cb (YcSigningView *self)
{
  if (self->signing != NULL)
    yc_signing_decline (self->signing, get_now ());
}

static void
again_cb (YcSigningView *self)
{
  if (self->signing != NULL)
    yc_signing_read_again (self->signing);
}

static void
clear_cb (YcSigningView *self)
{
  yc_ink_pad_clear (self->pad);
}

static void
finish_cb (YcSigningView *self)
{
  g_autoptr (GError) error = NULL;

  if (self->signing == NULL || !yc_ink_pad_is_ended (self->pad))
    return;
  if (!yc_signing_sign (self->signing, yc_ink_pad_get_ink (self->pad), &error))
    gtk_label_set_text (self->writing_hint, say (self, "signing.short"));
}

static void
ink_changed_cb (YcSigningView *self)
{
  gboolean writing = self->signing != NULL && yc_signing_get_state (self->signing) == YC_SIGNING_WRITING;

  gtk_widget_set_sensitive (GTK_WIDGET (self->clear), writing && yc_ink_pad_get_ink (self->pad) != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->finish), writing && yc_ink_pad_is_ended (self->pad));
  gtk_label_set_text (self->writing_hint, yc_ink_pad_get_trouble (self->pad) != NULL ? say (self, "signing.full") : "");
}

gboolean
yc_signing_view_key (YcSigningView *self,
                     guint          keyval)
{
  g_return_val_if_fail (YC_IS_SIGNING_VIEW (self), FALSE);

  if (!is_reading (self))
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      onward_cb (self);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      back_cb (self);
      return TRUE;
    default:
      return FALSE;
    }
}

/* --- the whole ---------------------------------------------------------------------- */

static void
say_reading (YcSigningView *self)
{
  g_autofree char *title = say_with (self, "signing.read", yc_signing_get_title (self->signing));

  gtk_label_set_text (self->reading_title, title);
  gtk_button_set_label (self->decline, say (self, "signing.decline"));
  gtk_button_set_label (self->back, say (self, "signing.back"));
  gtk_button_set_label (self->confirm, say (self, "signing.confirm"));
}

static void
say_writing (YcSigningView *self)
{
  const char *sha256 = yc_pdf_pages_get_sha256 (yc_signing_get_pages (self->signing));
  g_autofree char *title = say_with (self, "signing.write", yc_signing_get_name (self->signing));
  g_autofree char *digest = g_strndup (sha256, DIGEST_CHARS);
  g_autofree char *named = say_with (self, "signing.paper", yc_signing_get_title (self->signing));
  g_autofree char *marked = say_with (self, "signing.digest", digest);
  g_autofree char *paper = g_strconcat (named, "  ", marked, NULL);

  gtk_label_set_text (self->writing_title, title);
  gtk_label_set_text (self->writing_name, yc_signing_get_name (self->signing));
  gtk_label_set_text (self->writing_paper, paper);
  gtk_button_set_label (self->decline_late, say (self, "signing.decline"));
  gtk_button_set_label (self->again, say (self, "signing.again"));
  gtk_button_set_label (self->clear, say (self, "signing.clear"));
  gtk_button_set_label (self->finish, say (self, "signing.finish"));
  yc_ink_pad_set_words (self->pad, title, say (self, "signing.here"));
}

static gboolean
look_cb (gpointer data)
{
  YcSigningView *self = data;

  if (is_reading (self) && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      gtk_widget_get_width (GTK_WIDGET (self->scroller)) > 0)
    {
      if (fabs (self->scale - choose_scale (self)) > 1e-3)
        show_page (self, self->page);
      if (self->shown)
        draw_ahead (self);
      show_buttons (self);
    }
  return G_SOURCE_CONTINUE;
}

static void
show_reading (YcSigningView *self)
{
  say_reading (self);
  gtk_stack_set_visible_child_name (self->stack, "reading");
  if (self->look_id == 0)
    self->look_id = g_timeout_add (LOOK_EVERY_MS, look_cb, self);
}

static void
show_writing (YcSigningView *self)
{
  gboolean writing = yc_signing_get_state (self->signing) == YC_SIGNING_WRITING;

  say_writing (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->pad), writing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again), writing);
  gtk_widget_set_sensitive (GTK_WIDGET (self->decline_late), writing);
  ink_changed_cb (self);
  if (yc_signing_get_trouble (self->signing) != NULL)
    gtk_label_set_text (self->writing_hint, say (self, "signing.trouble"));
  gtk_stack_set_visible_child_name (self->stack, "writing");
}

static void
show_signed (YcSigningView *self)
{
  g_autofree char *note = say_with (self, "signing.done.note", yc_signing_get_title (self->signing));

  gtk_label_set_text (self->signed_title, say (self, "signing.done"));
  gtk_label_set_text (self->signed_note, note);
  gtk_stack_set_visible_child_name (self->stack, "signed");
}

/* Nothing of one applicant's hand stays for the next. */
static void
set_signing (YcSigningView *self,
             YcSigning     *signing)
{
  if (self->signing == signing)
    return;
  stop_drawing (self);
  yc_ink_pad_clear (self->pad);
  gtk_picture_set_paintable (self->picture, NULL);
  g_set_object (&self->signing, signing);
  self->page = 0;
  self->shown = FALSE;
  self->scale = 0; /* the page is drawn when the view knows its width */
}

void
yc_signing_view_show (YcSigningView *self,
                      YcSigning     *signing,
                      gboolean       english,
                      gboolean       large)
{
  YcSigningState before;

  g_return_if_fail (YC_IS_SIGNING_VIEW (self));

  set_signing (self, signing);
  self->english = english;
  self->large = large;
  before = signing != NULL ? yc_signing_get_state (signing) : YC_SIGNING_DECLINED;
  if (before != YC_SIGNING_READING)
    {
      g_clear_handle_id (&self->look_id, g_source_remove);
      self->scale = 0;
    }
  if (before == YC_SIGNING_READING)
    show_reading (self);
  else if (before == YC_SIGNING_WRITING || before == YC_SIGNING_KEEPING)
    show_writing (self);
  else if (before == YC_SIGNING_DONE)
    show_signed (self);
}

/* --- the class ---------------------------------------------------------------------- */

static void
unmap_cb (YcSigningView *self)
{
  if (self->signing != NULL)
    yc_signing_look_away (self->signing, get_now ());
}

static void
yc_signing_view_dispose (GObject *object)
{
  YcSigningView *self = YC_SIGNING_VIEW (object);

  stop_drawing (self);
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_clear_object (&self->signing);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_signing_view_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, stack);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, reading_title);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, reading_page);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, reading_hint);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, scroller);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, picture);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, decline);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, back);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, onward);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, confirm);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, writing_title);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, pad);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, writing_name);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, writing_paper);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, writing_hint);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, decline_late);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, again);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, clear);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, finish);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, signed_title);
  gtk_widget_class_bind_template_child (widget_class, YcSigningView, signed_note);
}

static void
yc_signing_view_class_init (YcSigningViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_signing_view_dispose;
  g_type_ensure (YC_TYPE_INK_PAD);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-signing-view.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, onward_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, confirm_cb);
  gtk_widget_class_bind_template_callback (widget_class, decline_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_cb);
  gtk_widget_class_bind_template_callback (widget_class, finish_cb);
}

static void
yc_signing_view_init (YcSigningView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (get_height (self), "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_height (self), "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pad, "changed", G_CALLBACK (ink_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}
