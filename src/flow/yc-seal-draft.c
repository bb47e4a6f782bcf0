/* yc-seal-draft.c: a case's seals, drawn, measured and planned by a worker
 *
 * What each says comes from the case: the firm's name, its credit code, the
 * office's number on the piece, the size and the material that were chosen. The
 * fields have their places by the seal's kind: /seals/official/size.
 *
 * One plate is of one material, that of the first seal which the machine can
 * work: the others wait for the next plate, and say so.
 */

#include "yc-seal-draft.h"

#include "yc-case-form.h"
#include "yc-case-verbs-private.h"
#include "yc-counter-private.h"
#include "yc-seal-rules.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIND_PREFIX "seal-" /* of an output: "seal-official" */
#define MADE_SEAL "seal"

typedef struct
{
  YcSealKind kind;
  char *size;     /* (nullable): the profile's id; NULL for the default */
  char *name;
  char *person;   /* (nullable) */
  char *suffix;   /* (nullable) */
  char *credit;   /* (nullable) */
} Order;

static void
order_free (gpointer data)
{
  Order *self = data;

  g_free (self->size);
  g_free (self->name);
  g_free (self->person);
  g_free (self->suffix);
  g_free (self->credit);
  g_free (self);
}

static void
item_free (gpointer data)
{
  YcSealItem *self = data;

  g_free (self->piece);
  g_free (self->label);
  g_free (self->code);
  g_clear_pointer (&self->seal, yc_seal_unref);
  g_clear_pointer (&self->report, yc_seal_report_free);
  g_free (self->trouble);
  g_free (self);
}

static const char *
get_text (YcCase     *c,
          const char *path)
{
  const YcValue *value = yc_case_get_value (c, path);

  return value != NULL && value->type == YC_VALUE_TEXT ? value->text : NULL;
}

static char *
dup_firm (YcCase *c)
{
  static const char *const parts[] = { "/name/region", "/name/trade", "/name/industry", "/name/form" };
  GString *name = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const char *text = get_text (c, parts[i]);

      g_string_append (name, text != NULL ? text : "");
    }
  return g_string_free (name, FALSE);
}

/* (nullable): what was chosen of a seal: "size", "material", "text" */
static const char *
get_choice (YcCase     *c,
            YcSealKind  kind,
            const char *what)
{
  g_autofree char *path = g_strdup_printf ("/seals/%s/%s", yc_seal_kind_to_text (kind), what);

  return get_text (c, path);
}

/* (nullable): what follows the name on a personal seal, as the form has it */
static const char *
get_suffix (YcCase     *c,
            YcSealKind  kind)
{
  static const struct
  {
    const char *code;
    const char *suffix;
  } suffixes[] = { { "seal", "印" }, { "of-seal", "之印" }, { "plain", "" } };
  const char *code = get_choice (c, kind, "text");

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_strcmp0 (code, suffixes[i].code) == 0)
      return suffixes[i].suffix;
  return NULL;
}

static Order *
order_new (YcCase     *c,
           YcSealKind  kind)
{
  Order *self = g_new0 (Order, 1);

  self->kind = kind;
  self->size = g_strdup (get_choice (c, kind, "size"));
  self->name = dup_firm (c);
  self->person = g_strdup (get_text (c, "/legal-representative/name"));
  self->suffix = g_strdup (get_suffix (c, kind));
  self->credit = g_strdup (yc_case_get_result (c, "registration", "credit-code"));
  return self;
}

gboolean
yc_seal_draft_is_seal (const YcPiece *piece)
{
  YcSealKind kind;

  return g_strcmp0 (piece->spec->made, MADE_SEAL) == 0 && g_str_has_prefix (piece->spec->key, KIND_PREFIX) &&
         yc_seal_kind_parse (piece->spec->key + strlen (KIND_PREFIX), &kind);
}

const YcSealMachine *
yc_seal_draft_find_machine (YcDevice *engraver)
{
  const char *driver = engraver != NULL ? yc_device_get_driver_id (engraver) : NULL;

  if (g_strcmp0 (driver, "lihuiyu") == 0)
    return yc_seal_machine_find ("lihuiyu-m2");
  return driver != NULL ? yc_seal_machine_find (driver) : NULL;
}

static void
add_piece (YcSealDraft   *self,
           YcCase        *c,
           const YcPiece *piece)
{
  YcSealItem *item;
  YcSealKind kind;

  if (!yc_seal_draft_is_seal (piece) || !piece->ready || piece->made ||
      !yc_seal_kind_parse (piece->spec->key + strlen (KIND_PREFIX), &kind))
    return;
  item = g_new0 (YcSealItem, 1);
  item->piece = g_strdup (piece->piece);
  item->label = g_strdup (piece->spec->label);
  item->code = g_strdup (piece->code);
  item->needs_reason = piece->needs_reason;
  item->material = yc_seal_material_find (get_choice (c, kind, "material"));
  if (item->material == NULL)
    item->trouble = g_strdup (_("Of a material that is not cut by laser: its maker brings it"));
  else if (item->material->process == YC_SEAL_FILM)
    item->trouble = g_strdup (_("Photosensitive: no laser job; print the film and flash it"));
  g_ptr_array_add (self->items, item);
  g_ptr_array_add (self->orders, order_new (c, kind));
}

/* (nullable): what came in the pack of the case's version */
static YcSealProfiles *
dup_profiles (YcCaseFile *file)
{
  YcCounter *counter = yc_case_file_get_counter (file);
  const char *version = yc_case_get_version (yc_case_file_get_case (file));
  YcSealProfiles *profiles = counter != NULL && version != NULL ? yc_counter_get_seals (counter, version) : NULL;

  return profiles != NULL ? yc_seal_profiles_ref (profiles) : NULL;
}

