/* yc-sane-options.c: a SANE driver's options, by their well-known names
 *
 * SANE API standard 1.06, clause 4.5 names resolution, preview and the scan
 * area; source, mode and depth are what all drivers call them. Setting one
 * option may change the others (SANE_INFO_RELOAD_OPTIONS), so each is looked up
 * anew, and they are set in the order in which they depend on each other:
 * source, mode, depth, resolution, area.
 */

#include "yc-sane-options.h"

#include "yc-sane-proto.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <sane/saneopts.h>
#include <string.h>

#define OPTIONS_MAX 1000 /* of a driver, looked through */
#define MM_PER_INCH 25.4

typedef struct
{
  SANE_Handle handle;
  SANE_Int number;
  const SANE_Option_Descriptor *is; /* (nullable): no such option, or not now */
} Option;

static SANE_Int
count_options (SANE_Handle handle)
{
  SANE_Int count = 0;

  if (sane_control_option (handle, 0, SANE_ACTION_GET_VALUE, &count, NULL) != SANE_STATUS_GOOD)
    return 0;
  return CLAMP (count, 0, OPTIONS_MAX);
}

static Option
find (SANE_Handle  handle,
      const char  *name)
{
  SANE_Int count = count_options (handle);

  for (SANE_Int i = 1; i < count; i++)
    {
      const SANE_Option_Descriptor *is = sane_get_option_descriptor (handle, i);

      if (is != NULL && is->name != NULL && strcmp (is->name, name) == 0 && SANE_OPTION_IS_ACTIVE (is->cap))
        return (Option) { handle, i, is };
    }
  return (Option) { handle, 0, NULL };
}

static gboolean
set (const Option *option,
     void         *value,
     GError      **error)
{
  SANE_Int info = 0;
  SANE_Status status;

  if (!SANE_OPTION_IS_SETTABLE (option->is->cap))
    return TRUE;
  status = sane_control_option (option->handle, option->number, SANE_ACTION_SET_VALUE, value, &info);
  if (status == SANE_STATUS_GOOD)
    return TRUE;
  yc_sane_set_error (status, option->is->name, error);
  return FALSE;
}

static gboolean
set_text (const Option *option,
          const char   *text,
          GError      **error)
{
  g_autofree char *value = g_malloc0 (MAX ((gsize) MAX (option->is->size, 1), strlen (text) + 1));

  memcpy (value, text, strlen (text));
  return set (option, value, error);
}

static double
from_word (const Option *option,
           SANE_Word     word)
{
  return option->is->type == SANE_TYPE_FIXED ? SANE_UNFIX (word) : word;
}

static SANE_Word
to_word (const Option *option,
         double        number)
{
  return option->is->type == SANE_TYPE_FIXED ? SANE_FIX (number) : (SANE_Word) lround (number);
}

/* The nearest that the driver will take; of two as near the larger. */
static double
fit_number (const Option *option,
            double        number)
{
  if (option->is->constraint_type == SANE_CONSTRAINT_RANGE)
    return CLAMP (number, from_word (option, option->is->constraint.range->min),
                  from_word (option, option->is->constraint.range->max));
  if (option->is->constraint_type == SANE_CONSTRAINT_WORD_LIST)
    {
      const SANE_Word *list = option->is->constraint.word_list;
      double best = list[0] > 0 ? from_word (option, list[1]) : number;

      for (SANE_Word i = 1; i <= list[0]; i++)
        if (fabs (from_word (option, list[i]) - number) <= fabs (best - number))
          best = from_word (option, list[i]);
      return best;
    }
  return number;
}

static gboolean
is_number (const Option *option)
{
  return option->is != NULL && (option->is->type == SANE_TYPE_INT || option->is->type == SANE_TYPE_FIXED) &&
         option->is->size == (SANE_Int) sizeof (SANE_Word);
}

