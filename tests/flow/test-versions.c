/* Versions of the catalogue at a desk: a new case begins with the newest, an old
 * one keeps its own, and one that is not here comes by itself. */

#include "yc-case-verbs.h"
#include "yc-counter.h"
#include "yc-test-hub.h"

#include <glib/gstdio.h>
#include <string.h>

#define MATTER "limited-company-establishment"
#define WAIT_US (30 * G_USEC_PER_SEC)

/* A hub that speaks of today, with a folder of catalogues that can be changed. */
typedef struct
{
  TestHub *hub;
  char *catalogues;
} World;

/* A desk in a folder of its own. */
typedef struct
{
  World *world;
  YcCounter *counter;
  char *folder;
} Desk;

/* --- waiting ------------------------------------------------------------------ */

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

static GAsyncResult *
wait_result (GAsyncResult **result)
{
  gint64 until = g_get_monotonic_time () + WAIT_US;

  while (*result == NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, until);
      g_main_context_iteration (NULL, TRUE);
    }
  return *result;
}

static gboolean
tick_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

#define wait_until(condition) \
  G_STMT_START \
    { \
      gint64 until_us = g_get_monotonic_time () + WAIT_US; \
      guint tick = g_timeout_add (20, tick_cb, NULL); \
      while (!(condition)) \
        { \
          g_assert_cmpint (g_get_monotonic_time (), <, until_us); \
          g_main_context_iteration (NULL, TRUE); \
        } \
      g_source_remove (tick); \
    } \
  G_STMT_END

/* --- the world ---------------------------------------------------------------- */

/* The shipped @name, valid from @from for ever. */
static void
put (World      *world,
     const char *name,
     const char *valid_from,
     const char *from)
{
  g_autofree char *shipped = test_hub_dup_catalogues ();
  g_autofree char *source = g_build_filename (shipped, name, NULL);
  g_autofree char *path = g_build_filename (world->catalogues, name, NULL);
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  char *read;

  g_file_get_contents (source, &read, NULL, &error);
  g_assert_no_error (error);
  text = g_string_new (read);
  g_free (read);
  g_assert_cmpuint (g_string_replace (text, valid_from, from, 1), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "2027-12-31", "2099-12-31", 1), ==, 1);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
}

static void
take_away (World      *world,
           const char *name)
{
  g_autofree char *path = g_build_filename (world->catalogues, name, NULL);

  g_unlink (path);
}

static void
put_old (World *world)
{
  put (world, "limited-company.json", "2026-05-01", "2020-01-01");
}

static void
put_new (World *world)
{
  put (world, "limited-company-2026.12.json", "2026-11-20", "2020-01-02");
}

static void
world_init (World *self)
{
  g_autoptr (GError) error = NULL;

  self->catalogues = g_dir_make_tmp ("yc-catalogues-XXXXXX", &error);
  g_assert_no_error (error);
  put_old (self);
  self->hub = test_hub_new_with (self->catalogues, NULL);
  self->hub->clock.now_ms = g_get_real_time () / 1000;
}

