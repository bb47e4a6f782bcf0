/* yc-hall-tiles.c: the numbers of the whole hall
 *
 * Each says what it is, its value, how many it is taken from, and how that is
 * other than in the period before, as far as this one has come. On the page a
 * tile is a button that shows what it counted; on the wall it is only a number.
 */

#include "yc-hall-tiles.h"

#include "yc-hall-words.h"
#include "yc-words.h"

#include <glib/gi18n-lib.h>

/* Of one tile, all (transfer full). */
typedef struct
{
  char *value;
  char *note;
} Words;

typedef Words (*Describe) (const YcFigures *all,
                           const YcFigures *before);

static Words describe_waiting    (const YcFigures *all, const YcFigures *before);
static Words describe_in_hand    (const YcFigures *all, const YcFigures *before);
static Words describe_done       (const YcFigures *all, const YcFigures *before);
static Words describe_handled    (const YcFigures *all, const YcFigures *before);
static Words describe_kept       (const YcFigures *all, const YcFigures *before);
static Words describe_electronic (const YcFigures *all, const YcFigures *before);
static Words describe_no_show    (const YcFigures *all, const YcFigures *before);

static const struct
{
  const char *caption;
  YcMeasure measure; /* what it opens */
  Describe describe;
} tiles[] = {
  { NC_ ("tile", "Waiting"), YC_MEASURE_WAITING, describe_waiting },
  { NC_ ("tile", "In hand"), YC_MEASURE_IN_HAND, describe_in_hand },
  { NC_ ("tile", "Done"), YC_MEASURE_DONE, describe_done },
  { NC_ ("tile", "Handling time, median"), YC_MEASURE_DONE, describe_handled },
  { NC_ ("tile", "Promise kept"), YC_MEASURE_PROMISED, describe_kept },
  { NC_ ("tile", "All electronic"), YC_MEASURE_ELECTRONIC, describe_electronic },
  { NC_ ("tile", "Did not come"), YC_MEASURE_NO_SHOW, describe_no_show },
};

#define TILES G_N_ELEMENTS (tiles)

struct _YcHallTiles
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *buttons[TILES];
  GtkLabel *values[TILES];
  GtkLabel *notes[TILES];
};

G_DEFINE_FINAL_TYPE (YcHallTiles, yc_hall_tiles, GTK_TYPE_WIDGET)

static gint64
subtract (const YcFigures *all,
          const YcFigures *before,
          YcMeasure        measure)
{
  return (gint64) all->counts[measure] - before->counts[measure];
}

static Words
describe_count (const YcFigures *all,
                const YcFigures *before,
                YcMeasure        measure)
{
  g_autofree char *change = yc_hall_words_dup_change (subtract (all, before, measure));

  return (Words){ g_strdup_printf ("%u", all->counts[measure]), g_strdup_printf (_("before: %s"), change) };
}

static Words
describe_waiting (const YcFigures *all,
                  const YcFigures *before)
{
  g_autofree char *median = yc_words_dup_clock (all->waited.median_ms);

  return (Words){ g_strdup_printf ("%u", all->counts[YC_MEASURE_WAITING]),
                  all->waited.n > 0 ? g_strdup_printf (_("called after %s (n=%u)"), median, all->waited.n)
                                    : g_strdup (_("nobody was called")) };
}

static Words
describe_in_hand (const YcFigures *all,
                  const YcFigures *before)
{
  return (Words){ g_strdup_printf ("%u", all->counts[YC_MEASURE_IN_HAND]),
                  g_strdup_printf (_("about to break: %u"), all->counts[YC_MEASURE_BREAKING]) };
}

static Words
describe_done (const YcFigures *all,
               const YcFigures *before)
{
  return describe_count (all, before, YC_MEASURE_DONE);
}

