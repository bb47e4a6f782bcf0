/* test-seal-make.c: seals by the profiles that are handed out, and what is refused */

#include "test-seals.h"

#include <string.h>

static YcSealProfiles *profiles;
static YcSealFonts *fonts;

static const YcSealTexts all = { .name = SEALS_NAME, .person = "王小明", .credit_code = SEALS_CREDIT };

static YcSeal *
make (YcSealKind         kind,
      const char        *id,
      const YcSealTexts *texts,
      GError           **error)
{
  const YcSealProfile *profile = yc_seal_profiles_find (profiles, kind, id);

  g_assert_nonnull (profile);
  return yc_seal_make (profile, texts, fonts, error);
}

static YcSeal *
make_well (YcSealKind         kind,
           const char        *id,
           const YcSealTexts *texts)
{
  g_autoptr (GError) error = NULL;
  YcSeal *seal = make (kind, id, texts, &error);

  g_assert_no_error (error);
  return seal;
}

static guint
count_role (const YcSeal *seal,
            YcSealRole    role)
{
  guint count = 0;

  for (guint i = 0; i < yc_seal_drawing_count_shapes (seal->drawing); i++)
    count += yc_seal_drawing_get_role (seal->drawing, i) == role ? 1 : 0;
  return count;
}

/* Every profile that is handed out gives a seal that measures what it says, with a number and without. */
static void
test_profiles (void)
{
  static const char *const codes[] = { NULL, "37150212345678" };

  for (guint i = 0; i < profiles->profiles->len; i++)
    for (guint c = 0; c < G_N_ELEMENTS (codes); c++)
      {
        const YcSealProfile *profile = g_ptr_array_index (profiles->profiles, i);
        YcSealTexts texts = all;
        g_autoptr (YcSeal) seal = NULL;
        g_autoptr (YcSealReport) report = NULL;
        g_autofree char *wrong = NULL;

        texts.code = profile->code != NULL ? codes[c] : NULL;
        texts.cuts = profile->cuts_max;
        seal = make_well (profile->kind, profile->id, &texts);
        g_assert_cmpuint (count_role (seal, YC_SEAL_CODE), ==, texts.code != NULL ? strlen (texts.code) : 0);
        report = seals_report (seal->drawing, profile, &texts);
        wrong = seals_list_wrong (report, FALSE);
        g_test_message ("%s: %s", profile->label, wrong);
        g_assert_cmpstr (wrong, ==, "");
        g_assert_true (report->exact);
        g_assert_true (report->cuttable);
      }
}

static void
test_twice_the_same (void)
{
  g_autoptr (YcSealFonts) others = yc_seal_fonts_new ();
  YcSealTexts texts = all;

  texts.code = SEALS_CODE;
  texts.cuts = 3;
  for (guint kind = 0; kind < YC_SEAL_N_KINDS; kind++)
    {
      const YcSealProfile *profile = yc_seal_profiles_find (profiles, (YcSealKind) kind, NULL);
      g_autoptr (YcSeal) one = NULL, two = NULL, three = NULL;

      if (profile->square != NULL)
        texts.cuts = 0;
      one = yc_seal_make (profile, &texts, fonts, NULL);
      two = yc_seal_make (profile, &texts, others, NULL);
      g_assert_cmpstr (one->digest, ==, two->digest);
      texts.name = "聊城市示范科枝有限公司";
      texts.person = "王小朋";
      three = yc_seal_make (profile, &texts, fonts, NULL);
      g_assert_cmpstr (one->digest, !=, three->digest);
      texts.name = all.name;
      texts.person = all.person;
    }
}

