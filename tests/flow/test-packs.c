/* Packs at a desk: tried, found good, gone back from, withdrawn. */

#include "yc-case-documents.h"
#include "yc-test-desk.h"
#include "yc-test-pack.h"

#include <glib/gstdio.h>
#include <string.h>

#define MATTER "limited-company-establishment"
#define OLD "2026.11"
#define NEW "2026.12"
#define LATER "2027.01"

/* A hub with the old form, that trusts a publisher, and a desk at it. */
typedef struct
{
  char *catalogues;
  TestHub *hub;
  TestCounter desk;
  GPtrArray *said; /* of char *: to the clerk */
} World;

static void
notice_cb (YcCounter  *counter,
           const char *text,
           gpointer    data)
{
  g_test_message ("%s", text);
  g_ptr_array_add (data, g_strdup (text));
}

static void
listen (World *self)
{
  g_signal_connect (self->desk.counter, "notice", G_CALLBACK (notice_cb), self->said);
}

static void
world_init (World *self)
{
  g_autoptr (GError) error = NULL;

  self->catalogues = g_dir_make_tmp ("yc-catalogues-XXXXXX", &error);
  g_assert_no_error (error);
  test_put_catalogue (self->catalogues, "limited-company.json", "2026-05-01", "2020-01-01");
  self->hub = test_hub_new_with (self->catalogues, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  test_pack_trust (self->hub);
  test_counter_init (&self->desk, self->hub, "3", YC_HUB_TRAINING_OPERATOR);
  self->said = g_ptr_array_new_with_free_func (g_free);
  listen (self);
}

static void
world_clear (World *self)
{
  g_autofree char *path = g_build_filename (self->catalogues, "limited-company.json", NULL);

  test_counter_clear (&self->desk);
  test_hub_free (self->hub);
  g_unlink (path);
  g_rmdir (self->catalogues);
  g_free (self->catalogues);
  g_ptr_array_unref (self->said);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

static void
install (World      *self,
         const char *version,
         const char *valid_from)
{
  g_autoptr (GBytes) pack = test_pack_make (version, valid_from, NULL, NULL, NULL);

  test_pack_install (self->hub, pack);
}

static const char *
newest (World *self)
{
  return yc_catalogue_get_version (yc_counter_get_catalogue (self->desk.counter));
}

static YcPackState
state_of (World      *self,
          const char *version)
{
  const YcPackEntry *entry = yc_pack_book_find (self->desk.counter->packs, version);

  return entry != NULL ? entry->state : YC_PACK_ABSENT;
}

/* Whether the administrator sees one desk that says @state of @version. */
static gboolean
hub_hears (World      *self,
           const char *version,
           const char *state)
{
  g_autofree char *list = test_pack_list (self->hub);
  g_autofree char *line = g_strdup_printf ("form %s: 1 desks %s", version, state);

  return strstr (list, line) != NULL;
}

static gboolean
clerk_heard (World      *self,
             const char *words)
{
  for (guint i = 0; i < self->said->len; i++)
    if (strstr (g_ptr_array_index (self->said, i), words) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether a case says that its form is not used here, and not that one is to wait for it. */
static gboolean
says_refused (YcCaseFile *file)
{
  GPtrArray *findings = yc_case_file_get_findings (file);

  return findings->len == 1 && strcmp (((YcFinding *) findings->pdata[0])->code, "form-refused") == 0 &&
         strcmp (yc_case_file_get_status_text (file), "Waiting for its form") != 0;
}

static YcCaseFile *
open_case (World *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcCaseFile *file;

  yc_counter_open_case_async (self->desk.counter, NULL, MATTER, NULL, test_ready_cb, &result);
  file = yc_counter_open_case_finish (self->desk.counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  return file;
}

/* --- a run that falls over: what is on the disk at that moment is what the next finds --- */

static void
copy_folder (const char *from,
             const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);

  g_mkdir_with_parents (to, 0700);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autofree char *contents = NULL;
      gsize size;

      if (g_file_test (source, G_FILE_TEST_IS_REGULAR) && g_file_get_contents (source, &contents, &size, NULL))
        g_assert_true (g_file_set_contents (target, contents, (gssize) size, NULL));
    }
}

static void
remove_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
}

static void
fall_over (World *self)
{
  g_autofree char *copy = g_strconcat (self->desk.folder, ".fallen", NULL);

  copy_folder (self->desk.folder, copy);
  test_counter_close (&self->desk);
  remove_files (self->desk.folder);
  copy_folder (copy, self->desk.folder);
  remove_files (copy);
  g_rmdir (copy);
}

/* --- tests ------------------------------------------------------------------------ */

/* In use without anybody doing anything; good when a case's form was drawn by it. */
static void
test_trial (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) templates = NULL;
  g_autoptr (GError) error = NULL;

  world_init (&world);
  g_assert_cmpstr (newest (&world), ==, OLD);
  install (&world, NEW, "2020-01-02");
  test_wait_until (strcmp (newest (&world), NEW) == 0);
  g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_TRYING);
  test_wait_until (hub_hears (&world, NEW, "trying"));
  file = open_case (&world);
  g_assert_nonnull (yc_case_file_get_matter (file));
  yc_case_file_note_drawn (file);
  test_wait_until (hub_hears (&world, NEW, "good"));

  /* Its papers are the pack's: in this process no others are known. */
  yc_counter_load_templates_async (world.desk.counter, yc_case_file_get_catalogue (file), test_ready_cb, &result);
  templates = yc_counter_load_templates_finish (world.desk.counter, test_wait_result (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (templates->len, ==, 13);
  g_assert_nonnull (yc_counter_get_seals (world.desk.counter, NEW));

  g_clear_object (&file);
  test_counter_close (&world.desk);
  test_counter_open (&world.desk, TRUE);
  g_assert_cmpstr (newest (&world), ==, NEW);
  g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_GOOD);
  g_assert_nonnull (yc_counter_get_seals (world.desk.counter, NEW));
}

/* What the hub could not see: this desk has no font for a paper. */
static void
test_check_fails (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (GBytes) pack = test_pack_make (NEW, "2020-01-02", "templates/articles.json", "\"family\": \"Noto Serif CJK SC\", \"fallback\": [\"HanaMinA\", \"HanaMinB\"]",
                                            "\"family\": \"No Such Font\"");

  world_init (&world);
  test_pack_install (world.hub, pack);
  test_wait_until (state_of (&world, NEW) == YC_PACK_REFUSED);
  g_assert_cmpstr (newest (&world), ==, OLD);
  g_assert_true (clerk_heard (&world, NEW));
  test_wait_until (hub_hears (&world, NEW, "refused"));
  {
    g_autoptr (YcCaseFile) file = open_case (&world);

    g_assert_cmpstr (yc_case_get_version (yc_case_file_get_case (file)), ==, OLD);
  }
  /* The next version is another matter. */
  install (&world, LATER, "2020-01-03");
  test_wait_until (strcmp (newest (&world), LATER) == 0);
}

/* The program ends while it tries a form: once, and twice. */
static void
test_falls_over (void)
{
  g_auto (World) world = { 0 };
  YcId id;

  world_init (&world);
  install (&world, NEW, "2020-01-02");
  test_wait_until (strcmp (newest (&world), NEW) == 0);
  {
    g_autoptr (YcCaseFile) file = open_case (&world);

    id = *yc_case_file_get_id (file);
  }
  test_wait_until (hub_hears (&world, NEW, "trying"));
  fall_over (&world);

  test_counter_open (&world.desk, TRUE);
  listen (&world);
  g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_TRYING);
  g_assert_cmpstr (newest (&world), ==, NEW);
  fall_over (&world);

  test_counter_open (&world.desk, FALSE);
  listen (&world);
  g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_REFUSED);
  g_assert_cmpstr (newest (&world), ==, OLD);
  g_assert_null (yc_case_file_get_matter (g_hash_table_lookup (world.desk.counter->files, &id)));
  g_assert_true (says_refused (g_hash_table_lookup (world.desk.counter->files, &id)));
  test_counter_sign_in (&world.desk, YC_HUB_TRAINING_OPERATOR);
  g_assert_true (clerk_heard (&world, NEW));
  test_wait_until (hub_hears (&world, NEW, "refused"));
  /* A run that ends as it should counts for nothing, and nothing is tried again. */
  test_counter_close (&world.desk);
  test_counter_open (&world.desk, TRUE);
  g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_REFUSED);
  g_assert_cmpstr (newest (&world), ==, OLD);
}

