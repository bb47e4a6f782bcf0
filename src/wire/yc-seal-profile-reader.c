/* yc-seal-profile-reader.c: the profiles of a region's seals from their JSON
 *
 * As with the catalogue, nothing is guessed and nothing passed over: what is not
 * known is refused as what is missing, and the first thing wrong is named by file
 * and JSON path. Every kind of seal must have a profile.
 */

#include "yc-seal-profile-reader.h"

#include "yc-json-guard.h"
#include "yc-reading.h"

#include <string.h>

#define FORMAT "yichuang-seals-1"

#define MEMBERS_MAX 5000
#define STRING_BYTES_MAX 400
#define STYLES_MAX 16
#define FAMILIES_MAX 12
#define PROFILES_MAX 64
#define LABEL_CHARS_MAX 40
#define TITLE_CHARS_MAX 12
#define SIDE_UM_MAX 100000

typedef struct
{
  YcReading reading;
  YcSealProfiles *profiles;
} Reader;

/* All readers of members are called by what begins the Reader. */
static Reader *
get_reader (YcReading *reading)
{
  return (Reader *) reading;
}

static gboolean
get_um (Reader     *self,
        json_t     *json,
        const char *member,
        guint      *ret_um)
{
  return yc_reading_get_uint (&self->reading, json, member, SIDE_UM_MAX, ret_um);
}

static gboolean
get_signed_um (Reader     *self,
               json_t     *json,
               const char *member,
               gint       *ret_um)
{
  gint64 um = 0;

  if (!yc_reading_get_int (&self->reading, json, member, -SIDE_UM_MAX, SIDE_UM_MAX, &um))
    return FALSE;
  *ret_um = (gint) um;
  return TRUE;
}

static gboolean
get_style (Reader             *self,
           json_t             *json,
           const YcSealStyle **ret_style)
{
  g_autofree char *id = NULL;

  if (!yc_reading_get_id (&self->reading, json, "style", &id))
    return FALSE;
  *ret_style = yc_seal_profiles_find_style (self->profiles, id);
  return *ret_style != NULL ||
         yc_reading_refuse_member (&self->reading, "style", YC_CATALOGUE_ERROR_REFERENCE, "names no style");
}

/* --- styles ---------------------------------------------------------- */

static gboolean
read_style (YcReading *reading,
            json_t    *json,
            gpointer   data)
{
  static const char *const required[] = { "id", "families", NULL };
  static const char *const optional[] = { "bold", "line_um", NULL };
  Reader *self = get_reader (reading);
  g_autoptr (GPtrArray) families = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *id = NULL;
  YcSealStyle *style;

  if (!yc_reading_check_object (reading, json, required, optional) || !yc_reading_get_id (reading, json, "id", &id))
    return FALSE;
  if (yc_seal_profiles_find_style (self->profiles, id) != NULL)
    return yc_reading_refuse_twice (reading, "id");
  style = g_new0 (YcSealStyle, 1);
  style->id = g_steal_pointer (&id);
  g_ptr_array_add (self->profiles->styles, style);
  if (!yc_reading_get_texts (reading, json, "families", FAMILIES_MAX, LABEL_CHARS_MAX, families))
    return FALSE;
  if (families->len == 0)
    return yc_reading_refuse_member (reading, "families", YC_CATALOGUE_ERROR_SHAPE, "names no font");
  g_ptr_array_add (families, NULL);
  style->families = g_strdupv ((char **) families->pdata);
  return yc_reading_get_boolean (reading, json, "bold", &style->bold) && get_um (self, json, "line_um", &style->line_um);
}

/* --- parts of a profile ---------------------------------------------- */

typedef gboolean (*ReadPart) (Reader        *self,
                              json_t        *json,
                              YcSealProfile *profile);

static gboolean
read_part (Reader        *self,
           json_t        *json,
           const char    *member,
           YcSealProfile *profile,
           ReadPart       fill)
{
  json_t *part = json_object_get (json, member);
  gsize mark = yc_reading_enter (&self->reading, member);
  gboolean fine = part == NULL || fill (self, part, profile);

  yc_reading_leave (&self->reading, mark);
  return fine;
}