/**
 * yc_seal_draft_new:
 * @file: a case
 * @machine: (nullable): what stands at the window
 *
 * Takes down what the case wants made and has not: nothing of it is asked later.
 */
YcSealDraft *
yc_seal_draft_new (YcCaseFile          *file,
                   const YcSealMachine *machine)
{
  YcSealDraft *self = g_new0 (YcSealDraft, 1);
  g_autoptr (GPtrArray) pieces = yc_case_file_list_pieces (file);

  self->items = g_ptr_array_new_with_free_func (item_free);
  self->orders = g_ptr_array_new_with_free_func (order_free);
  self->machine = machine;
  self->profiles = dup_profiles (file);
  for (guint i = 0; i < pieces->len; i++)
    add_piece (self, yc_case_file_get_case (file), g_ptr_array_index (pieces, i));
  return self;
}

void
yc_seal_draft_free (YcSealDraft *self)
{
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->orders);
  g_clear_pointer (&self->plan, yc_seal_plan_unref);
  g_clear_pointer (&self->profiles, yc_seal_profiles_unref);
  g_free (self);
}

static gboolean
is_same (const YcSealDraft *self,
         const YcSealDraft *other,
         guint              index)
{
  const YcSealItem *item = g_ptr_array_index (self->items, index), *item2 = g_ptr_array_index (other->items, index);
  const Order *order = g_ptr_array_index (self->orders, index), *order2 = g_ptr_array_index (other->orders, index);

  return g_str_equal (item->piece, item2->piece) && g_strcmp0 (item->code, item2->code) == 0 &&
         item->material == item2->material && item->needs_reason == item2->needs_reason &&
         order->kind == order2->kind && g_strcmp0 (order->size, order2->size) == 0 &&
         g_strcmp0 (order->name, order2->name) == 0 && g_strcmp0 (order->person, order2->person) == 0 &&
         g_strcmp0 (order->suffix, order2->suffix) == 0 && g_strcmp0 (order->credit, order2->credit) == 0;
}

gboolean
yc_seal_draft_wants_same (const YcSealDraft *self,
                          const YcSealDraft *other)
{
  if (self->machine != other->machine || self->items->len != other->items->len)
    return FALSE;
  for (guint i = 0; i < self->items->len; i++)
    if (!is_same (self, other, i))
      return FALSE;
  return TRUE;
}

/* --- the worker -------------------------------------------------------------------- */

static void
draw_one (YcSealItem           *item,
          const Order          *order,
          const YcSealProfiles *profiles,
          YcSealFonts          *fonts)
{
  const YcSealProfile *profile = yc_seal_profiles_find (profiles, order->kind, order->size);
  const YcSealTexts texts = { .name = order->name, .person = order->person, .suffix = order->suffix,
                              .code = item->code, .credit_code = order->credit };
  g_autoptr (GError) error = NULL;

  if (profile == NULL)
    {
      g_free (item->trouble);
      item->trouble = g_strdup_printf (_("The rules have no such seal of %s mm"), order->size);
      return;
    }
  item->seal = yc_seal_make (profile, &texts, fonts, &error);
  if (item->seal == NULL)
    {
      g_free (item->trouble);
      item->trouble = g_strdup (error->message);
      return;
    }
  item->report = yc_seal_report_new (item->seal->drawing, profile, &texts,
                                     item->material != NULL ? item->material : yc_seal_material_get (0));
  if (!item->report->exact && item->trouble == NULL)
    item->trouble = g_strdup (_("It does not measure what its rule wants"));
  else if (!item->report->cuttable && item->trouble == NULL)
    item->trouble = g_strdup (_("Its lines are too fine for the material"));
}

/* What can be cut together: of one material, that of the first. */
static GPtrArray *
list_parts (YcSealDraft           *self,
            const YcSealMaterial **ret_material)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_seal_part_free);

  *ret_material = NULL;
  for (guint i = 0; i < self->items->len; i++)
    {
      YcSealItem *item = g_ptr_array_index (self->items, i);

      if (item->seal == NULL || item->trouble != NULL)
        continue;
      if (*ret_material == NULL)
        *ret_material = item->material;
      item->planned = item->material == *ret_material;
      if (item->planned)
        g_ptr_array_add (parts, yc_seal_part_new (item->seal->drawing, item->label));
      else
        item->trouble = g_strdup (_("Of another material: it comes on the next plate"));
    }
  return parts;
}

gboolean
yc_seal_draft_draw (YcSealDraft   *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (YcSealProfiles) profiles = NULL;
  g_autoptr (YcSealFonts) fonts = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  const YcSealPlanOptions options = { 0 };
  const YcSealMaterial *material;

  if (self->items->len == 0)
    return TRUE;
  profiles = self->profiles != NULL ? yc_seal_profiles_ref (self->profiles) : yc_seal_rules_read (NULL, error);
  if (profiles == NULL)
    return FALSE;
  fonts = yc_seal_fonts_new ();
  for (guint i = 0; i < self->items->len; i++)
    draw_one (g_ptr_array_index (self->items, i), g_ptr_array_index (self->orders, i), profiles, fonts);
  parts = list_parts (self, &material);
  if (parts->len > 0 && self->machine != NULL)
    self->plan = yc_seal_plan_new (parts, material, self->machine, &options, cancellable, error);
  return parts->len == 0 || self->machine == NULL || self->plan != NULL;
}

void
yc_seal_draft_drop_drawings (YcSealDraft *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      YcSealItem *item = g_ptr_array_index (self->items, i);

      g_clear_pointer (&item->seal, yc_seal_unref);
      g_clear_pointer (&item->report, yc_seal_report_free);
    }
  g_clear_pointer (&self->plan, yc_seal_plan_unref);
}
