/* yc-catalogue-reader.c: a catalogue from its JSON
 *
 * A catalogue is written by people and decides what companies must bring, so
 * nothing in it is guessed and nothing passed over: a member that is not known
 * is refused as one that is missing. The first thing wrong is named by file
 * and JSON path, and nothing of the catalogue is used.
 *
 * What is read is put into its parent at once and filled there; so look-ups
 * find all that came before, and a refusal frees everything with the matter.
 * Names inside expressions may point forward. They are looked up when the
 * matter is whole: yc_reading_resolve().
 */

#include "yc-catalogue-reader.h"

#include "yc-checks.h"
#include "yc-field.h"
#include "yc-json-guard.h"
#include "yc-reading.h"

#include <string.h>

#define FORMAT "yichuang-catalogue-1"

#define MEMBERS_MAX 200000
#define STRING_BYTES_MAX 8192
#define CODE_CHARS_MAX 20
#define MATTERS_MAX 200
#define PAGES_MAX 32
#define FIELDS_MAX 100
#define CHOICES_MAX 500
#define ITEMS_MAX 100
#define CONSTRAINTS_MAX 64
#define SIGNATURES_MAX 16
#define SIGNERS_MAX 16
#define ITEM_MODULES_MAX 16
#define ROWS_MAX 200
#define PROPOSALS_MAX 8 /* of one field */
#define CALLBACK_DAYS_MAX 365
#define OWED_DAYS_MAX 365
#define COPIES_MAX 99

G_DEFINE_QUARK (yc-catalogue-error-quark, yc_catalogue_error)

/* A field, and where it belongs. */
typedef struct
{
  YcMatter *matter;
  const YcListSpec *list; /* (nullable) */
  GPtrArray *fields;
} FieldPlace;

static const struct
{
  const char *name;
  YcFieldType type;
  guint chars_max; /* of a text, where the catalogue does not say */
} types[] = {
  { "text", YC_FIELD_TEXT, 100 },
  { "long-text", YC_FIELD_LONG_TEXT, 1000 },
  { "int", YC_FIELD_INT, 0 },
  { "money", YC_FIELD_MONEY, 0 },
  { "date", YC_FIELD_DATE, 10 },
  { "choice", YC_FIELD_CHOICE, CODE_CHARS_MAX },
  { "area", YC_FIELD_AREA, 12 },
  { "person-number", YC_FIELD_PERSON_NUMBER, 30 },
  { "credit-code", YC_FIELD_CREDIT_CODE, 18 },
  { "industry", YC_FIELD_INDUSTRY, 5 },
  { "scope", YC_FIELD_SCOPE, 1000 },
  { "phone", YC_FIELD_PHONE, 20 },
};

gboolean
yc_reading_refuse_twice (YcReading  *reading,
                         const char *member)
{
  return yc_reading_refuse_member (reading, member, YC_CATALOGUE_ERROR_REFERENCE,
                                   "was there before");
}

/* @label: the member that holds words for people */
gboolean
yc_reading_get_label (YcReading  *reading,
                      json_t     *json,
                      const char *member,
                      char      **ret_label)
{
  return yc_reading_get_text (reading, json, member, YC_CATALOGUE_LABEL_CHARS_MAX, ret_label);
}

/* --- fields ---------------------------------------------------------- */

static gboolean
read_choice (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  static const char *const required[] = { "code", "label", NULL };
  static const char *const optional[] = { NULL };
  YcFieldSpec *spec = data;
  YcChoice *choice;
  const char *code;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  code = json_string_value (json_object_get (json, "code"));
  if (code != NULL && yc_field_spec_get_choice_label (spec, code) != NULL)
    return yc_reading_refuse_twice (reading, "code");
  choice = yc_choice_new (NULL, NULL);
  g_ptr_array_add (spec->choices, choice);
  return yc_reading_get_text (reading, json, "code", CODE_CHARS_MAX, &choice->code) &&
         yc_reading_get_label (reading, json, "label", &choice->label);
}

static gboolean
read_type (YcReading   *reading,
           json_t      *json,
           YcFieldSpec *spec)
{
  const char *name = json_string_value (json_object_get (json, "type"));

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (types[i].name, name) == 0)
      {
        spec->type = types[i].type;
        spec->chars_max = types[i].chars_max;
        return TRUE;
      }
  return yc_reading_refuse_member (reading, "type", YC_CATALOGUE_ERROR_SHAPE, "is no type of field");
}