static void
world_clear (World *self)
{
  test_hub_free (self->hub);
  take_away (self, "limited-company.json");
  take_away (self, "limited-company-2026.12.json");
  g_rmdir (self->catalogues);
  g_free (self->catalogues);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (World, world_clear)

/* --- the desk ------------------------------------------------------------------ */

static void
open_counter (Desk    *self,
              gboolean without_line)
{
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u", self->world->hub->port);
  YcCounterOptions options = { .data_dir = self->folder, .hub_url = url, .without_line = without_line };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->counter = yc_counter_new ();
  yc_counter_open_async (self->counter, &options, NULL, ready_cb, &result);
  yc_counter_open_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
close_counter (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_close_async (self->counter, ready_cb, &result);
  yc_counter_close_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  g_clear_object (&self->counter);
}

static void
sign_in (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  yc_counter_sign_in_async (self->counter, YC_HUB_TRAINING_OPERATOR, TEST_PASSWORD, NULL, ready_cb, &result);
  yc_counter_sign_in_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
}

static void
desk_init (Desk       *self,
           World      *world,
           const char *window)
{
  g_autofree char *command = g_strdup_printf ("{\"command\":\"enrol-code\",\"window\":\"%s\"}", window);
  g_autofree char *code = test_hub_admin (world->hub, command);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->world = world;
  self->folder = g_dir_make_tmp ("yc-desk-XXXXXX", &error);
  g_assert_no_error (error);
  open_counter (self, FALSE);
  yc_counter_enrol_async (self->counter, g_strstrip (code), "Window", NULL, ready_cb, &result);
  yc_counter_enrol_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  sign_in (self);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *key = g_strconcat (folder, ".key", NULL);

  for (const char *name = dir != NULL ? g_dir_read_name (dir) : NULL; name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_unlink (key);
}

static void
desk_clear (Desk *self)
{
  if (self->counter != NULL)
    close_counter (self);
  remove_folder (self->folder);
  g_free (self->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

static YcCaseFile *
open_case (Desk *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcCaseFile *file;

  yc_counter_open_case_async (self->counter, NULL, MATTER, NULL, ready_cb, &result);
  file = yc_counter_open_case_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  return file;
}

static char *
issue_code (Desk       *self,
            YcCaseFile *file)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 expires_ms;
  char *code;

  wait_until (yc_case_file_get_waiting (file) == 0);
  yc_counter_issue_code_async (self->counter, file, NULL, ready_cb, &result);
  code = yc_counter_issue_code_finish (self->counter, wait_result (&result), &expires_ms, &error);
  g_assert_no_error (error);
  return code;
}

static YcCaseFile *
redeem (Desk       *self,
        const char *code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  YcCaseFile *file;

  yc_counter_redeem_code_async (self->counter, code, NULL, ready_cb, &result);
  file = yc_counter_redeem_code_finish (self->counter, wait_result (&result), &error);
  g_assert_no_error (error);
  return file;
}

static const char *
newest (Desk *self)
{
  return yc_catalogue_get_version (yc_counter_get_catalogue (self->counter));
}

static gboolean
asks (YcCaseFile *file,
      const char *path)
{
  const YcMatter *matter = yc_case_file_get_matter (file);

  return matter != NULL && yc_matter_find_field (matter, path) != NULL;
}

static void
assert_version (YcCaseFile *file,
                const char *version)
{
  g_assert_cmpstr (yc_case_get_version (yc_case_file_get_case (file)), ==, version);
  g_assert_cmpint (asks (file, "/business/licensed"), ==, strcmp (version, "2026.11") == 0);
  g_assert_cmpint (asks (file, "/modules/seals"), ==, strcmp (version, "2026.12") == 0);
}

/* --- tests --------------------------------------------------------------------- */

/* A desk that was enrolled with the old form learns of the new one: when the
 * line comes, when somebody signs in, and every ten minutes. */
static void
test_newer (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcCaseFile) old = NULL;
  g_autoptr (YcCaseFile) new = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  old = open_case (&desk);
  assert_version (old, "2026.11");
  wait_until (yc_line_get_waiting (yc_counter_get_line (desk.counter)) == 0);

  put_new (&world);
  test_hub_restart (world.hub);
  sign_in (&desk);
  wait_until (strcmp (newest (&desk), "2026.12") == 0);
  new = open_case (&desk);
  assert_version (new, "2026.12");
  assert_version (old, "2026.11");

  /* Both are on disk: a desk without a line has them tomorrow. */
  g_clear_object (&old);
  g_clear_object (&new);
  close_counter (&desk);
  open_counter (&desk, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (yc_counter_get_cases (desk.counter)), ==, 2);
  new = g_list_model_get_item (yc_counter_get_cases (desk.counter), 0);
  old = g_list_model_get_item (yc_counter_get_cases (desk.counter), 1);
  assert_version (new, "2026.12");
  assert_version (old, "2026.11");
}

/* A case comes from another window with a form that this desk never had. */
static void
test_older (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_auto (Desk) other = { 0 };
  g_autoptr (YcCaseFile) old = NULL;
  g_autoptr (YcCaseFile) taken = NULL;
  g_autofree char *code = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  old = open_case (&desk);
  code = issue_code (&desk, old);
  put_new (&world);
  test_hub_restart (world.hub);
  desk_init (&other, &world, "4");
  g_assert_cmpstr (newest (&other), ==, "2026.12");
  taken = redeem (&other, code);
  wait_until (yc_case_file_get_matter (taken) != NULL);
  assert_version (taken, "2026.11");
  g_assert_cmpstr (newest (&other), ==, "2026.12");
}

static gboolean
says_form_missing (YcCaseFile *file)
{
  GPtrArray *findings = yc_case_file_get_findings (file);

  return findings->len == 1 && strcmp (((YcFinding *) findings->pdata[0])->code, "form-missing") == 0;
}

static void
notice_cb (YcCounter  *counter,
           const char *text,
           GString    *heard)
{
  g_string_append (heard, text);
}

/* Where the form cannot be had the case says so, and cannot be sent in. */
static void
test_not_to_be_had (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_auto (Desk) other = { 0 };
  g_autoptr (YcCaseFile) old = NULL;
  g_autoptr (YcCaseFile) taken = NULL;
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  world_init (&world);
  desk_init (&desk, &world, "3");
  old = open_case (&desk);
  code = issue_code (&desk, old);
  put_new (&world);
  take_away (&world, "limited-company.json");
  test_hub_restart (world.hub);
  desk_init (&other, &world, "4");
  g_signal_connect (other.counter, "notice", G_CALLBACK (notice_cb), heard);
  taken = redeem (&other, code);
  wait_until (strstr (heard->str, "2026.11") != NULL);
  g_assert_null (yc_case_file_get_matter (taken));
  g_assert_true (says_form_missing (taken));
  g_assert_cmpuint (yc_case_file_count_missing (taken), ==, 1);
  yc_case_file_submit_async (taken, ready_cb, &result);
  g_assert_false (yc_case_file_finish (taken, wait_result (&result), &error));
  g_assert_error (error, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED);
  /* It is not asked for again and again. */
  g_string_truncate (heard, 0);
  sign_in (&other);
  g_assert_cmpstr (heard->str, ==, "");
}

/* A row begins with what the catalogue says, as the form does. */
static void
test_rows (void)
{
  g_auto (World) world = { 0 };
  g_auto (Desk) desk = { 0 };
  g_autoptr (YcCaseFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *row = NULL;
  g_autofree char *kind = NULL;
  g_autofree char *form = NULL;

  world_init (&world);
  put_new (&world);
  test_hub_restart (world.hub);
  desk_init (&desk, &world, "3");
  file = open_case (&desk);
  yc_case_file_add_row_async (file, "/shareholders", ready_cb, &result);
  row = yc_case_file_add_row_finish (file, wait_result (&result), &error);
  g_assert_no_error (error);
  kind = g_strconcat (row, "/kind", NULL);
  form = g_strconcat (row, "/form", NULL);
  g_assert_cmpstr (yc_case_get_value (yc_case_file_get_case (file), kind)->text, ==, "natural");
  g_assert_cmpstr (yc_case_get_value (yc_case_file_get_case (file), form)->text, ==, "money");
  wait_until (yc_line_get_waiting (yc_counter_get_line (desk.counter)) == 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (yc_line_get_parked (yc_counter_get_line (desk.counter)))),
                    ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/versions/newer", test_newer);
  g_test_add_func ("/versions/older", test_older);
  g_test_add_func ("/versions/not-to-be-had", test_not_to_be_had);
  g_test_add_func ("/versions/rows", test_rows);
  return g_test_run ();
}
