/* yc-seal-profile.c: how the seals of a region are made
 *
 * A set of profiles never changes once it has been read. Measures are whole µm,
 * so that what an authority wrote down is kept to the last digit.
 */

#include "yc-seal-profile.h"

#include <string.h>

static const struct
{
  const char *text;
  const char *type;
} kinds[YC_SEAL_N_KINDS] = {
  { "official", "01" }, { "finance", "02" }, { "invoice", "03" }, { "contract", "04" }, { "legal-rep", "05" },
};

static void
style_free (gpointer data)
{
  YcSealStyle *self = data;

  g_free (self->id);
  g_strfreev (self->families);
  g_free (self);
}

static void
row_free (YcSealRow *self)
{
  if (self != NULL)
    g_free (self->text);
  g_free (self);
}

static void
profile_free (gpointer data)
{
  YcSealProfile *self = data;

  g_free (self->id);
  g_free (self->label);
  g_free (self->arc);
  row_free (self->title);
  row_free (self->credit);
  row_free (self->serial);
  g_free (self->code);
  g_free (self->square);
  g_free (self);
}

YcSealProfiles *
yc_seal_profiles_new (void)
{
  YcSealProfiles *self = g_new0 (YcSealProfiles, 1);

  g_atomic_ref_count_init (&self->references);
  self->styles = g_ptr_array_new_with_free_func (style_free);
  self->profiles = g_ptr_array_new_with_free_func (profile_free);
  return self;
}

YcSealProfiles *
yc_seal_profiles_ref (YcSealProfiles *self)
{
  g_atomic_ref_count_inc (&self->references);
  return self;
}

void
yc_seal_profiles_unref (YcSealProfiles *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;
  g_free (self->version);
  g_free (self->label);
  g_ptr_array_unref (self->profiles);
  g_ptr_array_unref (self->styles);
  g_free (self);
}

/* Returns: (transfer none): an empty profile, for its reader to fill */
YcSealProfile *
yc_seal_profiles_add (YcSealProfiles *self)
{
  YcSealProfile *profile = g_new0 (YcSealProfile, 1);

  g_ptr_array_add (self->profiles, profile);
  return profile;
}

/* @id: (nullable): the kind's first. Returns: (nullable) */
const YcSealProfile *
yc_seal_profiles_find (const YcSealProfiles *self,
                       YcSealKind            kind,
                       const char           *id)
{
  for (guint i = 0; i < self->profiles->len; i++)
    {
      const YcSealProfile *profile = g_ptr_array_index (self->profiles, i);

      if (profile->kind == kind && (id == NULL || g_strcmp0 (profile->id, id) == 0))
        return profile;
    }
  return NULL;
}

const YcSealStyle *
yc_seal_profiles_find_style (const YcSealProfiles *self,
                             const char           *id)
{
  for (guint i = 0; i < self->styles->len; i++)
    {
      const YcSealStyle *style = g_ptr_array_index (self->styles, i);

      if (g_strcmp0 (style->id, id) == 0)
        return style;
    }
  return NULL;
}

/* --- what can't be made ---------------------------------------------- */

/* From the outer edge to where text may begin. */
static guint
get_rim (const YcSealProfile *self)
{
  return self->border_um + (self->inner_border_um > 0 ? self->inner_border_um + self->inner_border_gap_um : 0);
}

static const char *
check_square (const YcSealProfile  *self,
              const char          **ret_member)
{
  guint inside = get_rim (self) + self->square->margin_um;

  *ret_member = "square";
  if (self->width_um != self->height_um)
    return "is of a seal that is not square";
  if (self->star_um > 0 || self->arc != NULL || self->title != NULL || self->code != NULL || self->credit != NULL ||
      self->serial != NULL)
    return "goes with no star, arc or line";
  if (2 * inside + 2 * self->square->gap_um >= self->width_um)
    return "leaves no room for characters";
  return NULL;
}

static const char *
check_arc (const YcSealProfile  *self,
           const char          **ret_member)
{
  const YcSealArc *arc = self->arc;
  guint half = MIN (self->width_um, self->height_um) / 2;
  guint star = self->star_um / 2 + (guint) ABS (self->star_up_um);

  *ret_member = "arc";
  if (arc->height_min_um > arc->height_um || arc->width_min_um > arc->width_max_um || arc->span_min_deg > arc->span_max_deg)
    return "has a least that is more than its most";
  if (arc->height_min_um == 0 || arc->width_min_um == 0 || arc->span_min_deg < 30 || arc->span_max_deg > 330)
    return "has a size of 0, or a span outside 30 to 330";
  if (get_rim (self) + arc->border_gap_um + arc->height_um + star >= half)
    return "leaves no room inside it";
  return NULL;
}

/**
 * yc_seal_profile_check:
 * @ret_member: (out): what is wrong, where something is
 *
 * Returns: (nullable): why no seal can be made by this profile
 */
const char *
yc_seal_profile_check (const YcSealProfile  *self,
                       const char          **ret_member)
{
  *ret_member = "border_um";
  if (self->border_um == 0 || 2 * get_rim (self) >= MIN (self->width_um, self->height_um))
    return "is nothing, or all of the seal";
  *ret_member = "cuts_max";
  if ((self->cut_um > 0) != (self->cuts_max > 0))
    return "goes with cut_um only";
  if (self->square != NULL)
    return check_square (self, ret_member);
  *ret_member = "arc";
  if (self->arc == NULL)
    return "is missing: there is no square either";
  *ret_member = "code";
  if (self->code != NULL && self->code->digits_min > self->code->digits_max)
    return "has a least that is more than its most";
  return check_arc (self, ret_member);
}

const char *
yc_seal_kind_to_text (YcSealKind kind)
{
  g_return_val_if_fail ((guint) kind < YC_SEAL_N_KINDS, NULL);

  return kinds[kind].text;
}

/* The type in the filing system: "01" to "05". */
const char *
yc_seal_kind_get_type (YcSealKind kind)
{
  g_return_val_if_fail ((guint) kind < YC_SEAL_N_KINDS, NULL);

  return kinds[kind].type;
}

gboolean
yc_seal_kind_parse (const char *text,
                    YcSealKind *ret_kind)
{
  for (guint i = 0; i < YC_SEAL_N_KINDS; i++)
    if (g_strcmp0 (text, kinds[i].text) == 0)
      {
        *ret_kind = (YcSealKind) i;
        return TRUE;
      }
  return FALSE;
}