/* Members that only some types have. */
static gboolean
check_members_of_type (YcReading         *reading,
                       json_t            *json,
                       const YcFieldSpec *spec)
{
  gboolean number = spec->type == YC_FIELD_INT || spec->type == YC_FIELD_MONEY;
  gboolean choice = spec->type == YC_FIELD_CHOICE;
  const struct
  {
    const char *name;
    gboolean allowed;
  } members[] = {
    { "min", number },
    { "max", number },
    { "unit", number },
    { "chars_max", !number && !choice && spec->type != YC_FIELD_DATE },
    { "choices", choice },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (members); i++)
    if (!members[i].allowed && json_object_get (json, members[i].name) != NULL)
      return yc_reading_refuse_member (reading, members[i].name, YC_CATALOGUE_ERROR_SHAPE,
                                       "is not for fields of this type");
  if (choice && json_object_get (json, "choices") == NULL)
    return yc_reading_refuse_member (reading, "choices", YC_CATALOGUE_ERROR_SHAPE, "is missing");
  return TRUE;
}

static gboolean
path_is_in_list (const YcMatter *matter,
                 const char     *path)
{
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      if (page->list != NULL && page->list->path != NULL &&
          (strcmp (path, page->list->path) == 0 || yc_path_is_below (path, page->list->path)))
        return TRUE;
    }
  return FALSE;
}

/* NULL where a field may be called so. */
static const char *
check_path (const FieldPlace *place,
            const char       *path)
{
  const char *last = strrchr (path, '/');

  if (!yc_path_is_valid (path))
    return "is not a path";
  if (strcmp (last, "/identity") == 0 || yc_path_is_below (path, "/items"))
    return "is kept for what a case computes";
  if (place->list == NULL && path_is_in_list (place->matter, path))
    return "lies in a list";
  return yc_matter_find_field (place->matter, path) != NULL ? "was there before" : NULL;
}

/* @ret_path: the path in a form, with "0" for a row's id */
static gboolean
read_path (YcReading        *reading,
           json_t           *json,
           const FieldPlace *place,
           char            **ret_path,
           char            **ret_full)
{
  const char *reason;

  if (!yc_reading_get_text (reading, json, "path", YC_PATH_MAX, ret_path))
    return FALSE;
  if (place->list == NULL)
    *ret_full = g_strdup (*ret_path);
  else if (strchr (*ret_path, '/') == NULL)
    *ret_full = g_strconcat (place->list->path, "/0/", *ret_path, NULL);
  else
    return yc_reading_refuse_member (reading, "path", YC_CATALOGUE_ERROR_SHAPE,
                                     "is not the name of a row's field");
  reason = check_path (place, *ret_full);
  if (reason != NULL)
    return yc_reading_refuse_member (reading, "path", YC_CATALOGUE_ERROR_REFERENCE, reason);
  return TRUE;
}

static gboolean
read_limits (YcReading   *reading,
             json_t      *json,
             YcFieldSpec *spec)
{
  spec->min = 0;
  spec->max = YC_VALUE_INT_MAX;
  if (!yc_reading_get_int (reading, json, "min", -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX, &spec->min) ||
      !yc_reading_get_int (reading, json, "max", -YC_VALUE_INT_MAX, YC_VALUE_INT_MAX, &spec->max) ||
      !yc_reading_get_uint (reading, json, "chars_max", YC_VALUE_TEXT_MAX / 3, &spec->chars_max))
    return FALSE;
  if (spec->min > spec->max)
    return yc_reading_refuse_member (reading, "min", YC_CATALOGUE_ERROR_SHAPE, "is above max");
  return yc_reading_get_each (reading, json, "choices", CHOICES_MAX, read_choice, spec);
}

/* Asked of the field once it is in its place. */
static gboolean
read_initial (YcReading        *reading,
              json_t           *json,
              const FieldPlace *place,
              const char       *full,
              YcFieldSpec      *spec)
{
  json_t *initial = json_object_get (json, "initial");

  if (initial == NULL)
    return TRUE;
  if (json_is_integer (initial))
    yc_value_set_int (&spec->initial, json_integer_value (initial));
  else
    yc_value_set_text (&spec->initial, json_string_value (initial));
  if (spec->initial.type == YC_VALUE_NONE ||
      yc_matter_check_value (place->matter, full, &spec->initial) != NULL)
    return yc_reading_refuse_member (reading, "initial", YC_CATALOGUE_ERROR_SHAPE,
                                     "does not fit the field");
  return TRUE;
}

typedef struct
{
  const FieldPlace *place;
  YcFieldSpec *spec;
} ProposalPlace;

