/* What the applicant is shown and asked, without a window. */

#include "yc-display.h"

typedef struct
{
  guint rated;
  int score;
  char *text;
  guint consented;
  gboolean yes;
} Answers;

static void
rated_cb (YcDisplay  *display,
          int         score,
          const char *text,
          gpointer    data)
{
  Answers *answers = data;

  answers->rated++;
  answers->score = score;
  g_free (answers->text);
  answers->text = g_strdup (text);
}

static void
consented_cb (YcDisplay *display,
              gboolean   yes,
              gpointer   data)
{
  Answers *answers = data;

  answers->consented++;
  answers->yes = yes;
}

static YcDisplay *
new_display (Answers *answers)
{
  YcDisplay *display = yc_display_new ();

  g_signal_connect (display, "rated", G_CALLBACK (rated_cb), answers);
  g_signal_connect (display, "consented", G_CALLBACK (consented_cb), answers);
  return display;
}

static void
test_rating_is_asked_once (void)
{
  for (int score = 1; score <= 5; score++)
    {
      Answers answers = { 0 };
      g_autoptr (YcDisplay) display = new_display (&answers);

      yc_display_rate (display, score, "nobody asked");
      g_assert_cmpuint (answers.rated, ==, 0);
      yc_display_ask_rating (display);
      g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_RATING);
      yc_display_rate (display, score, "谢谢");
      g_assert_cmpuint (answers.rated, ==, 1);
      g_assert_cmpint (answers.score, ==, score);
      g_assert_cmpstr (answers.text, ==, "谢谢");
      g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_THANKS);
      yc_display_rate (display, 6 - score, NULL);
      g_assert_cmpuint (answers.rated, ==, 1);
      g_free (answers.text);
    }
}

static void
test_consent_is_asked_once (void)
{
  Answers answers = { 0 };
  g_autoptr (YcDisplay) display = new_display (&answers);

  yc_display_consent (display, TRUE);
  g_assert_cmpuint (answers.consented, ==, 0);
  yc_display_ask_consent (display, "张测试", "text");
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_CONSENT);
  yc_display_consent (display, FALSE);
  yc_display_consent (display, TRUE);
  g_assert_cmpuint (answers.consented, ==, 1);
  g_assert_false (answers.yes);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_IDLE);
  g_assert_cmpstr (yc_display_get_text (display), ==, "");
}

/* While the clerk's desk is locked; the question comes back with it. */
static void
test_covered (void)
{
  Answers answers = { 0 };
  g_autoptr (YcDisplay) display = new_display (&answers);

  yc_display_set_place (display, "hall", "3", "3-001");
  yc_display_ask_consent (display, "张测试", "text");
  yc_display_set_covered (display, TRUE);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_IDLE);
  g_assert_cmpstr (yc_display_get_title (display), ==, "");
  yc_display_set_covered (display, FALSE);
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_CONSENT);
  g_assert_cmpstr (yc_display_get_person (display), ==, "张测试");
  yc_display_consent (display, TRUE);
  g_assert_cmpuint (answers.consented, ==, 1);
}

static void
test_nothing_stays_for_the_next (void)
{
  g_autoptr (YcDisplay) display = yc_display_new ();

  yc_display_set_place (display, "hall", "3", "3-001");
  yc_display_set_english (display, TRUE);
  yc_display_set_large (display, TRUE);
  yc_display_show_qr (display, "secret", "张测试", 1);
  yc_display_set_field (display, "/phone", "phone", "13800000001", YC_MASK_NONE);
  yc_display_set_place (display, "hall", "3", "3-001");
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_QR);
  yc_display_set_place (display, "hall", "3", "3-002");
  g_assert_cmpint (yc_display_get_page (display), ==, YC_DISPLAY_IDLE);
  g_assert_cmpstr (yc_display_get_qr (display), ==, "");
  g_assert_cmpstr (yc_display_get_person (display), ==, "");
  g_assert_cmpstr (yc_display_get_field_value (display), ==, "");
  g_assert_false (yc_display_get_english (display));
  g_assert_false (yc_display_get_large (display));
}

/* What doing without a module means stands with its field, and goes with it. */
static void
test_notice (void)
{
  g_autoptr (YcDisplay) display = yc_display_new ();

  g_assert_cmpstr (yc_display_get_notice (display), ==, "");
  yc_display_set_field (display, "/modules/seals", "seals", "no", YC_MASK_NONE);
  yc_display_set_notice (display, "You have them made yourself");
  g_assert_cmpstr (yc_display_get_notice (display), ==, "You have them made yourself");
  yc_display_set_field (display, "/modules/seals", "seals", "yes", YC_MASK_NONE);
  g_assert_cmpstr (yc_display_get_notice (display), ==, "You have them made yourself");
  yc_display_set_field (display, "/name/trade", "name", "", YC_MASK_NONE);
  g_assert_cmpstr (yc_display_get_notice (display), ==, "");
}

static void
test_sensitive_field (void)
{
  g_autoptr (YcDisplay) display = yc_display_new ();

  yc_display_set_field (display, "/n", "n", "11010519491231002X", YC_MASK_NUMBER);
  g_assert_cmpstr (yc_display_get_field_value (display), ==, "110***********002X");
  yc_display_set_field (display, "/phone", "n", "13800000001", YC_MASK_PHONE);
  g_assert_cmpstr (yc_display_get_field_value (display), ==, "138****0001");
  yc_display_set_field (display, "/n", "n", "\xff\xfe", YC_MASK_NONE);
  g_assert_true (g_utf8_validate (yc_display_get_field_value (display), -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/rating-is-asked-once", test_rating_is_asked_once);
  g_test_add_func ("/display/consent-is-asked-once", test_consent_is_asked_once);
  g_test_add_func ("/display/covered", test_covered);
  g_test_add_func ("/display/nothing-stays-for-the-next", test_nothing_stays_for_the_next);
  g_test_add_func ("/display/notice", test_notice);
  g_test_add_func ("/display/sensitive-field", test_sensitive_field);
  return g_test_run ();
}