/* Ends as they should, any number of them, are no trial. */
static void
test_ends (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  install (&world, NEW, "2020-01-02");
  test_wait_until (strcmp (newest (&world), NEW) == 0);
  for (guint i = 0; i < 3; i++)
    {
      test_counter_close (&world.desk);
      test_counter_open (&world.desk, TRUE);
      g_assert_cmpint (state_of (&world, NEW), ==, YC_PACK_TRYING);
    }
  g_assert_cmpstr (newest (&world), ==, NEW);
}

/* Back to the one before, at once; a case that was begun goes on. */
static void
test_withdrawn (void)
{
  g_auto (World) world = { 0 };
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (YcCaseFile) other = NULL;

  world_init (&world);
  install (&world, NEW, "2020-01-02");
  test_wait_until (strcmp (newest (&world), NEW) == 0);
  file = open_case (&world);
  test_pack_withdraw (world.hub, NEW);
  test_wait_until (strcmp (newest (&world), OLD) == 0);
  g_assert_true (clerk_heard (&world, NEW));
  yc_case_file_refresh (file);
  g_assert_nonnull (yc_case_file_get_matter (file));
  other = open_case (&world);
  g_assert_cmpstr (yc_case_get_version (yc_case_file_get_case (other)), ==, OLD);
  test_wait_until (yc_case_file_get_waiting (other) == 0 && yc_case_file_get_waiting (file) == 0);
}

/* A desk that was away for two versions, of which one is bad by now. */
static void
test_away (void)
{
  g_auto (World) world = { 0 };

  world_init (&world);
  test_counter_close (&world.desk);
  install (&world, NEW, "2020-01-02");
  install (&world, LATER, "2020-01-03");
  test_counter_open (&world.desk, TRUE);
  g_assert_cmpstr (newest (&world), ==, OLD);
  test_counter_close (&world.desk);
  test_counter_open (&world.desk, FALSE);
  test_counter_sign_in (&world.desk, YC_HUB_TRAINING_OPERATOR);
  test_wait_until (strcmp (newest (&world), LATER) == 0);
  test_pack_withdraw (world.hub, LATER);
  test_wait_until (strcmp (newest (&world), NEW) == 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/packs/trial", test_trial);
  g_test_add_func ("/packs/check-fails", test_check_fails);
  g_test_add_func ("/packs/falls-over", test_falls_over);
  g_test_add_func ("/packs/ends", test_ends);
  g_test_add_func ("/packs/withdrawn", test_withdrawn);
  g_test_add_func ("/packs/away", test_away);
  return g_test_run ();
}