static gboolean
read_arc (Reader        *self,
          json_t        *json,
          YcSealProfile *profile)
{
  static const char *const required[] = { "style", "height_um", "width_max_um", "width_min_um", "border_gap_um",
                                          "gap_min_um", "span_min_deg", "span_max_deg", NULL };
  static const char *const optional[] = { "height_min_um", NULL };
  YcSealArc *arc = profile->arc = g_new0 (YcSealArc, 1);

  if (!yc_reading_check_object (&self->reading, json, required, optional) || !get_style (self, json, &arc->style) ||
      !get_um (self, json, "height_um", &arc->height_um))
    return FALSE;
  arc->height_min_um = arc->height_um;
  return get_um (self, json, "height_min_um", &arc->height_min_um) &&
         get_um (self, json, "width_max_um", &arc->width_max_um) &&
         get_um (self, json, "width_min_um", &arc->width_min_um) &&
         get_um (self, json, "border_gap_um", &arc->border_gap_um) &&
         get_um (self, json, "gap_min_um", &arc->gap_min_um) &&
         yc_reading_get_uint (&self->reading, json, "span_min_deg", 330, &arc->span_min_deg) &&
         yc_reading_get_uint (&self->reading, json, "span_max_deg", 330, &arc->span_max_deg);
}

static gboolean
read_row (Reader            *self,
          json_t            *json,
          const char *const *required,
          YcSealRow         *row)
{
  static const char *const optional[] = { NULL };

  if (!yc_reading_check_object (&self->reading, json, required, optional) || !get_style (self, json, &row->style))
    return FALSE;
  if (!yc_reading_get_text (&self->reading, json, "text", TITLE_CHARS_MAX, &row->text) ||
      !get_um (self, json, "height_um", &row->height_um) || !get_um (self, json, "width_um", &row->width_um) ||
      !get_um (self, json, "gap_um", &row->gap_um) || !get_um (self, json, "total_um", &row->total_um) ||
      !get_signed_um (self, json, "top_um", &row->top_um))
    return FALSE;
  return (row->height_um > 0 && row->width_um > 0) ||
         yc_reading_refuse (&self->reading, YC_CATALOGUE_ERROR_LIMIT, "has a size of 0");
}

static gboolean
read_title (Reader        *self,
            json_t        *json,
            YcSealProfile *profile)
{
  static const char *const required[] = { "text", "style", "height_um", "width_um", "gap_um", "top_um", NULL };

  profile->title = g_new0 (YcSealRow, 1);
  return read_row (self, json, required, profile->title);
}

static gboolean
read_serial (Reader        *self,
             json_t        *json,
             YcSealProfile *profile)
{
  static const char *const required[] = { "style", "height_um", "width_um", "gap_um", "top_um", NULL };

  profile->serial = g_new0 (YcSealRow, 1);
  return read_row (self, json, required, profile->serial);
}

static gboolean
read_credit (Reader        *self,
             json_t        *json,
             YcSealProfile *profile)
{
  static const char *const required[] = { "style", "height_um", "width_um", "total_um", NULL };
  YcSealRow *row = profile->credit = g_new0 (YcSealRow, 1);

  if (!read_row (self, json, required, row))
    return FALSE;
  row->top_um = -(gint) (row->height_um / 2);
  return row->total_um > YC_SEAL_CREDIT_CHARS * row->width_um ||
         yc_reading_refuse_member (&self->reading, "total_um", YC_CATALOGUE_ERROR_LIMIT,
                                   "has no room for 18 characters of that width");
}

static gboolean
read_code (Reader        *self,
           json_t        *json,
           YcSealProfile *profile)
{
  static const char *const required[] = { "style", "height_um", "width_um", "gap_um", "border_gap_um",
                                          "digits_min", "digits_max", NULL };
  static const char *const optional[] = { NULL };
  YcSealCodeSpec *code = profile->code = g_new0 (YcSealCodeSpec, 1);

  return yc_reading_check_object (&self->reading, json, required, optional) && get_style (self, json, &code->style) &&
         get_um (self, json, "height_um", &code->height_um) && get_um (self, json, "width_um", &code->width_um) &&
         get_um (self, json, "gap_um", &code->gap_um) && get_um (self, json, "border_gap_um", &code->border_gap_um) &&
         yc_reading_get_uint (&self->reading, json, "digits_min", YC_SEAL_CODE_DIGITS_MAX, &code->digits_min) &&
         yc_reading_get_uint (&self->reading, json, "digits_max", YC_SEAL_CODE_DIGITS_MAX, &code->digits_max);
}

