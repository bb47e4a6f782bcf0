/* yc-toolpath.c: the value and its maker
 *
 * The rules R1 to R5 stand in the header. All moves lie in one array, section
 * after section; a section points into it. It is checked once, by
 * yc-toolpath-check.c, when it is finished.
 */

#include "yc-toolpath-private.h"

#include <string.h>

G_DEFINE_QUARK (yc-toolpath-error-quark, yc_toolpath_error)

YcToolpath *
yc_toolpath_ref (YcToolpath *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  YcToolpath *self = data;

  g_array_unref (self->sections);
  g_array_unref (self->moves);
}

void
yc_toolpath_unref (YcToolpath *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/* The bed: from 0 to this, both included. */
gint32
yc_toolpath_get_width_nm (const YcToolpath *self)
{
  return self->width_nm;
}

gint32
yc_toolpath_get_height_nm (const YcToolpath *self)
{
  return self->height_nm;
}

guint
yc_toolpath_get_n_sections (const YcToolpath *self)
{
  return self->sections->len;
}

/* It lives as long as the toolpath. */
const YcToolpathSection *
yc_toolpath_get_section (const YcToolpath *self,
                         guint             index)
{
  g_return_val_if_fail (index < self->sections->len, NULL);

  return &g_array_index (self->sections, YcToolpathSection, index);
}

/* Of all sections; passes are not counted. */
guint
yc_toolpath_get_n_moves (const YcToolpath *self)
{
  return self->moves->len;
}

static void
box_add (YcToolpathBox        *box,
         const YcToolpathMove *to)
{
  box->left_nm = MIN (box->left_nm, to->x_nm);
  box->top_nm = MIN (box->top_nm, to->y_nm);
  box->right_nm = MAX (box->right_nm, to->x_nm);
  box->bottom_nm = MAX (box->bottom_nm, to->y_nm);
}

static gboolean
get_box (const YcToolpath *self,
         gboolean          burnt_only,
         YcToolpathBox    *ret_box)
{
  YcToolpathBox box = { G_MAXINT32, G_MAXINT32, G_MININT32, G_MININT32 };

  for (guint i = 0; i < self->sections->len; i++)
    {
      const YcToolpathSection *section = &g_array_index (self->sections, YcToolpathSection, i);

      if (!burnt_only)
        box_add (&box, &section->moves[0]);
      for (guint m = 1; m < section->n_moves; m++)
        if (!burnt_only || section->moves[m].power > 0)
          {
            box_add (&box, &section->moves[m - 1]);
            box_add (&box, &section->moves[m]);
          }
    }
  if (box.left_nm > box.right_nm)
    return FALSE;
  *ret_box = box;
  return TRUE;
}

/**
 * yc_toolpath_get_burnt_box:
 * @self: a toolpath
 * @ret_box: (out): what the middle of the beam touches while it is on
 *
 * Returns: whether anything is burnt at all
 */
gboolean
yc_toolpath_get_burnt_box (const YcToolpath *self,
                           YcToolpathBox    *ret_box)
{
  return get_box (self, TRUE, ret_box);
}

/* Where the head goes, overscan included: the frame of a dry run. */
gboolean
yc_toolpath_get_travel_box (const YcToolpath *self,
                            YcToolpathBox    *ret_box)
{
  return get_box (self, FALSE, ret_box);
}

/* --- the digest ------------------------------------------------------ */

static void
add_number (GByteArray *bytes,
            guint32     number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

static void
add_setting (GByteArray              *bytes,
             const YcToolpathSetting *setting)
{
  gsize length = strlen (setting->label);

  add_number (bytes, setting->mode);
  add_number (bytes, setting->axis);
  add_number (bytes, setting->speed_um_s);
  add_number (bytes, setting->line_step_nm);
  add_number (bytes, setting->dot_nm);
  add_number (bytes, setting->passes);
  add_number (bytes, length);
  g_byte_array_append (bytes, (const guint8 *) setting->label, length);
}

/**
 * yc_toolpath_digest:
 * @self: a toolpath
 * @ret_hash: (out): SHA-256 of the canonical form, by which a grant names it
 *
 * The canonical form is "yc-toolpath 1\n", then 32-bit numbers, most significant
 * byte first: width, height, count of sections; of each section mode, axis,
 * speed, line step, dot, passes, count of the label's bytes, the label, count of
 * moves, and x, y, power of each. It is made anew at each call.
 */
void
yc_toolpath_digest (const YcToolpath *self,
                    guint8            ret_hash[YC_SHA256_SIZE])
{
  static const char head[] = "yc-toolpath 1\n";
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (self->moves->len * 12 + self->sections->len * 96 + 64);

  g_byte_array_append (bytes, (const guint8 *) head, sizeof head - 1);
  add_number (bytes, self->width_nm);
  add_number (bytes, self->height_nm);
  add_number (bytes, self->sections->len);
  for (guint i = 0; i < self->sections->len; i++)
    {
      const YcToolpathSection *section = &g_array_index (self->sections, YcToolpathSection, i);

      add_setting (bytes, &section->setting);
      add_number (bytes, section->n_moves);
      for (guint m = 0; m < section->n_moves; m++)
        {
          add_number (bytes, section->moves[m].x_nm);
          add_number (bytes, section->moves[m].y_nm);
          add_number (bytes, section->moves[m].power);
        }
    }
  yc_sha256 (bytes->data, bytes->len, ret_hash);
}

/* --- the maker ------------------------------------------------------- */

/**
 * yc_toolpath_builder_new:
 * @width_nm: the bed's, at most YC_TOOLPATH_BED_MAX_NM
 * @height_nm: the bed's
 *
 * Returns: (transfer full): a maker without sections
 */
YcToolpathBuilder *
yc_toolpath_builder_new (gint32 width_nm,
                         gint32 height_nm)
{
  YcToolpathBuilder *self = g_new0 (YcToolpathBuilder, 1);

  self->width_nm = width_nm;
  self->height_nm = height_nm;
  self->sections = g_array_new (FALSE, FALSE, sizeof (YcToolpathSection));
  self->moves = g_array_new (FALSE, FALSE, sizeof (YcToolpathMove));
  return self;
}

void
yc_toolpath_builder_free (YcToolpathBuilder *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->sections, g_array_unref);
  g_clear_pointer (&self->moves, g_array_unref);
  g_free (self);
}

/* Begins a section; what is added next is its approach. */
void
yc_toolpath_builder_begin (YcToolpathBuilder       *self,
                           const YcToolpathSetting *setting)
{
  YcToolpathSection section = { *setting, NULL, 0 };

  g_return_if_fail (setting != NULL);

  if (self->sections->len > YC_TOOLPATH_SECTIONS_MAX)
    return;
  g_array_append_val (self->sections, section);
}

/* Whether (@x_nm, @y_nm) merely prolongs the last move: in a row, the same power and way. */
static gboolean
prolongs (const YcToolpathBuilder *self,
          const YcToolpathSection *section,
          gint32                   x_nm,
          gint32                   y_nm,
          gint32                   power)
{
  const YcToolpathMove *last, *before;
  gboolean along_x = section->setting.axis == YC_TOOLPATH_AXIS_X, in_row;
  gint64 there, here;

  if (section->setting.mode != YC_TOOLPATH_RASTER || section->n_moves < 2)
    return FALSE;
  last = &g_array_index (self->moves, YcToolpathMove, self->moves->len - 1);
  before = last - 1;
  in_row = along_x ? last->y_nm == y_nm && before->y_nm == y_nm : last->x_nm == x_nm && before->x_nm == x_nm;
  if (last->power != power || !in_row)
    return FALSE;
  there = along_x ? (gint64) last->x_nm - before->x_nm : (gint64) last->y_nm - before->y_nm;
  here = along_x ? (gint64) x_nm - last->x_nm : (gint64) y_nm - last->y_nm;
  return (there > 0) == (here > 0) && here != 0;
}

/**
 * yc_toolpath_builder_add:
 * @self: a maker in which a section was begun
 * @x_nm: where the move ends
 * @y_nm: where the move ends
 * @power: of this move; 0 is a jog
 *
 * A move that goes on along its row with the same power prolongs the last one.
 */
void
yc_toolpath_builder_add (YcToolpathBuilder *self,
                         gint32             x_nm,
                         gint32             y_nm,
                         gint32             power)
{
  YcToolpathMove move = { x_nm, y_nm, power };
  YcToolpathSection *section;

  g_return_if_fail (self->sections->len > 0);

  section = &g_array_index (self->sections, YcToolpathSection, self->sections->len - 1);
  if (prolongs (self, section, x_nm, y_nm, power))
    {
      g_array_index (self->moves, YcToolpathMove, self->moves->len - 1) = move;
      return;
    }
  if (self->moves->len > YC_TOOLPATH_MOVES_MAX)
    return;
  g_array_append_val (self->moves, move);
  section->n_moves++;
}

/**
 * yc_toolpath_builder_finish:
 * @self: a maker; it is empty afterwards and can only be freed
 * @error: YC_TOOLPATH_ERROR
 *
 * Returns: (transfer full) (nullable): the toolpath, if it keeps every rule
 */
YcToolpath *
yc_toolpath_builder_finish (YcToolpathBuilder *self,
                            GError           **error)
{
  g_autoptr (YcToolpath) path = g_atomic_rc_box_new0 (YcToolpath);
  guint from = 0;

  g_return_val_if_fail (self->sections != NULL, NULL);

  path->width_nm = self->width_nm;
  path->height_nm = self->height_nm;
  path->sections = g_steal_pointer (&self->sections);
  path->moves = g_steal_pointer (&self->moves);
  for (guint i = 0; i < path->sections->len; i++)
    {
      YcToolpathSection *section = &g_array_index (path->sections, YcToolpathSection, i);

      /* Without a move in all there is no array to point into. */
      section->moves = section->n_moves > 0 ? &g_array_index (path->moves, YcToolpathMove, from) : NULL;
      from += section->n_moves;
    }
  return yc_toolpath_check (path, error) ? g_steal_pointer (&path) : NULL;
}