static gboolean
set_number (const Option *option,
            double        number,
            GError      **error)
{
  SANE_Word word = to_word (option, fit_number (option, number));

  return set (option, &word, error);
}

static double
get_number (const Option *option,
            double        fallback)
{
  SANE_Word word = 0;

  if (!is_number (option) ||
      sane_control_option (option->handle, option->number, SANE_ACTION_GET_VALUE, &word, NULL) != SANE_STATUS_GOOD)
    return fallback;
  return from_word (option, word);
}

static const SANE_String_Const *
list_texts (const Option *option)
{
  static const SANE_String_Const none[] = { NULL };

  if (option->is == NULL || option->is->type != SANE_TYPE_STRING ||
      option->is->constraint_type != SANE_CONSTRAINT_STRING_LIST)
    return none;
  return option->is->constraint.string_list;
}

/* --- what there is -------------------------------------------------------- */

static guint
list_sources (SANE_Handle handle)
{
  Option option = find (handle, SANE_NAME_SCAN_SOURCE);
  Option adf_mode = find (handle, "adf-mode");
  Option duplex = find (handle, "duplex");
  guint sources = 0;

  for (const SANE_String_Const *text = list_texts (&option); *text != NULL; text++)
    {
      YcScanSource source;

      if (yc_sane_source_parse (*text, &source))
        sources |= 1u << source;
    }
  if ((sources & 1u << YC_SCAN_SOURCE_ADF) != 0 && (adf_mode.is != NULL || duplex.is != NULL))
    sources |= 1u << YC_SCAN_SOURCE_ADF_DUPLEX;
  return sources != 0 ? sources : 1u << YC_SCAN_SOURCE_FLATBED;
}

static gboolean
has_depth (SANE_Handle handle,
           SANE_Word   bits)
{
  Option option = find (handle, SANE_NAME_BIT_DEPTH);

  if (!is_number (&option) || option.is->constraint_type != SANE_CONSTRAINT_WORD_LIST)
    return FALSE;
  for (SANE_Word i = 1; i <= option.is->constraint.word_list[0]; i++)
    if (option.is->constraint.word_list[i] == bits)
      return TRUE;
  return FALSE;
}

static guint
list_modes (SANE_Handle handle)
{
  Option option = find (handle, SANE_NAME_SCAN_MODE);
  guint modes = 0;

  for (const SANE_String_Const *text = list_texts (&option); *text != NULL; text++)
    {
      YcScanMode mode;

      if (yc_sane_mode_parse (*text, &mode))
        modes |= 1u << mode;
    }
  if (has_depth (handle, 1))
    modes |= 1u << YC_SCAN_MODE_LINEART;
  return modes != 0 ? modes : 1u << YC_SCAN_MODE_GRAY;
}

static void
add_resolution (GArray *list,
                double  dpi)
{
  guint whole = (guint) lround (MAX (dpi, 0));

  if (whole >= YC_SCAN_RESOLUTION_MIN && whole <= YC_SCAN_RESOLUTION_MAX)
    g_array_append_val (list, whole);
}

static int
compare_guint (gconstpointer a,
               gconstpointer b)
{
  return *(const guint *) a < *(const guint *) b ? -1 : *(const guint *) a > *(const guint *) b;
}

static GArray *
list_resolutions (SANE_Handle handle)
{
  static const guint usual[] = { 75, 100, 150, 200, 300, 400, 600, 1200 };
  Option option = find (handle, SANE_NAME_SCAN_RESOLUTION);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (guint));

  if (!is_number (&option))
    return list;
  if (option.is->constraint_type == SANE_CONSTRAINT_WORD_LIST)
    for (SANE_Word i = 1; i <= option.is->constraint.word_list[0]; i++)
      add_resolution (list, from_word (&option, option.is->constraint.word_list[i]));
  else
    for (gsize i = 0; i < G_N_ELEMENTS (usual); i++)
      if (fit_number (&option, usual[i]) == usual[i])
        add_resolution (list, usual[i]);
  g_array_sort (list, compare_guint);
  return list;
}

