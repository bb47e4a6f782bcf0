/* yc-hall-page.c: the hall in figures, and what is behind each
 *
 * On top the numbers of the whole hall, each with how many it is taken from and
 * how the period before was; then a line a window, person or matter; at the
 * foot who is about to break a promise, and why. Every number is a button that
 * shows what it counted, and what is shown can be opened.
 *
 * Letters choose the period (D, W, M, F) and the rows (1, 2, 3), P shows who
 * looked at personal data; a letter that is typed into a field chooses nothing.
 */

#include "yc-hall-page.h"

#include "yc-counted-line.h"
#include "yc-hall-bar.h"
#include "yc-hall-export.h"
#include "yc-hall-line.h"
#include "yc-hall-tiles.h"
#include "yc-hall-wall.h"
#include "yc-hall-words.h"
#include "yc-looks-view.h"
#include "yc-pulse.h"
#include "yc-say.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
#define ZONE_MINUTES 480 /* China keeps one time */
#define DAYS_MAX 400     /* of a period: what the hub gives */

typedef enum
{
  PERIOD_TODAY,
  PERIOD_WEEK,
  PERIOD_MONTH,
  PERIOD_CHOSEN,
  N_PERIODS
} Period;

struct _YcHallPage
{
  GtkWidget parent_instance;

  YcCounter *counter; /* (nullable) */
  YcHall *hall;       /* (nullable) */
  Period period;
  gint64 from_ms;     /* of the period */
  gint64 to_ms;
  gint64 day_ms;      /* the day that the period was reckoned from */
  YcMeasure measure;  /* whose cases are shown */
  char *measure_key;  /* (nullable): of which row */
  GtkWidget *before;  /* weak, (nullable): what had the focus before they were */
  GtkWindow *wall;    /* (nullable) */

  GtkWidget *content;
  GtkStack *stack;
  GtkToggleButton *periods[N_PERIODS];
  GtkWidget *dates;
  GtkEntry *from;
  GtkEntry *to;
  GtkToggleButton *groups[3];
  GtkLabel *problem;
  YcHallTiles *tiles;
  GtkLabel *legend;
  GtkListView *rows;
  GtkLabel *breaking_title;
  GtkListView *breaking;
  GtkLabel *counted_title;
  GtkListView *counted;
  YcLooksView *looks;
};

G_DEFINE_FINAL_TYPE (YcHallPage, yc_hall_page, GTK_TYPE_WIDGET)

static guint open_case_signal;

/* --- period and rows ---------------------------------------------------------- */

/* The first moment of the day @at_ms lies in. */
static gint64
begin_day (gint64 at_ms)
{
  return at_ms - (at_ms + ZONE_MINUTES * G_GINT64_CONSTANT (60000)) % DAY_MS;
}

static gint64
begin_date (const YcDate *day)
{
  const YcDate epoch = { 1970, 1, 1 };

  return yc_date_days_between (&epoch, day) * DAY_MS - ZONE_MINUTES * G_GINT64_CONSTANT (60000);
}

/* The first of January 1970 was a Thursday. */
static gint64
begin_week (gint64 day_ms)
{
  gint64 days = (day_ms + ZONE_MINUTES * G_GINT64_CONSTANT (60000)) / DAY_MS;

  return day_ms - (days + 3) % 7 * DAY_MS;
}

static gboolean
read_dates (YcHallPage *self,
            gint64     *ret_from_ms,
            gint64     *ret_to_ms)
{
  YcDate from, to;
  gboolean good = yc_date_parse (gtk_editable_get_text (GTK_EDITABLE (self->from)), &from) &&
                  yc_date_parse (gtk_editable_get_text (GTK_EDITABLE (self->to)), &to) &&
                  yc_date_compare (&from, &to) <= 0 && yc_date_days_between (&from, &to) < DAYS_MAX;

  if (good)
    {
      *ret_from_ms = begin_date (&from);
      *ret_to_ms = begin_date (&to) + DAY_MS;
    }
  return good;
}