/* [2, 1]: three characters, two in the right column, one in the left. */
static gboolean
read_columns (YcReading *reading,
              json_t    *json,
              gpointer   data)
{
  YcSealSquare *square = data;
  guint counts[YC_SEAL_COLUMNS_MAX] = { 0 };
  gsize columns = json_array_size (json);
  json_int_t cells = 0;

  if (columns == 0 || columns > YC_SEAL_COLUMNS_MAX)
    return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_SHAPE, "is not an array of 1 to 3 columns");
  for (gsize i = 0; i < columns; i++)
    {
      json_int_t count = json_integer_value (json_array_get (json, i));

      if (count < 1 || count > YC_SEAL_CELLS_MAX || (cells += count) > YC_SEAL_CELLS_MAX)
        return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_LIMIT, "is not at most 6 characters");
      counts[i] = (guint) count;
    }
  if (square->columns[cells][0] != 0)
    return yc_reading_refuse (reading, YC_CATALOGUE_ERROR_REFERENCE, "was there before, for as many characters");
  memcpy (square->columns[cells], counts, sizeof counts);
  return TRUE;
}

static gboolean
read_square (Reader        *self,
             json_t        *json,
             YcSealProfile *profile)
{
  static const char *const required[] = { "style", "margin_um", "gap_um", "columns", NULL };
  static const char *const optional[] = { NULL };
  YcSealSquare *square = profile->square = g_new0 (YcSealSquare, 1);

  if (!yc_reading_check_object (&self->reading, json, required, optional) || !get_style (self, json, &square->style) ||
      !get_um (self, json, "margin_um", &square->margin_um) || !get_um (self, json, "gap_um", &square->gap_um) ||
      !yc_reading_get_each (&self->reading, json, "columns", YC_SEAL_CELLS_MAX, read_columns, square))
    return FALSE;
  for (guint cells = YC_SEAL_PERSON_CHARS_MIN; cells <= YC_SEAL_CELLS_MAX; cells++)
    if (square->columns[cells][0] == 0)
      return yc_reading_refuse_member (&self->reading, "columns", YC_CATALOGUE_ERROR_SHAPE,
                                       "does not say how 2 to 6 characters are laid out");
  return TRUE;
}

/* --- profiles -------------------------------------------------------- */

static gboolean
read_head (Reader        *self,
           json_t        *json,
           YcSealProfile *profile)
{
  const YcSealProfile *first;

  if (!yc_seal_kind_parse (json_string_value (json_object_get (json, "kind")), &profile->kind))
    return yc_reading_refuse_member (&self->reading, "kind", YC_CATALOGUE_ERROR_REFERENCE,
                                     "is none of official, finance, invoice, contract, legal-rep");
  if (!yc_reading_get_id (&self->reading, json, "id", &profile->id) ||
      !yc_reading_get_text (&self->reading, json, "label", LABEL_CHARS_MAX, &profile->label))
    return FALSE;
  first = yc_seal_profiles_find (self->profiles, profile->kind, profile->id);
  return first == profile || yc_reading_refuse_twice (&self->reading, "id");
}