/* Where it is a literal the field must be able to hold it. */
static void
refer_proposed (YcReading         *reading,
                json_t            *json,
                const YcFieldSpec *spec,
                const char        *list)
{
  g_autofree char *path = list != NULL ? g_strconcat ("./", spec->path, NULL) : g_strdup (spec->path);
  g_auto (YcValue) value = YC_VALUE_INIT;
  gsize mark;

  if (json_is_integer (json))
    yc_value_set_int (&value, json_integer_value (json));
  else if (json_is_string (json))
    yc_value_set_text (&value, json_string_value (json));
  else
    return;
  mark = yc_reading_enter (reading, "value");
  yc_reading_refer (reading, YC_REFERENCE_COMPARED, path, list, &value);
  yc_reading_leave (reading, mark);
}

static gboolean
read_proposal (YcReading *reading,
               json_t    *json,
               gpointer   data)
{
  static const char *const required[] = { "value", "from", NULL };
  static const char *const optional[] = { "when", NULL };
  const ProposalPlace *at = data;
  const char *list = at->place->list != NULL ? at->place->list->path : NULL;
  YcProposal *proposal;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  proposal = yc_proposal_new ();
  g_ptr_array_add (at->spec->proposals, proposal);
  refer_proposed (reading, json_object_get (json, "value"), at->spec, list);
  return yc_reading_get_label (reading, json, "from", &proposal->from) &&
         yc_reading_get_value (reading, json, "value", list, &proposal->value) &&
         yc_reading_get_expr (reading, json, "when", list, &proposal->when);
}

static gboolean
read_conditions (YcReading        *reading,
                 json_t           *json,
                 const FieldPlace *place,
                 YcFieldSpec      *spec)
{
  const char *list = place->list != NULL ? place->list->path : NULL;

  if (json_object_get (json, "required") != NULL && json_object_get (json, "required_when") != NULL)
    return yc_reading_refuse_member (reading, "required_when", YC_CATALOGUE_ERROR_SHAPE,
                                     "stands beside required");
  return yc_reading_get_boolean (reading, json, "required", &spec->required) &&
         yc_reading_get_expr (reading, json, "required_when", list, &spec->required_when) &&
         yc_reading_get_expr (reading, json, "shown_when", list, &spec->shown_when);
}

static gboolean
read_check (YcReading   *reading,
            json_t      *json,
            YcFieldSpec *spec)
{
  if (!yc_reading_get_id (reading, json, "check", &spec->check))
    return FALSE;
  if (spec->check != NULL && !yc_check_is_known (spec->check))
    return yc_reading_refuse_member (reading, "check", YC_CATALOGUE_ERROR_REFERENCE,
                                     "is no check");
  return TRUE;
}

static gboolean
read_words (YcReading   *reading,
            json_t      *json,
            YcFieldSpec *spec)
{
  return yc_reading_get_label (reading, json, "label", &spec->label) &&
         yc_reading_get_text (reading, json, "help", YC_CATALOGUE_HELP_CHARS_MAX, &spec->help) &&
         yc_reading_get_label (reading, json, "unit", &spec->unit) &&
         yc_reading_get_boolean (reading, json, "sensitive", &spec->sensitive);
}

/* Only what is typed on one line can be masked (yc-mask.h). */
static gboolean
check_sensitive (YcReading         *reading,
                 const YcFieldSpec *spec)
{
  switch (spec->type)
    {
    case YC_FIELD_LONG_TEXT:
    case YC_FIELD_CHOICE:
    case YC_FIELD_AREA:
    case YC_FIELD_INDUSTRY:
    case YC_FIELD_SCOPE:
      return !spec->sensitive || yc_reading_refuse_member (reading, "sensitive", YC_CATALOGUE_ERROR_SHAPE,
                                                           "cannot be masked in a field of this type");
    case YC_FIELD_TEXT:
    case YC_FIELD_INT:
    case YC_FIELD_MONEY:
    case YC_FIELD_DATE:
    case YC_FIELD_PERSON_NUMBER:
    case YC_FIELD_CREDIT_CODE:
    case YC_FIELD_PHONE:
    default:
      return TRUE;
    }
}