static gboolean
is_on (YcHallPage *self,
       const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

static void
apply_period (YcHallPage *self)
{
  gint64 day_ms = begin_day (yc_pulse_get_now (yc_pulse_get_default ())), from_ms = day_ms, to_ms = day_ms + DAY_MS;
  YcDate today = yc_date_from_wall (day_ms, ZONE_MINUTES);

  if (self->hall == NULL)
    return;
  self->day_ms = day_ms;
  today.day = 1;
  if (self->period == PERIOD_WEEK)
    from_ms = begin_week (day_ms);
  else if (self->period == PERIOD_MONTH)
    from_ms = begin_date (&today);
  else if (self->period == PERIOD_CHOSEN && !read_dates (self, &from_ms, &to_ms))
    {
      yc_say (GTK_WIDGET (self), _("From and to are dates as 2026-11-30, at most %d days apart"), DAYS_MAX);
      return;
    }
  self->from_ms = from_ms;
  self->to_ms = to_ms;
  yc_hall_set_period (self->hall, from_ms, to_ms);
  if (is_on (self, "looks"))
    yc_looks_view_ask (self->looks, from_ms, to_ms);
}

/* At midnight today is another day. */
static void
pulse_cb (YcHallPage *self)
{
  if (self->period != PERIOD_CHOSEN && self->day_ms != begin_day (yc_pulse_get_now (yc_pulse_get_default ())))
    apply_period (self);
}

static void
fill_dates (YcHallPage *self)
{
  YcDate today = yc_words_get_today ();
  g_autofree char *text = g_strdup_printf ("%04d-%02d-%02d", today.year, today.month, today.day);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->from)) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->from), text);
  if (*gtk_editable_get_text (GTK_EDITABLE (self->to)) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->to), text);
}

static void
period_cb (YcHallPage      *self,
           GtkToggleButton *button)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < N_PERIODS; i++)
    if (self->periods[i] == button)
      self->period = i;
  gtk_widget_set_visible (self->dates, self->period == PERIOD_CHOSEN);
  if (self->period == PERIOD_CHOSEN)
    fill_dates (self);
  apply_period (self);
}

static void
dates_cb (YcHallPage *self)
{
  apply_period (self);
}

static void
group_cb (YcHallPage      *self,
          GtkToggleButton *button)
{
  if (self->hall == NULL || !gtk_toggle_button_get_active (button))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->groups); i++)
    if (self->groups[i] == button)
      yc_hall_set_by (self->hall, YC_BY_WINDOW + i);
}

/* --- what is shown ------------------------------------------------------------ */

static void
show_counted_title (YcHallPage *self)
{
  g_autofree char *row = self->measure_key != NULL
                             ? yc_hall_words_dup_key (self->counter, self->hall, self->measure_key)
                             : g_strdup (_("All"));
  g_autofree char *title = g_strdup_printf ("%s · %s · %u", yc_hall_words_get_measure (self->measure), row,
                                            yc_hall_get_counted_total (self->hall));

  gtk_label_set_text (self->counted_title, title);
}

/* Why the figures are old, or since when they are whole. */
static void
show_problem (YcHallPage *self)
{
  const YcHubFigures *figures = yc_hall_get_figures (self->hall);
  const char *problem = yc_hall_get_problem (self->hall);
  g_autofree char *words = NULL;

  if (problem != NULL)
    words = g_strdup (problem);
  else if (figures != NULL && figures->since_ms > figures->from_ms)
    {
      g_autofree char *since = yc_words_dup_time (figures->since_ms);

      words = g_strdup_printf (_("What ended before %s is not all counted"), since);
    }
  gtk_label_set_text (self->problem, words != NULL ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), words != NULL);
}

static void
hall_changed_cb (YcHallPage *self)
{
  const YcHubFigures *figures = yc_hall_get_figures (self->hall);
  guint total = 0;
  g_autofree char *title = NULL;

  if (figures != NULL)
    {
      yc_hall_tiles_show (self->tiles, figures);
      total = ((const YcFigures *) g_ptr_array_index (figures->rows, 0))->counts[YC_MEASURE_BREAKING];
    }
  title = total > 0 ? g_strdup_printf (_("About to break a promise · %u"), total)
                    : g_strdup (_("No promise is about to be broken"));
  gtk_label_set_text (self->breaking_title, title);
  show_counted_title (self);
  show_problem (self);
}

static gboolean
is_listing (YcHallPage *self)
{
  return is_on (self, "counted");
}