/* Names that once came out uneven: characters that reach into each other, and long lines across a box. */
static void
test_even (void)
{
  static const struct
  {
    const char *id;
    const char *name;
  } cases[] = {
    { "40", "票诽吃堵通恋府扼泽谆姬给衣毗屈坷斗声肯小驼" },
    { "42", "宁眨斗裸霞敛县善爵诗婶蜘辈校箩单粕唁粤瓢豺谣糖崎麓说瘤蜜协茫彤迄氦虾" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      YcSealTexts texts = { .name = cases[i].name };
      g_autoptr (YcSeal) seal = make_well (YC_SEAL_OFFICIAL, cases[i].id, &texts);
      g_autoptr (YcSealReport) report = NULL;
      g_autofree char *wrong = NULL;

      report = seals_report (seal->drawing, yc_seal_profiles_find (profiles, YC_SEAL_OFFICIAL, cases[i].id), &texts);
      wrong = seals_list_wrong (report, FALSE);
      g_assert_cmpstr (wrong, ==, "");
    }
}

/* Cuts are where the seal's own texts put them. */
static void
test_cuts (void)
{
  YcSealTexts texts = all;
  g_autoptr (YcSeal) plain = make_well (YC_SEAL_OFFICIAL, NULL, &texts);
  g_autoptr (YcSeal) cut = NULL, other = NULL;
  g_autoptr (GError) error = NULL;
  YcSealBox a, b;

  texts.cuts = 4;
  cut = make_well (YC_SEAL_OFFICIAL, NULL, &texts);
  texts.code = SEALS_CODE;
  other = make_well (YC_SEAL_OFFICIAL, NULL, &texts);
  g_assert_cmpuint (count_role (plain, YC_SEAL_BORDER), ==, 1);
  g_assert_cmpuint (count_role (cut, YC_SEAL_BORDER), ==, 4);
  yc_seal_drawing_get_bounds (cut->drawing, 0, &a);
  yc_seal_drawing_get_bounds (other->drawing, 0, &b);
  g_assert_cmpfloat (ABS (a.x - b.x) + ABS (a.y - b.y) + ABS (a.width - b.width), >, 0.01);
  texts.cuts = 7;
  g_assert_null (make (YC_SEAL_OFFICIAL, NULL, &texts, &error));
  g_assert_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_PROFILE);
}

