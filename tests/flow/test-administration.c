/* What an administrator is shown of a large city. */

#include "yc-administration.h"
#include "yc-test-desk.h"

#include <string.h>

#define ADMINISTRATOR "A0301"
#define PEOPLE 450 /* more than two pages of the hub's */

typedef struct
{
  TestHub *hub;
  TestCounter desk;
  YcAdministration *administration;
} Fixture;

static void
add_people (TestHub *hub)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (YC_HUB_CALL (hub->hub, begin, &error));
  for (guint i = 0; i < PEOPLE; i++)
    {
      g_autoptr (YcHubOperator) person = yc_hub_operator_new ();

      person->code = g_strdup_printf ("M%04u", i);
      person->name = g_strdup (i % 100 == 0 ? "尤测试" : "孙测试");
      person->roles = YC_ROLE_CLERK;
      person->hall = g_strdup ("");
      person->password = g_strdup ("");
      g_assert_true (YC_HUB_CALL (hub->hub, put_operator, person, &error));
    }
  g_assert_true (YC_HUB_CALL (hub->hub, commit, &error));
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->hub = test_hub_new ();
  self->hub->clock.now_ms = g_get_real_time () / 1000;
  test_hub_add_operator (self->hub, ADMINISTRATOR, "administrator");
  add_people (self->hub);
  test_counter_init (&self->desk, self->hub, "3", ADMINISTRATOR);
  self->administration = yc_administration_new (self->desk.counter);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_clear_object (&self->administration);
  test_counter_clear (&self->desk);
  test_hub_free (self->hub);
}

static guint
count (Fixture *self)
{
  return g_list_model_get_n_items (yc_administration_get_rows (self->administration));
}

/* Each once, whichever answer brought it. */
static void
check_all (Fixture *self)
{
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (count (self), ==, yc_administration_get_total (self->administration));
  for (guint i = 0; i < count (self); i++)
    {
      g_autoptr (YcAdministrationRow) row = g_list_model_get_item (yc_administration_get_rows (self->administration), i);

      g_assert_true (g_hash_table_add (codes, g_strdup (yc_administration_row_get (row)->code)));
    }
  g_assert_true (g_hash_table_contains (codes, "M0000") && g_hash_table_contains (codes, "M0449"));
}

static void
test_all (Fixture       *self,
          gconstpointer  data)
{
  yc_administration_show (self->administration, YC_ADMINISTRATION_OPERATORS, "");
  test_wait_until (count (self) > PEOPLE);
  check_all (self);

  /* Asked anew, and again before all have come. */
  yc_administration_refresh (self->administration);
  test_wait_until (count (self) < PEOPLE);
  yc_administration_refresh (self->administration);
  test_wait_until (count (self) > PEOPLE);
  check_all (self);

  yc_administration_show (self->administration, YC_ADMINISTRATION_OPERATORS, "尤测试");
  test_wait_until (count (self) == 5);
  g_assert_cmpuint (yc_administration_get_total (self->administration), ==, 5);
  yc_administration_show (self->administration, YC_ADMINISTRATION_DEVICES, "");
  test_wait_until (count (self) == 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/administration/all", Fixture, NULL, set_up, test_all, tear_down);
  return g_test_run ();
}