/* --- what is behind a figure ---------------------------------------------------- */

static void
counted_action (GtkWidget  *widget,
                const char *action,
                GVariant   *parameter)
{
  YcHallPage *self = YC_HALL_PAGE (widget);
  GtkRoot *root = gtk_widget_get_root (widget);
  const char *measure, *key;

  g_variant_get (parameter, "(&sm&s)", &measure, &key);
  if (self->hall == NULL || !yc_measure_parse (measure, &self->measure))
    return;
  g_free (self->measure_key);
  self->measure_key = g_strdup (key);
  g_set_weak_pointer (&self->before, root != NULL ? gtk_root_get_focus (root) : NULL);
  yc_hall_show_counted (self->hall, self->measure, key);
  show_counted_title (self);
  gtk_stack_set_visible_child_name (self->stack, "counted");
  gtk_widget_grab_focus (GTK_WIDGET (self->counted));
}

/* The first rows have come: Return opens the first, as on every other list. The
 * list had the focus for as long as it was empty; who went elsewhere meanwhile
 * is left there. */
static void
counted_came_cb (YcHallPage *self,
                 guint       position,
                 guint       removed,
                 guint       added)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (position == 0 && added > 0 && is_listing (self) && root != NULL &&
      gtk_root_get_focus (root) == GTK_WIDGET (self->counted))
    gtk_widget_child_focus (GTK_WIDGET (self->counted), GTK_DIR_TAB_FORWARD);
}

static void
go_back (YcHallPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "figures");
  if (self->before == NULL || !gtk_widget_grab_focus (self->before))
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
opened_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (YcHallPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcCaseFile) file = yc_counter_open_stream_finish (YC_COUNTER (source), result, &error);

  if (file != NULL && self->content != NULL)
    g_signal_emit (self, open_case_signal, 0, file);
  else if (file == NULL)
    yc_say_error (GTK_WIDGET (self), error);
}

static void
open_look_cb (YcHallPage      *self,
              const YcHubLook *look)
{
  yc_counter_open_stream_async (self->counter, &look->stream.id, NULL, opened_cb, g_object_ref (self));
}

/* P: who looked at personal data in the period, and why. */
static void
show_looks (YcHallPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (!is_on (self, "looks"))
    g_set_weak_pointer (&self->before, root != NULL ? gtk_root_get_focus (root) : NULL);
  gtk_stack_set_visible_child_name (self->stack, "looks");
  yc_looks_view_ask (self->looks, self->from_ms, self->to_ms);
  gtk_widget_grab_focus (GTK_WIDGET (self->looks));
}

static void
open_counted (YcHallPage         *self,
              const YcHubCounted *counted)
{
  if (counted == NULL)
    return;
  if (counted->stream.type == YC_STREAM_CASE)
    yc_counter_open_stream_async (self->counter, &counted->stream.id, NULL, opened_cb, g_object_ref (self));
  else
    yc_say (GTK_WIDGET (self), "%s", _("This is a ticket: there is no case to open"));
}

static void
counted_activated_cb (YcHallPage *self,
                      guint       position)
{
  g_autoptr (YcCountedRow) row = g_list_model_get_item (yc_hall_get_counted (self->hall), position);

  if (row != NULL)
    open_counted (self, yc_counted_row_get (row));
}

static void
breaking_activated_cb (YcHallPage *self,
                       guint       position)
{
  g_autoptr (YcCountedRow) row = g_list_model_get_item (yc_hall_get_breaking (self->hall), position);

  if (row != NULL)
    open_counted (self, yc_counted_row_get (row));
}

static void
row_activated_cb (YcHallPage *self,
                  guint       position)
{
  g_autoptr (YcHallRow) row = g_list_model_get_item (yc_hall_get_rows (self->hall), position);

  if (row != NULL)
    open_counted (self, yc_hall_row_get_current (row));
}

static void
edge_cb (YcHallPage      *self,
         GtkPositionType  edge)
{
  if (edge == GTK_POS_BOTTOM && self->hall != NULL)
    yc_hall_show_more (self->hall);
}

/* --- keys --------------------------------------------------------------------- */