/* Returns: (transfer full): what an open scanner can do */
YcScannerCaps *
yc_sane_options_list (SANE_Handle handle)
{
  YcScannerCaps *caps = g_new0 (YcScannerCaps, 1);

  caps->sources = list_sources (handle);
  caps->modes = list_modes (handle);
  caps->resolutions = list_resolutions (handle);
  return caps;
}

/* --- setting -------------------------------------------------------------- */

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error (error, YC_DEVICE_ERROR, YC_DEVICE_ERROR_UNSUPPORTED,
               _("This scanner cannot do “%s”: choose something else"), what);
  return FALSE;
}

/* Where duplex is a switch of its own beside the source. */
static gboolean
set_sides (SANE_Handle handle,
           gboolean    both,
           GError    **error)
{
  Option adf_mode = find (handle, "adf-mode");
  Option duplex = find (handle, "duplex");
  SANE_Bool word = both;

  for (const SANE_String_Const *text = list_texts (&adf_mode); *text != NULL; text++)
    if ((g_ascii_strcasecmp (*text, "duplex") == 0) == both)
      return set_text (&adf_mode, *text, error);
  if (duplex.is != NULL && duplex.is->type == SANE_TYPE_BOOL)
    return set (&duplex, &word, error);
  return !both || refuse (error, yc_scan_source_to_text (YC_SCAN_SOURCE_ADF_DUPLEX));
}

static const char *
find_source_text (const Option *option,
                  YcScanSource  wanted)
{
  for (const SANE_String_Const *text = list_texts (option); *text != NULL; text++)
    {
      YcScanSource source;

      if (yc_sane_source_parse (*text, &source) && source == wanted)
        return *text;
    }
  return NULL;
}

static YcScanSource
choose_source (SANE_Handle  handle,
               YcScanSource wanted)
{
  if (wanted != YC_SCAN_SOURCE_ANY)
    return wanted;
  return (list_sources (handle) & 1u << YC_SCAN_SOURCE_ADF) != 0 ? YC_SCAN_SOURCE_ADF : YC_SCAN_SOURCE_FLATBED;
}

static gboolean
set_source (SANE_Handle   handle,
            YcScanSource  wanted,
            GError      **error)
{
  Option option = find (handle, SANE_NAME_SCAN_SOURCE);
  const char *text = find_source_text (&option, wanted);

  if (text != NULL)
    return set_text (&option, text, error);
  if (wanted == YC_SCAN_SOURCE_ADF_DUPLEX && (text = find_source_text (&option, YC_SCAN_SOURCE_ADF)) != NULL)
    return set_text (&option, text, error) && set_sides (handle, TRUE, error);
  /* A scanner with glass only often names no source. */
  if (wanted == YC_SCAN_SOURCE_FLATBED && *list_texts (&option) == NULL)
    return TRUE;
  return refuse (error, yc_scan_source_to_text (wanted));
}

static gboolean
set_depth (SANE_Handle handle,
           double      bits,
           GError    **error)
{
  Option option = find (handle, SANE_NAME_BIT_DEPTH);

  return !is_number (&option) || set_number (&option, bits, error);
}

static gboolean
set_mode (SANE_Handle   handle,
          YcScanMode    wanted,
          GError      **error)
{
  Option option = find (handle, SANE_NAME_SCAN_MODE);

  for (const SANE_String_Const *text = list_texts (&option); *text != NULL; text++)
    {
      YcScanMode mode;

      if (yc_sane_mode_parse (*text, &mode) && mode == wanted)
        return set_text (&option, *text, error) &&
               (wanted == YC_SCAN_MODE_LINEART || set_depth (handle, 8, error));
    }
  if (wanted == YC_SCAN_MODE_LINEART && has_depth (handle, 1))
    return set_mode (handle, YC_SCAN_MODE_GRAY, error) && set_depth (handle, 1, error);
  if (*list_texts (&option) == NULL && wanted == YC_SCAN_MODE_GRAY)
    return TRUE;
  return refuse (error, yc_scan_mode_to_text (wanted));
}

