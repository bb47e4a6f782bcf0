#include "yc-test-pack.h"

#include "yc-hub-packs.h"
#include "yc-hub-server-private.h"
#include "yc-pack.h"
#include "yc-test-desk.h"

#include <string.h>

static YcKeyPair *
new_key (void)
{
  static const guint8 seed[YC_KEY_SIZE] = { 7 };

  return yc_key_pair_new (seed);
}

typedef struct
{
  GPtrArray *parts;
  const char *part; /* (nullable): the one that is changed */
  const char *from;
  const char *to;
} Making;

static void
add_text (Making     *self,
          const char *name,
          GString    *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  YcPackPart *part;

  if (self->part != NULL && strcmp (self->part, name) == 0)
    g_assert_cmpuint (g_string_replace (text, self->from, self->to, 0), >, 0);
  bytes = g_bytes_new (text->str, text->len);
  part = yc_pack_part_new (name, bytes, &error);
  g_assert_no_error (error);
  g_ptr_array_add (self->parts, part);
}

static GString *
read_data (const char *name)
{
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autofree char *path = g_build_filename (catalogues, "..", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return g_string_new (text);
}

static void
add_folder (Making     *self,
            const char *folder)
{
  g_autofree char *catalogues = test_hub_dup_catalogues ();
  g_autofree char *path = g_build_filename (catalogues, "..", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);

  g_assert_nonnull (dir);
  for (const char *name = g_dir_read_name (dir); name != NULL; name = g_dir_read_name (dir))
    {
      g_autofree char *part = g_strconcat (folder, "/", name, NULL);
      g_autoptr (GString) text = NULL;

      if (!g_str_has_suffix (name, ".json"))
        continue;
      text = read_data (part);
      add_text (self, part, text);
    }
}

static void
add_catalogue (Making     *self,
               const char *version,
               const char *valid_from)
{
  g_autofree char *file = g_strdup_printf ("catalogue/limited-company-%s.json", version);
  g_autoptr (GString) text = read_data (file);
  g_autofree char *begins = g_strdup_printf ("\"valid_from\": \"%s\"", valid_from);
  char *at = strstr (text->str, "\"valid_from\": \"");
  g_autofree char *was = g_strndup (at, strlen ("\"valid_from\": \"2026-11-20\""));

  g_assert_cmpuint (g_string_replace (text, was, begins, 1), ==, 1);
  g_assert_cmpuint (g_string_replace (text, "2027-12-31", "2099-12-31", 1), ==, 1);
  add_text (self, "catalogue.json", text);
}

GBytes *
test_pack_make (const char *version,
                const char *valid_from,
                const char *part,
                const char *from,
                const char *to)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_pack_part_free);
  Making making = { parts, part, from, to };
  g_autoptr (YcKeyPair) key = new_key ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) seals = read_data ("seals/seals-2026.json");
  GBytes *bytes;

  add_catalogue (&making, version, valid_from);
  add_text (&making, "seals.json", seals);
  add_folder (&making, "templates");
  add_folder (&making, "examples");
  bytes = yc_pack_write (version, "测试审批局", parts, key, &error);
  g_assert_no_error (error);
  return bytes;
}

typedef struct
{
  YcHub *hub;
  GBytes *pack;        /* (nullable): to install */
  const char *version; /* (nullable): to withdraw */
  char *trust;         /* (nullable): a key */
} Command;

static void
command_func (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  Command *self = data;
  GError *error = NULL;
  char *said;

  if (self->pack != NULL)
    said = yc_hub_packs_install (self->hub, self->pack, &error);
  else if (self->version != NULL)
    said = yc_hub_packs_withdraw (self->hub, self->version, "", &error);
  else if (self->trust != NULL)
    said = yc_hub_packs_trust (self->hub, self->trust, "测试审批局", TRUE, &error);
  else
    said = yc_hub_packs_describe (self->hub, &error);
  if (said != NULL)
    g_task_return_pointer (task, said, g_free);
  else
    g_task_return_error (task, error);
}

static char *
run (TestHub *hub,
     Command *command)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, NULL, test_ready_cb, &result);
  g_autoptr (GError) error = NULL;
  char *said;

  command->hub = hub->hub;
  g_task_set_task_data (task, command, NULL);
  yc_worker_run (hub->server->store_worker, task, command_func);
  said = g_task_propagate_pointer (G_TASK (test_wait_result (&result)), &error);
  g_assert_no_error (error);
  yc_hub_dispatch_tell_packs (hub->server);
  return said;
}

void
test_pack_trust (TestHub *hub)
{
  g_autoptr (YcKeyPair) key = new_key ();
  g_autofree char *text = g_base64_encode (yc_key_pair_get_public (key), YC_KEY_SIZE);
  Command command = { .trust = text };

  g_free (run (hub, &command));
}

void
test_pack_install (TestHub *hub,
                   GBytes  *pack)
{
  Command command = { .pack = pack };

  g_free (run (hub, &command));
}

void
test_pack_withdraw (TestHub    *hub,
                    const char *version)
{
  Command command = { .version = version };

  g_free (run (hub, &command));
}

char *
test_pack_list (TestHub *hub)
{
  Command command = { 0 };

  return run (hub, &command);
}