/* Columns go from the right: the first character is top right, the last bottom left. */
static void
test_person (void)
{
  static const struct
  {
    const char *person;
    const char *suffix;
    const char *shown;
  } cases[] = {
    { "张三", NULL, "张三印" }, { "张三", "之印", "张三之印" },  { "张三", "", "张三" },
    { "王小明", NULL, "王小明印" }, { "王小明", "之印", "王小明之印" }, { "欧阳小明", NULL, "欧阳小明印" },
    { "欧阳小明", "之印", "欧阳小明之印" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      YcSealTexts texts = { .person = cases[i].person, .suffix = cases[i].suffix };
      g_autoptr (YcSeal) seal = make_well (YC_SEAL_LEGAL_REP, NULL, &texts);
      guint n = yc_seal_drawing_count_shapes (seal->drawing);
      g_autoptr (GString) shown = g_string_new (NULL);
      YcSealBox first, last;

      for (guint k = 1; k < n; k++)
        g_string_append (shown, yc_seal_drawing_get_text (seal->drawing, k));
      g_assert_cmpstr (shown->str, ==, cases[i].shown);
      yc_seal_drawing_get_bounds (seal->drawing, 1, &first);
      yc_seal_drawing_get_bounds (seal->drawing, n - 1, &last);
      g_assert_cmpfloat (first.y + first.height / 2, <=, 9.1);
      if (n > 3)
        g_assert_cmpfloat (first.x, >, last.x);
    }
}

/* Characters of the rarest blocks come from another font of the style, and the seal says from which. */
static void
test_rare (void)
{
  YcSealTexts texts = { .name = "聊城𬭚䶮𠅤实业有限公司", .person = "张𠅤", .credit_code = SEALS_CREDIT };

  for (guint kind = 0; kind < YC_SEAL_N_KINDS; kind++)
    {
      g_autoptr (YcSeal) seal = make_well ((YcSealKind) kind, NULL, &texts);
      g_autoptr (YcSealReport) report = NULL;
      guint others = 0;

      report = seals_report (seal->drawing, yc_seal_profiles_find (profiles, (YcSealKind) kind, NULL), &texts);
      g_assert_true (report->exact);
      for (guint i = 0; i < seal->fonts->len; i++)
        {
          const YcSealFontUse *use = g_ptr_array_index (seal->fonts, i);

          g_assert_cmpuint (use->characters->len, >, 0);
          if (strstr (use->characters->str, "𠅤") != NULL)
            {
              g_assert_false (use->wanted);
              g_test_message ("%s", use->font);
              others++;
            }
        }
      g_assert_cmpuint (others, ==, 1);
    }
}

typedef struct
{
  YcSealKind kind;
  YcSealTexts texts;
  YcSealArtError code;
  const char *says;
} Refusal;

#define N8 "聊城示范科技公司"

static const Refusal refusals[] = {
  { YC_SEAL_OFFICIAL, { .name = NULL }, YC_SEAL_ART_ERROR_TEXT, "missing" },
  { YC_SEAL_OFFICIAL, { .name = "" }, YC_SEAL_ART_ERROR_TEXT, "missing" },
  { YC_SEAL_OFFICIAL, { .name = "聊城社" }, YC_SEAL_ART_ERROR_TEXT, "3 characters" },
  { YC_SEAL_OFFICIAL, { .name = N8 N8 N8 N8 N8 "厂" }, YC_SEAL_ART_ERROR_TEXT, "41 characters" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\n公司" }, YC_SEAL_ART_ERROR_TEXT, "U+000A" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\xe2\x80\x8b公司" }, YC_SEAL_ART_ERROR_TEXT, "U+200B" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\xe3\x80\x80公司" }, YC_SEAL_ART_ERROR_TEXT, "U+3000" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\xef\xb8\x80公司" }, YC_SEAL_ART_ERROR_TEXT, "U+FE00" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\xff公司" }, YC_SEAL_ART_ERROR_TEXT, "UTF-8" },
  { YC_SEAL_OFFICIAL, { .name = "聊城\xf0\xb3\x91\x90公司" }, YC_SEAL_ART_ERROR_TEXT, "U+33450" },
  { YC_SEAL_OFFICIAL, { .name = "聊城ꦀꦁ公司" }, YC_SEAL_ART_ERROR_TEXT, "U+A980" },
  { YC_SEAL_OFFICIAL, { .name = "聊城ᠠ公司" }, YC_SEAL_ART_ERROR_GLYPH, "“ᠠ” (U+1820)" },
  { YC_SEAL_OFFICIAL, { .name = SEALS_NAME, .code = "371502123456" }, YC_SEAL_ART_ERROR_CODE, "371502123456" },
  { YC_SEAL_OFFICIAL, { .name = SEALS_NAME, .code = "371502123456789" }, YC_SEAL_ART_ERROR_CODE, "13 to 14" },
  { YC_SEAL_OFFICIAL, { .name = SEALS_NAME, .code = "37150212345x7" }, YC_SEAL_ART_ERROR_CODE, "37150212345x7" },
  { YC_SEAL_OFFICIAL, { .name = SEALS_NAME, .code = "" }, YC_SEAL_ART_ERROR_CODE, "digits" },
  { YC_SEAL_OFFICIAL, { .name = SEALS_NAME, .serial = 1 }, YC_SEAL_ART_ERROR_PROFILE, "serial" },
  { YC_SEAL_INVOICE, { .name = SEALS_NAME }, YC_SEAL_ART_ERROR_CODE, "missing" },
  { YC_SEAL_INVOICE, { .name = SEALS_NAME, .credit_code = "91371500MA3C00001" }, YC_SEAL_ART_ERROR_CODE, "18" },
  { YC_SEAL_INVOICE, { .name = SEALS_NAME, .credit_code = "91371500MA3C0000IX" }, YC_SEAL_ART_ERROR_CODE, "without I" },
  { YC_SEAL_INVOICE, { .name = SEALS_NAME, .credit_code = SEALS_CREDIT, .serial = 100 }, YC_SEAL_ART_ERROR_CODE, "99" },
  { YC_SEAL_LEGAL_REP, { .person = NULL }, YC_SEAL_ART_ERROR_TEXT, "missing" },
  { YC_SEAL_LEGAL_REP, { .person = "张" }, YC_SEAL_ART_ERROR_TEXT, "1 characters" },
  { YC_SEAL_LEGAL_REP, { .person = "买买提江孜" }, YC_SEAL_ART_ERROR_TEXT, "5 characters" },
  { YC_SEAL_LEGAL_REP, { .person = "张三", .suffix = "章" }, YC_SEAL_ART_ERROR_TEXT, "章" },
  { YC_SEAL_LEGAL_REP, { .person = "张三", .cuts = 1 }, YC_SEAL_ART_ERROR_PROFILE, "0 cuts" },
};