static gboolean
set_resolution (SANE_Handle handle,
                guint       wanted,
                guint      *ret_dpi,
                GError    **error)
{
  Option option = find (handle, SANE_NAME_SCAN_RESOLUTION);
  Option vertical;

  *ret_dpi = wanted;
  if (!is_number (&option))
    option = find (handle, SANE_NAME_SCAN_X_RESOLUTION);
  if (!is_number (&option))
    return TRUE;
  if (!set_number (&option, wanted, error))
    return FALSE;
  vertical = find (handle, SANE_NAME_SCAN_Y_RESOLUTION);
  if (is_number (&vertical) && !set_number (&vertical, wanted, error))
    return FALSE;
  *ret_dpi = (guint) lround (CLAMP (get_number (&option, wanted), 1, 100 * YC_SCAN_RESOLUTION_MAX));
  return TRUE;
}

static gboolean
set_length (SANE_Handle  handle,
            const char  *name,
            double       length_mm,
            guint        dpi,
            GError     **error)
{
  Option option = find (handle, name);

  if (!is_number (&option))
    return TRUE;
  if (option.is->unit == SANE_UNIT_PIXEL)
    length_mm = length_mm * dpi / MM_PER_INCH;
  return set_number (&option, length_mm, error);
}

/* Some drivers of feeders want to know the paper before the area. */
static gboolean
set_area (SANE_Handle           handle,
          const YcScanSettings *settings,
          guint                 dpi,
          GError              **error)
{
  return set_length (handle, "page-width", settings->width_mm, dpi, error) &&
         set_length (handle, "page-height", settings->height_mm, dpi, error) &&
         set_length (handle, SANE_NAME_SCAN_TL_X, 0, dpi, error) &&
         set_length (handle, SANE_NAME_SCAN_TL_Y, 0, dpi, error) &&
         set_length (handle, SANE_NAME_SCAN_BR_X, settings->width_mm, dpi, error) &&
         set_length (handle, SANE_NAME_SCAN_BR_Y, settings->height_mm, dpi, error);
}

static gboolean
set_any (const Option *option,
         const char   *text,
         GError      **error)
{
  SANE_Bool flag = g_str_equal (text, "yes") || g_str_equal (text, "true") || g_str_equal (text, "1");

  if (option->is->type == SANE_TYPE_STRING)
    return set_text (option, text, error);
  if (option->is->type == SANE_TYPE_BOOL)
    return set (option, &flag, error);
  if (is_number (option))
    return set_number (option, g_ascii_strtod (text, NULL), error);
  return refuse (error, option->is->name);
}

static gboolean
set_own (SANE_Handle        handle,
         const char *const *options,
         GError           **error)
{
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (options[i], "=", 2);
      Option option = find (handle, parts[0]);

      if (i >= YC_SCAN_OPTIONS_MAX || parts[1] == NULL || option.is == NULL)
        return refuse (error, options[i]);
      if (!set_any (&option, parts[1], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
yc_sane_options_apply (SANE_Handle           handle,
                       const YcScanSettings *settings,
                       guint                *ret_dpi,
                       gboolean             *ret_feeder,
                       GError              **error)
{
  YcScanSource source = choose_source (handle, settings->source);

  *ret_feeder = source != YC_SCAN_SOURCE_FLATBED;
  if (!set_source (handle, source, error) ||
      (source == YC_SCAN_SOURCE_ADF && !set_sides (handle, FALSE, error)) ||
      !set_mode (handle, settings->mode, error) ||
      !set_resolution (handle, settings->resolution, ret_dpi, error) ||
      !set_area (handle, settings, *ret_dpi, error))
    return FALSE;
  return set_own (handle, settings->options, error);
}