static void
show_wall (YcHallPage *self)
{
  if (self->hall == NULL || self->wall != NULL)
    return;
  g_set_weak_pointer (&self->wall, yc_hall_wall_new (self->counter, self->hall,
                                                     GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)))));
  gtk_window_present (self->wall);
}

/**
 * yc_hall_page_act:
 * @self: the page
 * @verb: "today", "week", "month", "dates": the period; "windows", "persons",
 *   "matters": the rows; "looks": who looked at personal data; "wall", "export"
 */
void
yc_hall_page_act (YcHallPage *self,
                  const char *verb)
{
  static const char *const periods[N_PERIODS] = { "today", "week", "month", "dates" };
  static const char *const groups[] = { "windows", "persons", "matters" };

  g_return_if_fail (YC_IS_HALL_PAGE (self));

  if (self->hall == NULL)
    return;
  for (guint i = 0; i < N_PERIODS; i++)
    if (g_str_equal (periods[i], verb))
      gtk_toggle_button_set_active (self->periods[i], TRUE);
  if (g_str_equal (verb, "dates"))
    gtk_widget_grab_focus (GTK_WIDGET (self->from));
  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    if (g_str_equal (groups[i], verb))
      gtk_toggle_button_set_active (self->groups[i], TRUE);
  if (g_str_equal (verb, "looks"))
    show_looks (self);
  else if (g_str_equal (verb, "wall"))
    show_wall (self);
  else if (g_str_equal (verb, "export") && yc_hall_get_figures (self->hall) != NULL)
    yc_hall_export (GTK_WIDGET (self), self->counter, self->hall);
}

static const char *
get_key_verb (guint keyval)
{
  switch (gdk_keyval_to_lower (keyval))
    {
    case GDK_KEY_d:
      return "today";
    case GDK_KEY_w:
      return "week";
    case GDK_KEY_m:
      return "month";
    case GDK_KEY_f:
      return "dates";
    case GDK_KEY_1:
      return "windows";
    case GDK_KEY_2:
      return "persons";
    case GDK_KEY_3:
      return "matters";
    case GDK_KEY_p:
      return "looks";
    case GDK_KEY_b:
      return "wall";
    case GDK_KEY_x:
      return "export";
    default:
      return NULL;
    }
}

/* Comes here only when what has the focus did not want the key. */
static gboolean
key_pressed_cb (YcHallPage      *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  const char *verb = get_key_verb (keyval);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape && !is_on (self, "figures"))
    {
      go_back (self);
      return GDK_EVENT_STOP;
    }
  if (verb == NULL)
    return GDK_EVENT_PROPAGATE;
  yc_hall_page_act (self, verb);
  return GDK_EVENT_STOP;
}

static void
back_cb (YcHallPage *self)
{
  go_back (self);
}

/* --- the class ---------------------------------------------------------------- */

static gboolean
yc_hall_page_grab_focus (GtkWidget *widget)
{
  YcHallPage *self = YC_HALL_PAGE (widget);

  if (is_listing (self))
    return gtk_widget_grab_focus (GTK_WIDGET (self->counted));
  if (is_on (self, "looks"))
    return gtk_widget_grab_focus (GTK_WIDGET (self->looks));
  return gtk_widget_child_focus (GTK_WIDGET (self->tiles), GTK_DIR_TAB_FORWARD) ||
         GTK_WIDGET_CLASS (yc_hall_page_parent_class)->grab_focus (widget);
}

static void
yc_hall_page_map (GtkWidget *widget)
{
  YcHallPage *self = YC_HALL_PAGE (widget);

  GTK_WIDGET_CLASS (yc_hall_page_parent_class)->map (widget);
  if (self->hall == NULL)
    return;
  apply_period (self);
  yc_hall_set_live (self->hall, TRUE);
}

static void
yc_hall_page_unmap (GtkWidget *widget)
{
  YcHallPage *self = YC_HALL_PAGE (widget);

  if (self->hall != NULL)
    yc_hall_set_live (self->hall, FALSE);
  GTK_WIDGET_CLASS (yc_hall_page_parent_class)->unmap (widget);
}

