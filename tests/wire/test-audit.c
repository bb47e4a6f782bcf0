/* The audit chain, its heads, and the book of those that are remembered. */

#include "yc-audit-book.h"

#include <string.h>

#define EPOCH "5f1c1f3a0c9d4e0b8a7a6f0d5b2c9e11"
#define DAY_MS (G_GINT64_CONSTANT (24) * 3600 * 1000)
/* 2026-11-24 00:00 in China. */
#define MIDNIGHT_MS G_GINT64_CONSTANT (1795449600000)

static char *
dup_value (const char *hall,
           gint64      received_ms,
           const char *previous,
           gint64      position)
{
  g_autoptr (GBytes) op = g_bytes_new_static ("op", 2);
  g_autoptr (GBytes) signature = g_bytes_new_static ("sig", 3);
  g_autoptr (GBytes) verdict = g_bytes_new_static ("verdict", 7);
  YcChainRow row = { .stream = "case-" EPOCH, .revision = 2, .hall = hall, .kind = "note.add", .at_ms = 5,
                     .received_ms = received_ms, .bytes = op, .signature = signature, .verdict = verdict };
  guint8 digest[YC_SM3_SIZE];
  char value[YC_CHAIN_TEXT_SIZE];

  row.id.bytes[0] = 1;
  yc_chain_digest (&row, digest);
  yc_chain_next (previous, position, digest, value);
  return g_strdup (value);
}

/* The same as Python's hashlib says of the documented texts. */
static void
test_chain (void)
{
  g_autofree char *first = dup_value ("lc", 6, "", 1);
  g_autofree char *second = dup_value ("lc", 6, first, 2);
  g_autofree char *later = dup_value ("lc", 7, "", 1);
  g_autofree char *other = dup_value ("qd", 6, "", 1);

  g_assert_cmpstr (first, ==, "895a39103883356f15aeef239fb250247e295e3c5aa169cb74061b93f3d82aef");
  g_assert_cmpstr (second, ==, "f8ee6179fb441cc25a3da3f881d447d9483249e04e7b1b8b71f5e96faf1b7e50");
  g_assert_cmpstr (first, !=, later);
  g_assert_cmpstr (first, !=, other);
}

static YcAuditHead
make_head (const char *epoch,
           gint64      position,
           char        digit,
           gint64      time_ms)
{
  YcAuditHead head = { .position = position, .time_ms = time_ms };

  g_strlcpy (head.epoch, epoch, sizeof head.epoch);
  if (position > 0)
    memset (head.value, digit, YC_CHAIN_TEXT_SIZE - 1);
  return head;
}

static void
test_head (void)
{
  static const char *const wrong[] = {
    "",
    "yichuang-audit-head-v1\n",
    "yichuang-audit-head-v2\nepoch a\nposition 0\nvalue -\ntime 1\n",
    "yichuang-audit-head-v1\nepoch a\nposition 0\nvalue -\ntime 1",
    "yichuang-audit-head-v1\nepoch a\nposition 0\nvalue -\ntime 1\n\n",
    "yichuang-audit-head-v1\nepoch a\nposition 00\nvalue -\ntime 1\n",
    "yichuang-audit-head-v1\nepoch a\nposition 1\nvalue -\ntime 1\n",
    "yichuang-audit-head-v1\nepoch a\nposition -1\nvalue -\ntime 1\n",
    "yichuang-audit-head-v1\nepoch \nposition 0\nvalue -\ntime 1\n",
    "yichuang-audit-head-v1\nposition 0\nepoch a\nvalue -\ntime 1\n",
  };
  YcAuditHead head = make_head (EPOCH, 7, 'a', 1);
  g_autoptr (YcKeyPair) key = yc_key_pair_new_random ();
  g_autoptr (YcKeyPair) other = yc_key_pair_new_random ();
  g_autoptr (GBytes) bytes = yc_audit_head_encode (&head);
  g_autoptr (GBytes) signature = yc_key_pair_sign_bytes (key, bytes);
  YcAuditHead again;

  g_assert_true (yc_audit_head_open (bytes, signature, yc_key_pair_get_public (key), &again));
  g_assert_cmpint (again.position, ==, 7);
  g_assert_cmpint (again.time_ms, ==, 1);
  g_assert_cmpstr (again.epoch, ==, EPOCH);
  g_assert_cmpstr (again.value, ==, head.value);
  g_assert_false (yc_audit_head_open (bytes, signature, yc_key_pair_get_public (other), &again));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) text = g_bytes_new_static (wrong[i], strlen (wrong[i]));

      g_assert_false (yc_audit_head_decode (text, &again));
    }
}

static gboolean
take (GPtrArray  *book,
      const char *epoch,
      gint64      position,
      char        digit,
      gint64      time_ms)
{
  guint8 key[YC_KEY_SIZE] = { 1 };
  YcAuditHead head = make_head (epoch, position, digit, time_ms);
  g_autoptr (GBytes) bytes = yc_audit_head_encode (&head);
  g_autoptr (GBytes) signature = g_bytes_new (head.value, YC_ED25519_SIGNATURE_SIZE);

  return yc_audit_book_take (book, yc_audit_entry_new (bytes, signature, key));
}

