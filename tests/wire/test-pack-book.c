/* What a desk holds of packs: its states, over runs that end well and badly. */

#include "yc-pack-book.h"

#include <string.h>

#define SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static void
take (YcPackBook *book,
      const char *versions)
{
  g_autofree char *text = g_strdup_printf ("{\"epoch\":\"e\",\"time\":1,\"packs\":1,\"versions\":[%s]}", versions);
  g_autoptr (GBytes) list = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;

  yc_pack_book_take_list (book, list, &error);
  g_assert_no_error (error);
}

/* As the next run reads it. */
static YcPackBook *
read_again (YcPackBook *book)
{
  g_autoptr (GBytes) bytes = yc_pack_book_encode (book);
  g_autoptr (GError) error = NULL;
  YcPackBook *again = yc_pack_book_parse (bytes, &error);

  g_assert_no_error (error);
  return again;
}

#define PACK(version, sha, withdrawn) "{\"version\":\"" version "\",\"sha256\":\"" sha "\",\"size\":10,\"withdrawn\":" withdrawn "}"

static void
test_begin (void)
{
  g_autoptr (YcPackBook) book = yc_pack_book_new ();

  g_assert_true (yc_pack_book_may_begin (book, "2026.12"));
  take (book, PACK ("2026.12", "", "0") "," PACK ("2027.01", SHA, "0"));
  g_assert_true (yc_pack_book_may_begin (book, "2026.12"));
  g_assert_false (yc_pack_book_may_begin (book, "2027.01"));
  yc_pack_book_set_state (yc_pack_book_find (book, "2027.01"), YC_PACK_TRYING, "");
  g_assert_true (yc_pack_book_may_begin (book, "2027.01"));
  take (book, PACK ("2026.12", "", "5") "," PACK ("2027.01", SHA, "6"));
  g_assert_false (yc_pack_book_may_begin (book, "2026.12"));
  g_assert_false (yc_pack_book_may_begin (book, "2027.01"));
  g_assert_true (yc_pack_book_may_show (book, "2027.01"));
  yc_pack_book_set_state (yc_pack_book_find (book, "2027.01"), YC_PACK_REFUSED, "x");
  g_assert_false (yc_pack_book_may_show (book, "2027.01"));
  g_assert_true (yc_pack_book_may_show (book, "1999.1"));
}

static void
test_runs (void)
{
  g_autoptr (YcPackBook) first = yc_pack_book_new ();
  g_autoptr (YcPackBook) second = NULL;
  g_autoptr (YcPackBook) third = NULL;
  g_autoptr (YcPackBook) well = NULL;

  g_assert_false (yc_pack_book_begin_run (first));
  take (first, PACK ("2027.01", SHA, "0") "," PACK ("2027.02", SHA, "0"));
  yc_pack_book_set_state (yc_pack_book_find (first, "2027.01"), YC_PACK_TRYING, "");
  yc_pack_book_set_state (yc_pack_book_find (first, "2027.02"), YC_PACK_GOOD, "");
  g_assert_true (yc_pack_book_begin_run (first));
  g_assert_true (first->running);
  second = read_again (first);
  g_assert_true (yc_pack_book_begin_run (second));
  g_assert_cmpint (yc_pack_book_find (second, "2027.01")->state, ==, YC_PACK_TRYING);
  g_assert_cmpuint (yc_pack_book_find (second, "2027.01")->deaths, ==, 1);
  /* One that ends as it should in between neither counts nor forgives. */
  second->running = FALSE;
  well = read_again (second);
  g_assert_true (yc_pack_book_begin_run (well));
  g_assert_cmpuint (yc_pack_book_find (well, "2027.01")->deaths, ==, 1);
  third = read_again (well);
  g_assert_true (yc_pack_book_begin_run (third));
  g_assert_cmpint (yc_pack_book_find (third, "2027.01")->state, ==, YC_PACK_REFUSED);
  g_assert_cmpstr (yc_pack_book_find (third, "2027.01")->why, ==, YC_PACK_WHY_ENDED);
  g_assert_cmpint (yc_pack_book_find (third, "2027.02")->state, ==, YC_PACK_GOOD);
  g_assert_false (third->running);
}

static void
test_list (void)
{
  static const char *const wrong[] = { "{\"versions\":{}}", "{\"versions\":[1]}", "[]x", "",
                                       "{\"versions\":[" PACK ("../x", SHA, "0") "]}", "{\"versions\":[" PACK ("2027.01", "abc", "0") "]}",
                                       "{\"versions\":[" PACK ("2027.01", SHA, "-1") "]}", "{\"versions\":[" PACK ("2027.01", SHA, "\"0\"") "]}" };
  g_autoptr (YcPackBook) book = yc_pack_book_new ();
  g_autofree char *other = g_strdup (SHA);

  take (book, PACK ("2027.01", SHA, "0"));
  yc_pack_book_set_state (yc_pack_book_find (book, "2027.01"), YC_PACK_GOOD, "");
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) list = g_bytes_new_static (wrong[i], strlen (wrong[i]));
      g_autoptr (GError) error = NULL;

      g_assert_false (yc_pack_book_take_list (book, list, &error));
      g_assert_nonnull (error);
      g_assert_cmpint (yc_pack_book_find (book, "2027.01")->state, ==, YC_PACK_GOOD);
    }
  /* Another pack of that version was never here. */
  other[0] = '0';
  {
    g_autofree char *line = g_strdup_printf ("{\"version\":\"2027.01\",\"sha256\":\"%s\",\"size\":10,\"withdrawn\":0}", other);

    take (book, line);
  }
  g_assert_cmpint (yc_pack_book_find (book, "2027.01")->state, ==, YC_PACK_ABSENT);
}

/* A reason is cut between two characters. */
static void
test_why (void)
{
  g_autoptr (YcPackBook) book = yc_pack_book_new ();
  g_autoptr (YcPackBook) again = NULL;
  g_autoptr (GString) why = g_string_new ("a");

  for (guint i = 0; i < 100; i++)
    g_string_append (why, "长");
  take (book, PACK ("2027.01", SHA, "0"));
  yc_pack_book_set_state (yc_pack_book_find (book, "2027.01"), YC_PACK_REFUSED, why->str);
  again = read_again (book);
  g_assert_cmpuint (strlen (yc_pack_book_find (again, "2027.01")->why), ==, 199);
  g_assert_true (g_utf8_validate (yc_pack_book_find (again, "2027.01")->why, -1, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pack-book/begin", test_begin);
  g_test_add_func ("/pack-book/runs", test_runs);
  g_test_add_func ("/pack-book/list", test_list);
  g_test_add_func ("/pack-book/why", test_why);
  return g_test_run ();
}
