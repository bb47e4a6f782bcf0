/* yc-scan-sheet.c: a scanned page that is not part of a document yet
 *
 * Holds no page, only the names of its bytes in the sealed store, and the small
 * picture that is shown.
 */

#include "yc-scan-sheet.h"

#include "yc-crypto.h"

#include <math.h>

struct _YcScanSheet
{
  GObject parent_instance;

  char *original;
  gint64 original_size; /* bytes */
  char *straight;
  char *thumbnail_name;
  GBytes *thumbnail; /* (nullable) */
  guint dpi;
  guint quarters;
  double skew; /* degrees */
  gboolean blank;
  gboolean aside;
};

G_DEFINE_FINAL_TYPE (YcScanSheet, yc_scan_sheet, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_THUMBNAIL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
yc_scan_sheet_get_property (GObject    *object,
                            guint       id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  if (id == PROP_THUMBNAIL)
    g_value_set_boxed (value, YC_SCAN_SHEET (object)->thumbnail);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_scan_sheet_finalize (GObject *object)
{
  YcScanSheet *self = YC_SCAN_SHEET (object);

  g_free (self->original);
  g_free (self->straight);
  g_free (self->thumbnail_name);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  G_OBJECT_CLASS (yc_scan_sheet_parent_class)->finalize (object);
}

static void
yc_scan_sheet_class_init (YcScanSheetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yc_scan_sheet_get_property;
  object_class->finalize = yc_scan_sheet_finalize;
  props[PROP_THUMBNAIL] = g_param_spec_boxed ("thumbnail", NULL, NULL, G_TYPE_BYTES,
                                              G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
yc_scan_sheet_init (YcScanSheet *self)
{
}

/* A blank page begins set aside. */
YcScanSheet *
yc_scan_sheet_new (const YcScanPage *page,
                   const char       *original,
                   const char       *straight,
                   const char       *thumbnail)
{
  YcScanSheet *self = g_object_new (YC_TYPE_SCAN_SHEET, NULL);

  self->original = g_strdup (original);
  self->original_size = (gint64) g_bytes_get_size (page->original);
  self->straight = g_strdup (straight);
  self->thumbnail_name = g_strdup (thumbnail);
  self->thumbnail = g_bytes_ref (page->thumbnail);
  self->dpi = page->dpi;
  self->skew = page->skew;
  self->blank = self->aside = page->blank;
  return self;
}

static gboolean
is_name (const char *text)
{
  guint8 hash[YC_SHA256_SIZE];

  return text != NULL && yc_sha256_parse (text, hash);
}

/* Returns: (transfer full) (nullable): NULL for what is no sheet */
YcScanSheet *
yc_scan_sheet_new_from_json (json_t *json)
{
  const char *original, *straight, *thumbnail;
  json_int_t size;
  int dpi, quarters, blank, aside;
  double skew;
  YcScanSheet *self;

  if (json_unpack (json, "{s:s, s:I, s:s, s:s, s:i, s:i, s:F, s:b, s:b}", "original", &original, "size", &size,
                   "page", &straight, "thumbnail", &thumbnail, "dpi", &dpi, "quarters", &quarters, "skew", &skew, "blank", &blank,
                   "aside", &aside) != 0 ||
      !is_name (original) || !is_name (straight) || !is_name (thumbnail) || size <= 0 || dpi <= 0 || quarters < 0 || quarters > 3)
    return NULL;
  self = g_object_new (YC_TYPE_SCAN_SHEET, NULL);
  self->original = g_strdup (original);
  self->original_size = size;
  self->straight = g_strdup (straight);
  self->thumbnail_name = g_strdup (thumbnail);
  self->dpi = (guint) dpi;
  self->quarters = (guint) quarters;
  self->skew = skew;
  self->blank = blank != 0;
  self->aside = aside != 0;
  return self;
}

/* Returns: (transfer full) */
json_t *
yc_scan_sheet_to_json (YcScanSheet *self)
{
  return json_pack ("{s:s, s:I, s:s, s:s, s:i, s:i, s:f, s:b, s:b}", "original", self->original, "size",
                    (json_int_t) self->original_size, "page", self->straight, "thumbnail", self->thumbnail_name, "dpi", (int) self->dpi, "quarters", (int) self->quarters,
                    "skew", self->skew, "blank", self->blank, "aside", self->aside);
}

static YcScanSheet *
copy (const YcScanSheet *self)
{
  YcScanSheet *other = g_object_new (YC_TYPE_SCAN_SHEET, NULL);

  other->original = g_strdup (self->original);
  other->original_size = self->original_size;
  other->straight = g_strdup (self->straight);
  other->thumbnail_name = g_strdup (self->thumbnail_name);
  other->thumbnail = self->thumbnail != NULL ? g_bytes_ref (self->thumbnail) : NULL;
  other->dpi = self->dpi;
  other->quarters = self->quarters;
  other->skew = self->skew;
  other->blank = self->blank;
  other->aside = self->aside;
  return other;
}

/* A quarter clockwise. Returns: (transfer full) */
YcScanSheet *
yc_scan_sheet_turn (YcScanSheet *self)
{
  YcScanSheet *other = copy (self);

  other->quarters = (self->quarters + 1) % 4;
  return other;
}

/* Returns: (transfer full) */
YcScanSheet *
yc_scan_sheet_set_aside (YcScanSheet *self,
                         gboolean     aside)
{
  YcScanSheet *other = copy (self);

  other->aside = aside;
  return other;
}

const char *
yc_scan_sheet_get_original (YcScanSheet *self)
{
  return self->original;
}

gint64
yc_scan_sheet_get_original_size (YcScanSheet *self)
{
  return self->original_size;
}

const char *
yc_scan_sheet_get_straight (YcScanSheet *self)
{
  return self->straight;
}

const char *
yc_scan_sheet_get_thumbnail_name (YcScanSheet *self)
{
  return self->thumbnail_name;
}

GBytes *
yc_scan_sheet_get_thumbnail (YcScanSheet *self)
{
  return self->thumbnail;
}

/* @jpeg: (transfer full) */
void
yc_scan_sheet_take_thumbnail (YcScanSheet *self,
                              GBytes      *jpeg)
{
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  self->thumbnail = jpeg;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_THUMBNAIL]);
}

guint
yc_scan_sheet_get_dpi (YcScanSheet *self)
{
  return self->dpi;
}

guint
yc_scan_sheet_get_quarters (YcScanSheet *self)
{
  return self->quarters;
}

double
yc_scan_sheet_get_skew (YcScanSheet *self)
{
  return self->skew;
}

gboolean
yc_scan_sheet_is_aside (YcScanSheet *self)
{
  return self->aside;
}

gboolean
yc_scan_sheet_is_blank (YcScanSheet *self)
{
  return self->blank;
}