static void
test_refusals (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (YcSeal) seal = make (refusals[i].kind, NULL, &refusals[i].texts, &error);

      g_test_message ("%u: %s", i, error != NULL ? error->message : "made");
      g_assert_null (seal);
      g_assert_error (error, YC_SEAL_ART_ERROR, (int) refusals[i].code);
      g_assert_nonnull (strstr (error->message, refusals[i].says));
    }
}

/* A profile that is too small for its text: for the name, and for what stands inside it. */
static void
test_too_small (void)
{
  YcSealProfile profile = *yc_seal_profiles_find (profiles, YC_SEAL_FINANCE, NULL);
  YcSealArc arc = *profile.arc;
  YcSealRow title = *profile.title;
  YcSealTexts texts = { .name = N8 N8 N8 N8 N8 };
  g_autoptr (GError) error = NULL;

  profile.arc = &arc;
  arc.width_min_um = 1900;
  g_assert_null (yc_seal_make (&profile, &texts, fonts, &error));
  g_assert_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_SIZE);
  g_assert_nonnull (strstr (error->message, "40 characters"));
  g_clear_error (&error);
  arc = *yc_seal_profiles_find (profiles, YC_SEAL_FINANCE, NULL)->arc;
  profile.title = &title;
  title.width_um = 5200;
  g_assert_null (yc_seal_make (&profile, &texts, fonts, &error));
  g_assert_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_SIZE);
  g_assert_nonnull (strstr (error->message, "touch"));
}

static void
test_no_font (void)
{
  YcSealProfile profile = *yc_seal_profiles_find (profiles, YC_SEAL_OFFICIAL, NULL);
  char *families[] = { (char *) "No Such Family", NULL };
  YcSealStyle style = { .id = (char *) "none", .families = families };
  YcSealArc arc = *profile.arc;
  g_autoptr (GError) error = NULL;

  profile.arc = &arc;
  arc.style = &style;
  g_assert_null (yc_seal_make (&profile, &all, fonts, &error));
  g_assert_error (error, YC_SEAL_ART_ERROR, YC_SEAL_ART_ERROR_FONT);
  g_assert_nonnull (strstr (error->message, "No Such Family"));
}

static gpointer
make_many (gpointer data)
{
  char *digest = data;
  YcSealTexts texts = all;

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (YcSeal) seal = make_well (YC_SEAL_FINANCE, NULL, &texts);

      memcpy (digest, seal->digest, YC_SHA256_TEXT_SIZE);
    }
  return NULL;
}

/* One set of fonts, several threads. */
static void
test_threads (void)
{
  GThread *threads[4];
  char digests[4][YC_SHA256_TEXT_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("seal", make_many, digests[i]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 1; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpstr (digests[0], ==, digests[i]);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  profiles = seals_read ();
  fonts = yc_seal_fonts_new ();
  g_test_add_func ("/seal-make/profiles", test_profiles);
  g_test_add_func ("/seal-make/twice-the-same", test_twice_the_same);
  g_test_add_func ("/seal-make/even", test_even);
  g_test_add_func ("/seal-make/cuts", test_cuts);
  g_test_add_func ("/seal-make/person", test_person);
  g_test_add_func ("/seal-make/rare", test_rare);
  g_test_add_func ("/seal-make/refusals", test_refusals);
  g_test_add_func ("/seal-make/too-small", test_too_small);
  g_test_add_func ("/seal-make/no-font", test_no_font);
  g_test_add_func ("/seal-make/threads", test_threads);
  status = g_test_run ();
  yc_seal_fonts_unref (fonts);
  yc_seal_profiles_unref (profiles);
  return status;
}
