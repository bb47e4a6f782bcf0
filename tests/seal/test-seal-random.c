/* test-seal-random.c: seals of names and codes that nobody chose
 *
 * Names of 4 to 40 of the 3 755 commonest characters, all profiles, with numbers,
 * cuts and serial numbers by the dice, under a seed. None may be refused, no two
 * shapes may touch, and every report must be as the rule wants it.
 *
 *     test-seal-random            some, for the suite
 *     test-seal-random --all      10 000; prints how they measured
 */

#include "test-seals.h"

#include <locale.h>
#include <string.h>

#define SEED 20261127
#define SOME 48
#define ALL 10000
#define LEVEL_ONE 3755
#define CELLS 94 /* of a row of GB/T 2312 */

static const char credit_alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";

typedef struct
{
  GRand *rand;
  char *characters[LEVEL_ONE];
  YcSealProfiles *profiles;
  YcSealFonts *fonts;
  double uneven_mm; /* the most */
  double off_mm;    /* of what should be exactly so, the most */
  double near_mm;   /* of two shapes, the least */
  guint cuttable;
} Dice;

static void
dice_init (Dice *self)
{
  self->rand = g_rand_new_with_seed (SEED);
  for (guint i = 0; i < LEVEL_ONE; i++)
    {
      char pair[2] = { (char) (0xb0 + i / CELLS), (char) (0xa1 + i % CELLS) };

      self->characters[i] = g_convert (pair, 2, "UTF-8", "GB2312", NULL, NULL, NULL);
      g_assert_nonnull (self->characters[i]);
    }
  self->profiles = seals_read ();
  self->fonts = yc_seal_fonts_new ();
  self->near_mm = G_MAXDOUBLE;
}

static void
dice_clear (Dice *self)
{
  for (guint i = 0; i < LEVEL_ONE; i++)
    g_free (self->characters[i]);
  g_rand_free (self->rand);
  yc_seal_profiles_unref (self->profiles);
  yc_seal_fonts_unref (self->fonts);
}

static guint
roll (Dice  *self,
      guint  min,
      guint  max)
{
  return (guint) g_rand_int_range (self->rand, (gint32) min, (gint32) max + 1);
}

static char *
roll_text (Dice  *self,
           guint  chars)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < chars; i++)
    g_string_append (text, self->characters[roll (self, 0, LEVEL_ONE - 1)]);
  return g_string_free (text, FALSE);
}

static void
roll_digits (Dice       *self,
             const char *alphabet,
             guint       count,
             char       *text)
{
  for (guint i = 0; i < count; i++)
    text[i] = alphabet[roll (self, 0, (guint) strlen (alphabet) - 1)];
  text[count] = '\0';
}

static void
keep_worst (Dice               *self,
            const YcSealReport *report)
{
  for (guint i = 0; i < report->measures->len; i++)
    {
      const YcSealMeasure *m = &g_array_index (report->measures, YcSealMeasure, i);

      if (g_str_has_suffix (m->id, "-even"))
        self->uneven_mm = MAX (self->uneven_mm, m->measured);
      else if (g_str_equal (m->id, "shapes-gap"))
        self->near_mm = MIN (self->near_mm, m->measured);
      else if (m->wants == YC_SEAL_WANTS_EXACTLY)
        self->off_mm = MAX (self->off_mm, ABS (m->measured - m->wanted));
    }
  self->cuttable += report->cuttable ? 1 : 0;
}

static void
try_one (Dice  *self,
         guint  number)
{
  static const char *const suffixes[] = { NULL, "印", "之印", "" };
  const YcSealProfile *profile = g_ptr_array_index (self->profiles->profiles, number % self->profiles->profiles->len);
  g_autofree char *name = roll_text (self, roll (self, YC_SEAL_NAME_CHARS_MIN, YC_SEAL_NAME_CHARS_MAX));
  g_autofree char *person = roll_text (self, roll (self, YC_SEAL_PERSON_CHARS_MIN, YC_SEAL_PERSON_CHARS_MAX));
  char code[YC_SEAL_CODE_DIGITS_MAX + 1], credit[YC_SEAL_CREDIT_CHARS + 1];
  YcSealTexts texts = { .name = name, .person = person, .suffix = suffixes[roll (self, 0, 3)], .credit_code = credit };
  g_autoptr (GError) error = NULL;
  g_autoptr (YcSeal) seal = NULL;
  g_autoptr (YcSealReport) report = NULL;
  g_autofree char *wrong = NULL;

  roll_digits (self, "0123456789", roll (self, 13, 14), code);
  roll_digits (self, credit_alphabet, YC_SEAL_CREDIT_CHARS, credit);
  texts.code = profile->code != NULL && roll (self, 0, 3) > 0 ? code : NULL;
  texts.serial = profile->serial != NULL ? roll (self, 0, 12) : 0;
  texts.cuts = roll (self, 0, profile->cuts_max);
  seal = yc_seal_make (profile, &texts, self->fonts, &error);
  if (error != NULL)
    g_error ("%u: %s “%s” %s: %s", number, profile->label, name, person, error->message);
  report = seals_report (seal->drawing, profile, &texts);
  wrong = seals_list_wrong (report, FALSE);
  if (!report->exact)
    g_error ("%u: %s “%s” %s %s %s serial %u: %s", number, profile->label, name, person, code, credit, texts.serial, wrong);
  keep_worst (self, report);
}

static guint count = SOME;

static void
test_random (void)
{
  Dice dice = { 0 };

  dice_init (&dice);
  for (guint i = 0; i < count; i++)
    try_one (&dice, i);
  g_test_message ("%u seals: no two shapes nearer than %.3f mm, nothing off by more than %.3f mm, no spacing uneven by more "
                  "than %.3f mm; %u can be cut in rubber",
                  count, dice.near_mm, dice.off_mm, dice.uneven_mm, dice.cuttable);
  g_assert_cmpfloat (dice.off_mm, <=, YC_SEAL_TOLERANCE_MM);
  dice_clear (&dice);
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  if (argc > 1 && g_str_equal (argv[1], "--all"))
    count = ALL;
  g_test_add_func ("/seal-random/as-wanted", test_random);
  return g_test_run ();
}