static void
yc_hall_page_dispose (GObject *object)
{
  YcHallPage *self = YC_HALL_PAGE (object);

  if (self->wall != NULL)
    gtk_window_destroy (self->wall);
  g_clear_weak_pointer (&self->wall);
  g_clear_weak_pointer (&self->before);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->hall);
  g_clear_object (&self->counter);
  g_clear_pointer (&self->measure_key, g_free);
  G_OBJECT_CLASS (yc_hall_page_parent_class)->dispose (object);
}

static void
bind_each (GtkWidgetClass    *widget_class,
           const char *const *names,
           gsize              offset)
{
  for (gsize i = 0; names[i] != NULL; i++)
    gtk_widget_class_bind_template_child_full (widget_class, names[i], FALSE,
                                               (gssize) (offset + i * sizeof (GtkToggleButton *)));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  static const char *const periods[] = { "today", "week", "month", "chosen", NULL };
  static const char *const groups[] = { "by_window", "by_person", "by_matter", NULL };

  bind_each (widget_class, periods, G_STRUCT_OFFSET (YcHallPage, periods));
  bind_each (widget_class, groups, G_STRUCT_OFFSET (YcHallPage, groups));
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, content);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, stack);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, dates);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, from);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, to);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, problem);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, tiles);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, legend);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, rows);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, breaking_title);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, breaking);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, counted_title);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, counted);
  gtk_widget_class_bind_template_child (widget_class, YcHallPage, looks);
  gtk_widget_class_bind_template_callback (widget_class, period_cb);
  gtk_widget_class_bind_template_callback (widget_class, dates_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, breaking_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, counted_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_look_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
}

static void
yc_hall_page_class_init (YcHallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = yc_hall_page_dispose;
  widget_class->grab_focus = yc_hall_page_grab_focus;
  widget_class->map = yc_hall_page_map;
  widget_class->unmap = yc_hall_page_unmap;

  open_case_signal = g_signal_new ("open-case", YC_TYPE_HALL_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, YC_TYPE_CASE_FILE);
  g_type_ensure (YC_TYPE_HALL_TILES);
  g_type_ensure (YC_TYPE_HALL_LINE);
  g_type_ensure (YC_TYPE_COUNTED_LINE);
  g_type_ensure (YC_TYPE_LOOKS_VIEW);
  gtk_widget_class_install_action (widget_class, "hall.counted", "(sms)", counted_action);
  gtk_widget_class_set_template_from_resource (widget_class, "/cn/yichuang/Desk/ui/yc-hall-page.ui");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
yc_hall_page_init (YcHallPage *self)
{
  g_autofree char *legend = yc_hall_bar_dup_legend ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_markup (self->legend, legend);
  g_signal_connect_object (yc_pulse_get_default (), "notify::now", G_CALLBACK (pulse_cb), self, G_CONNECT_SWAPPED);
}

static void
set_model (GtkListView *list,
           GListModel  *model)
{
  g_autoptr (GtkSingleSelection) selection = gtk_single_selection_new (g_object_ref (model));

  gtk_list_view_set_model (list, GTK_SELECTION_MODEL (selection));
}

/* Whoever signs in sees the figures, not what somebody else looked into. */
static void
operator_changed_cb (YcHallPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, "figures");
  if (self->wall != NULL)
    gtk_window_destroy (self->wall);
}

void
yc_hall_page_set_counter (YcHallPage *self,
                          YcCounter  *counter)
{
  g_return_if_fail (YC_IS_HALL_PAGE (self));

  if (!g_set_object (&self->counter, counter))
    return;
  self->hall = yc_hall_new (counter);
  yc_hall_line_set_hall (counter, self->hall);
  yc_counted_line_set_counter (counter);
  yc_looks_view_set_counter (self->looks, counter);
  set_model (self->rows, yc_hall_get_rows (self->hall));
  set_model (self->breaking, yc_hall_get_breaking (self->hall));
  set_model (self->counted, yc_hall_get_counted (self->hall));
  g_signal_connect_object (yc_hall_get_counted (self->hall), "items-changed", G_CALLBACK (counted_came_cb), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->hall, "changed", G_CALLBACK (hall_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->hall, "notify::problem", G_CALLBACK (show_problem), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (counter, "notify::operator", G_CALLBACK (operator_changed_cb), self, G_CONNECT_SWAPPED);
  hall_changed_cb (self);
}
