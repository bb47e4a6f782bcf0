/* test-seal-profiles.c: what is wrong in profiles of seals is named by its place */

#include "yc-file.h"
#include "yc-seal-profile-reader.h"

#include <string.h>

static char *
read_text (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("YC_TEST_SOURCE_ROOT"), "data/seals/seals-2026.json", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static YcSealProfiles *
read_profiles (const char  *text,
               GError     **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return yc_seal_profiles_read (bytes, "seals.json", error);
}

/* The measures of tax notice 2011 no. 7, and the sizes that the form lets one choose. */
static void
test_handed_out (void)
{
  static const struct
  {
    YcSealKind kind;
    const char *ids[4];
  } sizes[] = {
    { YC_SEAL_OFFICIAL, { "40", "42" } }, { YC_SEAL_FINANCE, { "38", "40" } }, { YC_SEAL_CONTRACT, { "38", "40", "58" } },
    { YC_SEAL_LEGAL_REP, { "18", "20", "16" } }, { YC_SEAL_INVOICE, { "40x30" } },
  };
  g_autofree char *text = read_text ();
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSealProfiles) profiles = read_profiles (text, &error);
  const YcSealProfile *invoice;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_assert_cmpstr (yc_seal_profiles_find (profiles, sizes[i].kind, NULL)->id, ==, sizes[i].ids[0]);
      for (guint k = 0; sizes[i].ids[k] != NULL; k++)
        g_assert_nonnull (yc_seal_profiles_find (profiles, sizes[i].kind, sizes[i].ids[k]));
    }
  g_assert_null (yc_seal_profiles_find (profiles, YC_SEAL_OFFICIAL, "58"));
  invoice = yc_seal_profiles_find (profiles, YC_SEAL_INVOICE, NULL);
  g_assert_cmpuint (invoice->width_um, ==, 40000);
  g_assert_cmpuint (invoice->height_um, ==, 30000);
  g_assert_cmpuint (invoice->border_um, ==, 1000);
  g_assert_cmpuint (invoice->arc->height_um, ==, 4200);
  g_assert_cmpuint (invoice->arc->height_min_um, ==, 4200);
  g_assert_cmpuint (invoice->arc->border_gap_um, ==, 500);
  g_assert_cmpuint (invoice->arc->span_min_deg, ==, 210);
  g_assert_cmpuint (invoice->arc->span_max_deg, ==, 260);
  g_assert_cmpuint (invoice->credit->height_um, ==, 3700);
  g_assert_cmpuint (invoice->credit->width_um, ==, 1300);
  g_assert_cmpuint (invoice->credit->total_um, ==, 26000);
  g_assert_cmpint (invoice->credit->top_um, ==, -1850);
  g_assert_cmpuint (invoice->title->height_um, ==, 4600);
  g_assert_cmpuint (invoice->title->width_um, ==, 3000);
  g_assert_cmpint (invoice->title->top_um, ==, 4200);
  g_assert_cmpuint (invoice->serial->height_um, ==, 2200);
  g_assert_cmpuint (invoice->serial->width_um, ==, 1700);
  g_assert_cmpint (invoice->serial->top_um, ==, 10000);
}

typedef struct
{
  const char *from; /* its first place in the file */
  const char *to;
  const char *says;
} Damage;

static const Damage damages[] = {
  { "yichuang-seals-1", "yichuang-seals-2", "seals.json: /format: is not" },
  { "\"version\": \"2026.1\",", "", "seals.json: /version: is missing" },
  { "\"2026-01-01\"", "\"2026-02-30\"", "/valid_from: is not a date" },
  { "\"label\":", "\"lable\":", "/lable: is not known here" },
  { "\"id\": \"fangsong\"", "\"id\": \"song\"", "/styles/1/id: was there before" },
  { "\"id\": \"song\"", "\"id\": \"Song\"", "/styles/0/id: is not an id" },
  { "[\"Arial\", \"Liberation Sans\"]", "[]", "/styles/3/families: names no font" },
  { "\"style\": \"song\"", "\"style\": \"kai\"", "/profiles/0/arc/style: names no style" },
  { "\"kind\": \"official\"", "\"kind\": \"offical\"", "/profiles/0/kind: is none of official" },
  { "\"id\": \"42\"", "\"id\": \"40\"", "/profiles/1/id: was there before" },
  { "\"kind\": \"invoice\", \"id\": \"40x30\"", "\"kind\": \"contract\", \"id\": \"40x30\"", "/profiles: has none of the kind invoice" },
  { "\"border_um\": 1000", "\"border_um\": 0", "/profiles/0/border_um: is nothing" },
  { "\"border_um\": 1000", "\"border_um\": 1.5", "a number that is not an integer" },
  { "\"border_um\": 1000", "\"border_um\": -5", "/profiles/0/border_um: is out of bounds" },
  { "\"width_um\": 40000", "\"width_um\": 900000", "/profiles/0/width_um: is out of bounds" },
  { "\"star_um\": 14000", "\"star_um\": 28000", "/profiles/0/arc: leaves no room" },
  { "\"span_max_deg\": 285", "\"span_max_deg\": 100", "/profiles/0/arc: has a least that is more" },
  { "\"span_min_deg\": 170", "\"span_min_deg\": 3", "/profiles/0/arc: has a size of 0" },
  { "\"height_min_um\": 3200", "\"height_min_um\": 9000", "/profiles/0/arc: has a least that is more" },
  { "\"cuts_max\": 6", "\"cuts_max\": 0", "/profiles/0/cuts_max: goes with cut_um" },
  { "\"digits_min\": 13", "\"digits_min\": 15", "/profiles/0/code: has a least that is more" },
  { "\"total_um\": 26000", "\"total_um\": 23400", "/profiles/4/credit/total_um: has no room" },
  { "\"columns\": [[2], ", "\"columns\": [", "/profiles/8/square/columns: does not say" },
  { "[2, 2, 2]", "[2, 2, 2, 0]", "/profiles/8/square/columns/4: is not an array" },
  { "[2, 2, 2]", "[2, 2, 3]", "/profiles/8/square/columns/4: is not at most 6" },
  { "[3, 2]", "[2, 2]", "/profiles/8/square/columns/3: was there before" },
  { "\"width_um\": 18000", "\"width_um\": 19000", "/profiles/8/square: is of a seal that is not square" },
  { "\"margin_um\": 700", "\"margin_um\": 8000", "/profiles/8/square: leaves no room" },
  { "\"styles\": [", "\"styles\": [[", "seals.json: " },
};

static char *
replace_first (const char   *text,
               const Damage *damage)
{
  const char *at = strstr (text, damage->from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (int) (at - text), text, damage->to, at + strlen (damage->from));
}

static void
test_damaged (void)
{
  g_autofree char *text = read_text ();

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autofree char *damaged = replace_first (text, &damages[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSealProfiles) profiles = read_profiles (damaged, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "read");
      g_assert_null (profiles);
      g_assert_nonnull (strstr (error->message, damages[i].says));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/seal-profiles/handed-out", test_handed_out);
  g_test_add_func ("/seal-profiles/damaged", test_damaged);
  return g_test_run ();
}