static gboolean
read_field (YcReading *reading,
            json_t    *json,
            gpointer   data)
{
  static const char *const required[] = { "path", "label", "type", NULL };
  static const char *const optional[] = { "help", "unit", "sensitive", "chars_max", "min", "max",
                                          "required", "required_when", "shown_when", "initial",
                                          "proposed", "check", "choices", NULL };
  const FieldPlace *place = data;
  ProposalPlace at = { place, NULL };
  g_autofree char *path = NULL;
  g_autofree char *full = NULL;
  YcFieldSpec *spec;

  if (!yc_reading_check_object (reading, json, required, optional) ||
      !read_path (reading, json, place, &path, &full))
    return FALSE;
  spec = yc_field_spec_new ();
  spec->path = g_steal_pointer (&path);
  at.spec = spec;
  g_ptr_array_add (place->fields, spec);
  return read_words (reading, json, spec) &&
         read_type (reading, json, spec) &&
         check_members_of_type (reading, json, spec) &&
         check_sensitive (reading, spec) &&
         read_limits (reading, json, spec) &&
         read_check (reading, json, spec) &&
         read_conditions (reading, json, place, spec) &&
         yc_reading_get_each (reading, json, "proposed", PROPOSALS_MAX, read_proposal, &at) &&
         read_initial (reading, json, place, full, spec);
}

/* --- pages ----------------------------------------------------------- */

