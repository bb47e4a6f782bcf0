/* engrave-desk: a desk that engraves one job, and is killed by its test meanwhile
 *
 *   engrave-desk GUARD FOLDER ADDRESS JOB ROWS
 *
 * Ends with 0 when the job is done.
 */

#include "yc-device-registry.h"
#include "yc-engraver-device.h"
#include "yc-test-toolpath.h"

static gboolean
started_cb (const YcId *job,
            gpointer    data,
            GError    **error)
{
  return TRUE;
}

static void
engraved_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (GError) error = NULL;

  *(int *) data = yc_engraver_engrave_finish (YC_ENGRAVER (source), result, &error) ==
                  YC_ENGRAVE_DONE ? 0 : 1;
  if (error != NULL)
    g_printerr ("engrave-desk: %s\n", error->message);
}

int
main (int    argc,
      char **argv)
{
  const YcEngraveHooks hooks = { started_cb };
  g_autoptr (YcToolpath) path = NULL;
  YcDeviceRegistry *registry = yc_device_registry_new ();
  YcDevice *device;
  int code = -1;
  guint64 rows;
  YcId job;

  g_assert_cmpint (argc, ==, 6);
  g_assert_true (yc_id_parse (argv[4], &job));
  g_assert_true (g_ascii_string_to_unsigned (argv[5], 10, 1, 200, &rows, NULL));
  path = yc_test_raster_new ((guint) rows, 250000);
  yc_engraver_device_set_guard (argv[1], argv[2]);
  g_assert_true (yc_device_registry_add_address (registry, argv[3], NULL));
  while ((device = yc_device_registry_get_by_role (registry, YC_DEVICE_ROLE_ENGRAVER)) == NULL)
    g_main_context_iteration (NULL, TRUE);
  yc_engraver_engrave_async (YC_ENGRAVER (device), path, &job, &hooks, NULL, engraved_cb, &code);
  while (code < 0)
    g_main_context_iteration (NULL, TRUE);
  yc_device_registry_stop (registry);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (registry);
  return code;
}