static gboolean
read_profile (YcReading *reading,
              json_t    *json,
              gpointer   data)
{
  static const char *const required[] = { "kind", "id", "label", "width_um", "height_um", "border_um", NULL };
  static const char *const optional[] = { "inner_border_um", "inner_border_gap_um", "star_um", "star_up_um", "cut_um",
                                          "cuts_max", "arc", "title", "credit", "serial", "code", "square", NULL };
  Reader *self = get_reader (reading);
  YcSealProfile *profile = yc_seal_profiles_add (self->profiles);
  const char *reason, *member;

  if (!yc_reading_check_object (reading, json, required, optional) || !read_head (self, json, profile))
    return FALSE;
  if (!get_um (self, json, "width_um", &profile->width_um) || !get_um (self, json, "height_um", &profile->height_um) ||
      !get_um (self, json, "border_um", &profile->border_um) ||
      !get_um (self, json, "inner_border_um", &profile->inner_border_um) ||
      !get_um (self, json, "inner_border_gap_um", &profile->inner_border_gap_um) ||
      !get_um (self, json, "star_um", &profile->star_um) ||
      !get_signed_um (self, json, "star_up_um", &profile->star_up_um) ||
      !get_um (self, json, "cut_um", &profile->cut_um) ||
      !yc_reading_get_uint (reading, json, "cuts_max", YC_SEAL_CUTS_MAX, &profile->cuts_max))
    return FALSE;
  if (!read_part (self, json, "arc", profile, read_arc) || !read_part (self, json, "title", profile, read_title) ||
      !read_part (self, json, "credit", profile, read_credit) ||
      !read_part (self, json, "serial", profile, read_serial) || !read_part (self, json, "code", profile, read_code) ||
      !read_part (self, json, "square", profile, read_square))
    return FALSE;
  reason = yc_seal_profile_check (profile, &member);
  return reason == NULL || yc_reading_refuse_member (reading, member, YC_CATALOGUE_ERROR_LIMIT, reason);
}

static gboolean
check_kinds (Reader *self)
{
  for (guint kind = 0; kind < YC_SEAL_N_KINDS; kind++)
    if (yc_seal_profiles_find (self->profiles, (YcSealKind) kind, NULL) == NULL)
      {
        g_autofree char *reason = g_strdup_printf ("has none of the kind %s", yc_seal_kind_to_text ((YcSealKind) kind));

        return yc_reading_refuse_member (&self->reading, "profiles", YC_CATALOGUE_ERROR_SHAPE, reason);
      }
  return TRUE;
}

static gboolean
read_all (Reader *self,
          json_t *json)
{
  static const char *const required[] = { "format", "version", "valid_from", "label", "styles", "profiles", NULL };
  static const char *const optional[] = { NULL };

  if (!yc_reading_check_object (&self->reading, json, required, optional))
    return FALSE;
  if (g_strcmp0 (json_string_value (json_object_get (json, "format")), FORMAT) != 0)
    return yc_reading_refuse_member (&self->reading, "format", YC_CATALOGUE_ERROR_SHAPE, "is not " FORMAT);
  return yc_reading_get_text (&self->reading, json, "version", LABEL_CHARS_MAX, &self->profiles->version) &&
         yc_reading_get_date (&self->reading, json, "valid_from", &self->profiles->valid_from) &&
         yc_reading_get_text (&self->reading, json, "label", LABEL_CHARS_MAX, &self->profiles->label) &&
         yc_reading_get_each (&self->reading, json, "styles", STYLES_MAX, read_style, NULL) &&
         yc_reading_get_each (&self->reading, json, "profiles", PROFILES_MAX, read_profile, NULL) &&
         check_kinds (self);
}

YcSealProfiles *
yc_seal_profiles_read (GBytes      *bytes,
                       const char  *name,
                       GError     **error)
{
  static const YcJsonLimits limits = { YC_SEAL_PROFILES_BYTES_MAX, 8, MEMBERS_MAX, STRING_BYTES_MAX };
  g_autoptr (YcSealProfiles) profiles = yc_seal_profiles_new ();
  g_autoptr (json_t) json = NULL;
  g_autoptr (GError) local = NULL;
  Reader self = { .profiles = profiles };
  gboolean fine;

  json = yc_json_parse (bytes, &limits, &local);
  if (json == NULL)
    {
      g_set_error (error, YC_CATALOGUE_ERROR, YC_CATALOGUE_ERROR_JSON, "%s: %s", name, local->message);
      return NULL;
    }
  yc_reading_init (&self.reading, name, error);
  fine = read_all (&self, json);
  yc_reading_clear (&self.reading);
  return fine ? g_steal_pointer (&profiles) : NULL;
}