static Words
describe_handled (const YcFigures *all,
                  const YcFigures *before)
{
  gint64 change_ms = all->handled.median_ms - before->handled.median_ms;
  g_autofree char *median = yc_words_dup_clock (all->handled.median_ms);
  g_autofree char *p90 = yc_words_dup_clock (all->handled.p90_ms);
  g_autofree char *change = yc_words_dup_clock (change_ms);

  if (all->handled.n == 0)
    return (Words){ g_strdup ("–"), g_strdup ("n=0") };
  if (before->handled.n == 0)
    return (Words){ g_steal_pointer (&median), g_strdup_printf (_("90%% within %s (n=%u)"), p90, all->handled.n) };
  return (Words){ g_steal_pointer (&median),
                  g_strdup_printf (_("90%% within %s (n=%u), before: %s%s"), p90, all->handled.n,
                                   change_ms >= 1000 ? "+" : "", change) };
}

static Words
describe_part (const YcFigures *all,
               const YcFigures *before,
               YcMeasure        part,
               YcMeasure        of)
{
  g_autofree char *then = yc_hall_words_dup_percent (before->counts[part], before->counts[of]);

  return (Words){ yc_hall_words_dup_percent (all->counts[part], all->counts[of]),
                  g_strdup_printf (_("%u of %u, before: %s"), all->counts[part], all->counts[of], then) };
}

static Words
describe_kept (const YcFigures *all,
               const YcFigures *before)
{
  return describe_part (all, before, YC_MEASURE_KEPT, YC_MEASURE_PROMISED);
}

static Words
describe_electronic (const YcFigures *all,
                     const YcFigures *before)
{
  return describe_part (all, before, YC_MEASURE_ELECTRONIC, YC_MEASURE_DONE);
}

static Words
describe_no_show (const YcFigures *all,
                  const YcFigures *before)
{
  Words words = describe_count (all, before, YC_MEASURE_NO_SHOW);

  g_free (words.note);
  words.note = g_strdup_printf (_("transferred: %u"), all->counts[YC_MEASURE_TRANSFERRED]);
  return words;
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *text,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
create_tile (YcHallTiles *self,
             gsize        tile)
{
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  add_label (box, g_dpgettext2 (NULL, "tile", tiles[tile].caption), "tile-caption");
  self->values[tile] = add_label (box, "–", "tile-value");
  self->notes[tile] = add_label (box, "", "tile-note");
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "tile");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(sms)", yc_measure_to_text (tiles[tile].measure), NULL);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "hall.counted");
  gtk_box_append (GTK_BOX (self->box), button);
  self->buttons[tile] = button;
}

static void
yc_hall_tiles_dispose (GObject *object)
{
  YcHallTiles *self = YC_HALL_TILES (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (yc_hall_tiles_parent_class)->dispose (object);
}

static void
yc_hall_tiles_class_init (YcHallTilesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = yc_hall_tiles_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
yc_hall_tiles_init (YcHallTiles *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_box_set_homogeneous (GTK_BOX (self->box), TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (gsize i = 0; i < TILES; i++)
    create_tile (self, i);
}

void
yc_hall_tiles_show (YcHallTiles        *self,
                    const YcHubFigures *figures)
{
  g_return_if_fail (YC_IS_HALL_TILES (self));

  for (gsize i = 0; i < TILES; i++)
    {
      Words words = tiles[i].describe (g_ptr_array_index (figures->rows, 0), figures->before);
      g_autofree char *all = g_strdup_printf ("%s %s, %s", g_dpgettext2 (NULL, "tile", tiles[i].caption), words.value,
                                              words.note);

      gtk_label_set_text (self->values[i], words.value);
      gtk_label_set_text (self->notes[i], words.note);
      gtk_widget_set_tooltip_text (self->buttons[i], words.note);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, all, -1);
      g_free (words.value);
      g_free (words.note);
    }
}

/* Nothing to press on a wall. */
void
yc_hall_tiles_set_wall (YcHallTiles *self)
{
  g_return_if_fail (YC_IS_HALL_TILES (self));

  for (gsize i = 0; i < TILES; i++)
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->buttons[i]), NULL);
      gtk_widget_set_sensitive (self->buttons[i], TRUE);
      gtk_widget_set_can_target (self->buttons[i], FALSE);
      gtk_widget_set_focusable (self->buttons[i], FALSE);
      gtk_label_set_ellipsize (self->values[i], PANGO_ELLIPSIZE_NONE);
    }
}