static gint64
get_position (GPtrArray *book,
              guint      at)
{
  return ((YcAuditEntry *) g_ptr_array_index (book, at))->head.position;
}

/* The newest of each day, by China's midnight, and no more days than may be. */
static void
test_days (void)
{
  g_autoptr (GPtrArray) book = yc_audit_book_new ();

  g_assert_false (take (book, EPOCH, 0, '-', MIDNIGHT_MS - 2));
  g_assert_false (take (book, EPOCH, 5, 'a', MIDNIGHT_MS - 1));
  g_assert_false (take (book, EPOCH, 5, 'a', MIDNIGHT_MS));
  g_assert_false (take (book, EPOCH, 9, 'b', MIDNIGHT_MS + 1));
  g_assert_cmpuint (book->len, ==, 2);
  g_assert_cmpint (get_position (book, 0), ==, 5);
  g_assert_cmpint (get_position (book, 1), ==, 9);
  for (gint64 day = 1; day <= YC_AUDIT_DAYS_MAX; day++)
    g_assert_false (take (book, EPOCH, 9 + day, 'c', MIDNIGHT_MS + day * DAY_MS));
  g_assert_cmpuint (book->len, ==, YC_AUDIT_DAYS_MAX);
  g_assert_cmpint (get_position (book, 0), ==, 10);
  g_assert_null (yc_audit_book_find_contradiction (book));
}

/* Both sides stay, whatever comes later; another epoch contradicts nothing. */
static void
test_contradictions (void)
{
  static const struct
  {
    const char *epoch;
    gint64 position;
    char digit;
    gboolean contradicts;
  } cases[] = {
    { EPOCH, 10, 'a', FALSE }, { EPOCH, 10, 'b', TRUE },   { EPOCH, 9, 'a', TRUE }, { EPOCH, 0, '-', TRUE },
    { EPOCH, 11, 'b', FALSE }, { "other", 3, 'b', FALSE }, { "other", 0, '-', TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) book = yc_audit_book_new ();

      take (book, EPOCH, 10, 'a', MIDNIGHT_MS);
      if (i == G_N_ELEMENTS (cases) - 1)
        take (book, "other", 3, 'b', MIDNIGHT_MS + 1);
      g_assert_cmpint (take (book, cases[i].epoch, cases[i].position, cases[i].digit, MIDNIGHT_MS + 2), ==,
                       cases[i].contradicts);
      g_assert_cmpint (yc_audit_book_find_contradiction (book) != NULL, ==, cases[i].contradicts);
      take (book, EPOCH, 20, 'c', MIDNIGHT_MS + 3);
      take (book, EPOCH, 30, 'd', MIDNIGHT_MS + 4);
      g_assert_cmpuint (book->len, ==, cases[i].contradicts ? 3 : 1);
    }
}

/* A hub that says something else every time does not fill the disk. */
static void
test_bounded (void)
{
  g_autoptr (GPtrArray) book = yc_audit_book_new ();

  for (guint i = 0; i < 200; i++)
    take (book, EPOCH, 10, "abcdef"[i % 6], MIDNIGHT_MS + i);
  g_assert_cmpuint (book->len, <=, YC_AUDIT_PINNED_MAX + 1);
  g_assert_nonnull (yc_audit_book_find_contradiction (book));
}

static void
test_lines (void)
{
  static const char *const wrong[] = {
    "x", "[]", "{}", "\n\n{\"head\":\"a\",\"signature\":\"\",\"key\":\"\"}", "{\"head\":1}",
  };
  g_autoptr (GPtrArray) book = yc_audit_book_new ();
  g_autoptr (GPtrArray) read = NULL;
  g_autoptr (GBytes) lines = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  take (book, EPOCH, 10, 'a', MIDNIGHT_MS);
  take (book, EPOCH, 10, 'b', MIDNIGHT_MS + DAY_MS);
  take (book, EPOCH, 11, 'b', MIDNIGHT_MS + 2 * DAY_MS);
  lines = yc_audit_book_encode (book);
  read = yc_audit_book_parse (lines, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (read->len, ==, 3);
  g_assert_true (yc_audit_book_find_contradiction (read) == g_ptr_array_index (read, 1));
  again = yc_audit_book_encode (read);
  g_assert_true (g_bytes_equal (lines, again));
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (wrong[i], strlen (wrong[i]));

      g_assert_null (yc_audit_book_parse (bytes, &error));
      g_assert_nonnull (strstr (error->message, i == 3 ? "line 3" : "line 1"));
      g_clear_error (&error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/audit/chain", test_chain);
  g_test_add_func ("/audit/head", test_head);
  g_test_add_func ("/audit/days", test_days);
  g_test_add_func ("/audit/contradictions", test_contradictions);
  g_test_add_func ("/audit/bounded", test_bounded);
  g_test_add_func ("/audit/lines", test_lines);
  return g_test_run ();
}