static gboolean
list_path_is_free (const YcMatter   *matter,
                   const YcListSpec *list)
{
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      if (page->list != NULL && page->list != list && g_strcmp0 (page->list->path, list->path) == 0)
        return FALSE;
      for (guint j = 0; j < page->fields->len; j++)
        {
          const YcFieldSpec *spec = g_ptr_array_index (page->fields, j);

          if (strcmp (spec->path, list->path) == 0 || yc_path_is_below (spec->path, list->path))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
read_list_path (YcReading      *reading,
                json_t         *json,
                const YcMatter *matter,
                YcListSpec     *list)
{
  if (!yc_reading_get_text (reading, json, "path", YC_PATH_MAX, &list->path))
    return FALSE;
  if (!yc_path_is_valid (list->path) || strchr (list->path + 1, '/') != NULL ||
      strcmp (list->path, "/items") == 0)
    return yc_reading_refuse_member (reading, "path", YC_CATALOGUE_ERROR_SHAPE,
                                     "is not the path of a list");
  return list_path_is_free (matter, list) || yc_reading_refuse_twice (reading, "path");
}

static gboolean
read_list (YcReading *reading,
           json_t    *json,
           YcMatter  *matter,
           YcPage    *page)
{
  static const char *const required[] = { "path", "label", "row_label", "rows_min", "rows_max",
                                          "fields", NULL };
  static const char *const optional[] = { "shown_when", NULL };
  YcListSpec *list;
  FieldPlace place;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  list = page->list = yc_list_spec_new ();
  if (!read_list_path (reading, json, matter, list) ||
      !yc_reading_get_label (reading, json, "label", &list->label) ||
      !yc_reading_get_label (reading, json, "row_label", &list->row_label) ||
      !yc_reading_get_uint (reading, json, "rows_min", ROWS_MAX, &list->rows_min) ||
      !yc_reading_get_uint (reading, json, "rows_max", ROWS_MAX, &list->rows_max) ||
      !yc_reading_get_expr (reading, json, "shown_when", NULL, &list->shown_when))
    return FALSE;
  if (list->rows_min > list->rows_max)
    return yc_reading_refuse_member (reading, "rows_min", YC_CATALOGUE_ERROR_SHAPE,
                                     "is above rows_max");
  place = (FieldPlace){ matter, list, list->fields };
  return yc_reading_get_each (reading, json, "fields", FIELDS_MAX, read_field, &place);
}

static gboolean
page_id_is_free (const YcMatter *matter,
                 const char     *id)
{
  for (guint i = 0; i < matter->pages->len; i++)
    if (g_strcmp0 (((YcPage *) g_ptr_array_index (matter->pages, i))->id, id) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
read_page (YcReading *reading,
           json_t    *json,
           gpointer   data)
{
  static const char *const required[] = { "id", "label", "fields", NULL };
  static const char *const optional[] = { "list", NULL };
  YcMatter *matter = data;
  YcPage *page;
  FieldPlace place;
  gboolean fine;
  gsize mark;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (!page_id_is_free (matter, json_string_value (json_object_get (json, "id"))))
    return yc_reading_refuse_twice (reading, "id");
  page = yc_page_new ();
  g_ptr_array_add (matter->pages, page);
  place = (FieldPlace){ matter, NULL, page->fields };
  if (!yc_reading_get_id (reading, json, "id", &page->id) ||
      !yc_reading_get_label (reading, json, "label", &page->label) ||
      !yc_reading_get_each (reading, json, "fields", FIELDS_MAX, read_field, &place))
    return FALSE;
  if (json_object_get (json, "list") == NULL)
    return TRUE;
  mark = yc_reading_enter (reading, "list");
  fine = read_list (reading, json_object_get (json, "list"), matter, page);
  yc_reading_leave (reading, mark);
  return fine;
}

/* --- items and signers ----------------------------------------- */

static gboolean
read_item (YcReading *reading,
           json_t    *json,
           gpointer   data)
{
  static const char *const required[] = { "id", "label", NULL };
  static const char *const optional[] = { "help", "needed_when", "originals", "copies", "from_card",
                                          "owed_days", "modules", NULL };
  YcMatter *matter = data;
  YcItemSpec *item;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_matter_find_item (matter, json_string_value (json_object_get (json, "id"))) != NULL)
    return yc_reading_refuse_twice (reading, "id");
  item = yc_item_spec_new ();
  g_ptr_array_add (matter->items, item);
  return yc_reading_get_id (reading, json, "id", &item->id) &&
         yc_reading_get_label (reading, json, "label", &item->label) &&
         yc_reading_get_text (reading, json, "help", YC_CATALOGUE_HELP_CHARS_MAX, &item->help) &&
         yc_reading_get_expr (reading, json, "needed_when", NULL, &item->needed_when) &&
         yc_reading_get_uint (reading, json, "originals", COPIES_MAX, &item->originals) &&
         yc_reading_get_uint (reading, json, "copies", COPIES_MAX, &item->copies) &&
         yc_reading_get_boolean (reading, json, "from_card", &item->from_card) &&
         yc_reading_get_texts (reading, json, "modules", ITEM_MODULES_MAX, CODE_CHARS_MAX, item->modules) &&
         yc_reading_get_uint (reading, json, "owed_days", OWED_DAYS_MAX, &item->owed_days);
}

static gboolean
signer_path_is_free (const YcMatter *matter,
                     const YcSigner *signer)
{
  for (guint i = 0; i < matter->signers->len; i++)
    {
      const YcSigner *other = g_ptr_array_index (matter->signers, i);

      if (other != signer && g_strcmp0 (other->path, signer->path) == 0)
        return FALSE;
    }
  return TRUE;
}

/* A signer has the two fields that an identity is compared with. */
static gboolean
signer_is_person (const YcMatter *matter,
                  const YcSigner *signer)
{
  const char *row = signer->is_list ? "/0" : "";
  g_autofree char *name = g_strconcat (signer->path, row, "/name", NULL);
  g_autofree char *number = g_strconcat (signer->path, row, "/number", NULL);

  return yc_matter_find_field (matter, name) != NULL &&
         yc_matter_find_field (matter, number) != NULL;
}

static gboolean
read_signer (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  static const char *const required[] = { "path", "label", NULL };
  static const char *const optional[] = { "applies_when", NULL };
  YcMatter *matter = data;
  YcSigner *signer;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  signer = yc_signer_new ();
  g_ptr_array_add (matter->signers, signer);
  if (!yc_reading_get_text (reading, json, "path", YC_PATH_MAX, &signer->path))
    return FALSE;
  signer->is_list = yc_matter_find_list (matter, signer->path) != NULL;
  if (!signer_is_person (matter, signer))
    return yc_reading_refuse_member (reading, "path", YC_CATALOGUE_ERROR_REFERENCE,
                                     "names no person with a name and a number");
  if (!signer_path_is_free (matter, signer))
    return yc_reading_refuse_twice (reading, "path");
  return yc_reading_get_label (reading, json, "label", &signer->label) &&
         yc_reading_get_expr (reading, json, "applies_when", signer->is_list ? signer->path : NULL,
                              &signer->applies_when);
}

/* --- constraints ------------------------------------------------------- */

static gboolean
read_severity (YcReading    *reading,
               json_t       *json,
               YcConstraint *constraint)
{
  const char *severity = json_string_value (json_object_get (json, "severity"));

  if (severity == NULL || strcmp (severity, "error") == 0)
    constraint->severity = YC_SEVERITY_ERROR;
  else if (strcmp (severity, "warning") == 0)
    constraint->severity = YC_SEVERITY_WARNING;
  else
    return yc_reading_refuse_member (reading, "severity", YC_CATALOGUE_ERROR_SHAPE, "is neither error nor warning");
  return TRUE;
}

/* Its field, and the value that would mend it, are looked up with the rest. */
static gboolean
refer_constraint (YcReading          *reading,
                  const YcConstraint *constraint)
{
  g_autofree char *path = constraint->list != NULL ? g_strconcat ("./", constraint->path, NULL)
                                                   : g_strdup (constraint->path);
  g_auto (YcValue) value = YC_VALUE_INIT;
  gsize mark = yc_reading_enter (reading, "path");

  if (constraint->mend_value != NULL)
    yc_value_set_text (&value, constraint->mend_value);
  if (value.type == YC_VALUE_TEXT)
    yc_reading_refer (reading, YC_REFERENCE_COMPARED, path, constraint->list, &value);
  else
    yc_reading_refer (reading, YC_REFERENCE_FIELD, path, constraint->list, NULL);
  yc_reading_leave (reading, mark);
  return TRUE;
}

static gboolean
constraint_id_is_free (const YcMatter *matter,
                       const char     *id)
{
  for (guint i = 0; i < matter->constraints->len; i++)
    if (g_strcmp0 (((YcConstraint *) g_ptr_array_index (matter->constraints, i))->id, id) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
read_constraint (YcReading *reading,
                 json_t    *json,
                 gpointer   data)
{
  static const char *const required[] = { "id", "path", "when", "message", NULL };
  static const char *const optional[] = { "list", "mend", "mend_value", "severity", NULL };
  YcMatter *matter = data;
  YcConstraint *constraint;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (!constraint_id_is_free (matter, json_string_value (json_object_get (json, "id"))))
    return yc_reading_refuse_twice (reading, "id");
  constraint = yc_constraint_new ();
  g_ptr_array_add (matter->constraints, constraint);
  return yc_reading_get_id (reading, json, "id", &constraint->id) &&
         yc_reading_get_text (reading, json, "path", YC_PATH_MAX, &constraint->path) &&
         yc_reading_get_text (reading, json, "list", YC_PATH_MAX, &constraint->list) &&
         yc_reading_get_text (reading, json, "message", YC_CATALOGUE_HELP_CHARS_MAX, &constraint->message) &&
         yc_reading_get_text (reading, json, "mend", YC_CATALOGUE_HELP_CHARS_MAX, &constraint->mend) &&
         yc_reading_get_text (reading, json, "mend_value", YC_CATALOGUE_HELP_CHARS_MAX, &constraint->mend_value) &&
         read_severity (reading, json, constraint) &&
         yc_reading_get_expr (reading, json, "when", constraint->list, &constraint->when) &&
         refer_constraint (reading, constraint);
}

/* --- the whole ------------------------------------------------------- */

/* Case numbers begin with it: two to four capital letters. */
static gboolean
is_signer (const YcMatter *matter,
           const char     *path)
{
  for (guint i = 0; i < matter->signers->len; i++)
    if (g_strcmp0 (((const YcSigner *) g_ptr_array_index (matter->signers, i))->path, path) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
read_signed_paper (YcReading *reading,
                   json_t    *json,
                   gpointer   data)
{
  static const char *const required[] = { "paper", "label", "signers", NULL };
  static const char *const optional[] = { "required", "needed_when", NULL };
  YcMatter *matter = data;
  YcSignedPaper *paper;

  if (!yc_reading_check_object (reading, json, required, optional))
    return FALSE;
  if (yc_matter_find_signed_paper (matter, json_string_value (json_object_get (json, "paper"))) != NULL)
    return yc_reading_refuse_twice (reading, "paper");
  paper = yc_signed_paper_new ();
  g_ptr_array_add (matter->signatures, paper);
  if (!yc_reading_get_id (reading, json, "paper", &paper->paper) ||
      !yc_reading_get_label (reading, json, "label", &paper->label) ||
      !yc_reading_get_texts (reading, json, "signers", SIGNERS_MAX, YC_PATH_MAX, paper->signers) ||
      !yc_reading_get_boolean (reading, json, "required", &paper->required) ||
      !yc_reading_get_expr (reading, json, "needed_when", NULL, &paper->needed_when))
    return FALSE;
  for (guint i = 0; i < paper->signers->len; i++)
    if (!is_signer (matter, g_ptr_array_index (paper->signers, i)))
      return yc_reading_refuse_member (reading, "signers", YC_CATALOGUE_ERROR_REFERENCE, "names no signer");
  return paper->signers->len > 0 ||
         yc_reading_refuse_member (reading, "signers", YC_CATALOGUE_ERROR_SHAPE, "names nobody");
}

static gboolean
read_prefix (YcReading *reading,
             json_t    *json,
             YcMatter  *matter)
{
  gsize length;

  if (!yc_reading_get_text (reading, json, "prefix", 4, &matter->prefix))
    return FALSE;
  length = strlen (matter->prefix);
  if (length < 2 || strspn (matter->prefix, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != length)
    return yc_reading_refuse_member (reading, "prefix", YC_CATALOGUE_ERROR_SHAPE,
                                     "is not two to four capital letters");
  return TRUE;
}

static gboolean
read_name_kind (YcReading *reading,
                json_t    *json,
                YcMatter  *matter)
{
  if (!yc_reading_get_id (reading, json, "name_kind", &matter->name_kind) || matter->name_kind == NULL)
    return matter->name_kind == NULL && json_object_get (json, "name_kind") == NULL;
  if (matter->name_rules == NULL || yc_name_rules_find_kind (matter->name_rules, matter->name_kind) == NULL)
    return yc_reading_refuse_member (reading, "name_kind", YC_CATALOGUE_ERROR_REFERENCE, "names no kind of enterprise");
  return TRUE;
}

/* {"text": …, "refused": …} */
static gboolean
read_consent (YcReading *reading,
              json_t    *json,
              YcMatter  *matter)
{
  static const char *const required[] = { "text", "refused", NULL };
  static const char *const optional[] = { NULL };
  json_t *consent = json_object_get (json, "consent");
  gboolean fine;
  gsize mark;

  if (consent == NULL)
    return TRUE;
  mark = yc_reading_enter (reading, "consent");
  fine = yc_reading_check_object (reading, consent, required, optional) &&
         yc_reading_get_text (reading, consent, "text", YC_CATALOGUE_HELP_CHARS_MAX, &matter->consent) &&
         yc_reading_get_text (reading, consent, "refused", YC_CATALOGUE_HELP_CHARS_MAX, &matter->consent_refused);
  if (fine && (*matter->consent == '\0' || *matter->consent_refused == '\0'))
    fine = yc_reading_refuse (reading, YC_CATALOGUE_ERROR_SHAPE, "%s", "says nothing");
  yc_reading_leave (reading, mark);
  return fine;
}

/* Whether an item's modules are there is known when they have been read. */
static gboolean
check_item_modules (YcReading      *reading,
                    json_t         *json,
                    const YcMatter *matter)
{
  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);

      for (guint j = 0; j < item->modules->len; j++)
        if (yc_matter_find_module (matter, g_ptr_array_index (item->modules, j)) == NULL)
          {
            yc_reading_enter (reading, "items");
            yc_reading_enter_index (reading, i);
            return yc_reading_refuse_member (reading, "modules", YC_CATALOGUE_ERROR_REFERENCE, "names no module");
          }
    }
  return TRUE;
}

/* Signers after pages, whose lists they name. */
static gboolean
fill_matter (YcReading *reading,
             json_t    *json,
             YcMatter  *matter)
{
  static const char *const required[] = { "id", "label", "prefix", "modules", "pages", "items",
                                          "signers", NULL };
  static const char *const optional[] = { "promises", "refusals", "constraints", "name_kind", "signatures",
                                          "consent", NULL };

  return yc_reading_check_object (reading, json, required, optional) &&
         yc_reading_get_id (reading, json, "id", &matter->id) &&
         yc_reading_get_label (reading, json, "label", &matter->label) &&
         read_prefix (reading, json, matter) &&
         read_name_kind (reading, json, matter) &&
         read_consent (reading, json, matter) &&
         yc_reading_get_each (reading, json, "pages", PAGES_MAX, read_page, matter) &&
         yc_reading_get_each (reading, json, "items", ITEMS_MAX, read_item, matter) &&
         yc_reading_get_each (reading, json, "signers", SIGNERS_MAX, read_signer, matter) &&
         yc_reading_get_each (reading, json, "signatures", SIGNATURES_MAX, read_signed_paper, matter) &&
         yc_reading_get_modules (reading, json, matter) &&
         check_item_modules (reading, json, matter) &&
         yc_reading_get_promises (reading, json, matter) &&
         yc_reading_get_reasons (reading, json, "refusals", matter->refusals) &&
         yc_reading_get_each (reading, json, "constraints", CONSTRAINTS_MAX, read_constraint, matter) &&
         yc_reading_resolve (reading, matter);
}

static gboolean
read_matter (YcReading *reading,
             json_t    *json,
             gpointer   data)
{
  YcCatalogue *catalogue = data;
  YcMatter *matter = yc_matter_new ();
  gboolean fine;

  matter->name_rules = yc_catalogue_get_name_rules (catalogue);
  fine = fill_matter (reading, json, matter);
  if (fine && yc_catalogue_find_matter (catalogue, matter->id) != NULL)
    fine = yc_reading_refuse_twice (reading, "id");
  if (fine)
    yc_catalogue_take_matter (catalogue, matter);
  else
    yc_matter_free (matter);
  return fine;
}

/* It stands in requests and in the names of settings. */
static gboolean
read_version (YcReading *reading,
              json_t    *json,
              char     **ret_version)
{
  if (!yc_reading_get_text (reading, json, "version", YC_CATALOGUE_VERSION_MAX, ret_version))
    return FALSE;
  return yc_catalogue_version_is_valid (*ret_version) ||
         yc_reading_refuse_member (reading, "version", YC_CATALOGUE_ERROR_SHAPE,
                                   "is not letters, digits, dots and dashes");
}

static YcCatalogue *
read_head (YcReading *reading,
           json_t    *json)
{
  static const char *const required[] = { "format", "version", "valid_from", "valid_to", "matters",
                                          NULL };
  static const char *const optional[] = { "calendar", "pauses", "carriers", "callback_days",
                                          "name_rules", NULL };
  g_autofree char *version = NULL;
  YcDate from, to;

  if (!yc_reading_check_object (reading, json, required, optional))
    return NULL;
  if (g_strcmp0 (json_string_value (json_object_get (json, "format")), FORMAT) != 0)
    {
      yc_reading_refuse_member (reading, "format", YC_CATALOGUE_ERROR_SHAPE, "is not " FORMAT);
      return NULL;
    }
  if (!read_version (reading, json, &version) ||
      !yc_reading_get_date (reading, json, "valid_from", &from) ||
      !yc_reading_get_date (reading, json, "valid_to", &to))
    return NULL;
  if (yc_date_compare (&from, &to) > 0)
    {
      yc_reading_refuse_member (reading, "valid_from", YC_CATALOGUE_ERROR_SHAPE,
                                "is after valid_to");
      return NULL;
    }
  return yc_catalogue_new (version, &from, &to);
}

/* What all matters share. */
static gboolean
read_common (YcReading   *reading,
             json_t      *json,
             YcCatalogue *catalogue)
{
  YcNameRules *rules = NULL;
  guint days = 0;

  if (!yc_reading_get_calendar (reading, json, yc_catalogue_get_calendar (catalogue)) ||
      !yc_reading_get_reasons (reading, json, "pauses", yc_catalogue_get_pauses (catalogue)) ||
      !yc_reading_get_reasons (reading, json, "carriers", yc_catalogue_get_carriers (catalogue)) ||
      !yc_reading_get_uint (reading, json, "callback_days", CALLBACK_DAYS_MAX, &days) ||
      !yc_reading_get_name_rules (reading, json, &rules))
    return FALSE;
  if (rules != NULL)
    yc_catalogue_take_name_rules (catalogue, rules);
  yc_catalogue_set_callback_days (catalogue, days);
  return TRUE;
}

static json_t *
parse (GBytes      *bytes,
       const char  *name,
       GError     **error)
{
  static const YcJsonLimits limits = { YC_CATALOGUE_BYTES_MAX, YC_JSON_DEPTH_MAX, MEMBERS_MAX,
                                       STRING_BYTES_MAX };
  g_autoptr (GError) problem = NULL;
  json_t *json = yc_json_parse (bytes, &limits, &problem);

  if (json == NULL)
    g_set_error (error, YC_CATALOGUE_ERROR, YC_CATALOGUE_ERROR_JSON, "%s: %s", name,
                 problem->message);
  return json;
}

YcCatalogue *
yc_catalogue_read (GBytes      *bytes,
                   const char  *name,
                   GError     **error)
{
  g_autoptr (json_t) json = NULL;
  g_autoptr (YcCatalogue) catalogue = NULL;
  YcReading reading;
  gboolean fine;

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  json = parse (bytes, name, error);
  if (json == NULL)
    return NULL;
  yc_reading_init (&reading, name, error);
  catalogue = read_head (&reading, json);
  fine = catalogue != NULL && read_common (&reading, json, catalogue) &&
         yc_reading_get_each (&reading, json, "matters", MATTERS_MAX, read_matter, catalogue);
  yc_reading_clear (&reading);
  return fine ? g_steal_pointer (&catalogue) : NULL;
}
