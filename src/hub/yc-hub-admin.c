/* yc-hub-admin.c: what the people who run a hub ask of it
 *
 * Where there is an administrator who can sign in, what a command does to
 * operators and devices is an op of the hub's own, in the history as theirs are
 * (yc-hub-staff.c); and making the first of them is one. Before that there is
 * nobody to tell, and the commands set the tables up.
 *
 * A command is one JSON object, {"command":"enrol-code","window":"3"}, and so
 * is its answer, {"ok":true,"text":"…"}. A pack follows its command behind a line's
 * end, so a hub that may read nothing outside its folder can take it. A running hub
 * takes commands at a socket in its folder that only its owner can open; otherwise
 * the command opens the folder itself.
 */

#include "yc-hub-admin.h"

#include "yc-hub-auth.h"
#include "yc-hub-backup.h"
#include "yc-hub-blobs.h"
#include "yc-hub-hold.h"
#include "yc-hub-packs.h"
#include "yc-hub-ingest.h"
#include "yc-hub-request.h"
#include "yc-hub-staff.h"
#include "yc-json-guard.h"
#include "yc-password.h"
#include "yc-staff.h"

#include <string.h>

#define META_TRAINING "training"
#define KEEP_MAX 10000 /* backups */

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_ADMIN_MAX,
  .depth_max = 2,
  .members_max = 32,
  .string_bytes_max = 1024,
};

static const char *
get_text (json_t     *json,
          const char *name,
          const char *fallback)
{
  json_t *member = json_object_get (json, name);

  return json_is_string (member) ? json_string_value (member) : fallback;
}

static char *
fail (GError    **error,
      const char *why)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, why);
  return NULL;
}

/* An op of the hub's own. @body is taken. */
static gboolean
append (YcHub      *hub,
        const char *kind,
        YcBody     *body,
        GError    **error)
{
  g_autoptr (GHashTable) touched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return yc_hub_ingest_staff (hub, kind, body, touched, error);
}

/* Each command gives what it says to the person who asked; it runs in a transaction. */

static char *
run_hall_add (YcHub   *hub,
              json_t  *command,
              GError **error)
{
  const char *code = get_text (command, "code", "");
  const char *name = get_text (command, "name", NULL);
  g_autoptr (YcHubHall) hall = NULL;
  g_autofree char *known = NULL;

  if (!yc_hub_code_is_valid (code) || !yc_staff_name_is_plain (name))
    return fail (error, "A hall needs a code of letters and digits, and a name");
  hall = yc_hub_hall_new (code, name, get_text (command, "city", ""));
  if (!YC_HUB_CALL (hub, put_hall, hall, error))
    return NULL;
  known = YC_HUB_CALL (hub, get_meta, YC_HUB_META_HALL, error);
  if (*error != NULL || (known == NULL && !YC_HUB_CALL (hub, set_meta, YC_HUB_META_HALL, code, error)))
    return NULL;
  return g_strdup_printf ("Hall %s is known.", code);
}

static gboolean
note_invitation (YcHub      *hub,
                 const char *hall,
                 const char *window,
                 GError    **error)
{
  YcBody *body;
  gboolean has;

  if (!yc_hub_staff_has_administrator (hub, &has, error) || !has)
    return *error == NULL;
  body = yc_body_new ();
  yc_record_set_text (body->record, "hall", hall);
  yc_record_set_text (body->record, "window", window);
  return append (hub, "device.invite", body, error);
}

static char *
run_enrol_code (YcHub   *hub,
                json_t  *command,
                GError **error)
{
  g_autofree char *usual = YC_HUB_CALL (hub, get_meta, YC_HUB_META_HALL, error);
  const char *hall_code = get_text (command, "hall", usual);
  const char *window = get_text (command, "window", "");
  g_autoptr (YcHubHall) hall = NULL;

  if (*error != NULL)
    return NULL;
  hall = hall_code != NULL ? YC_HUB_CALL (hub, find_hall, hall_code, error) : NULL;
  if (hall == NULL)
    return *error != NULL ? NULL : fail (error, "There is no such hall");
  if (!yc_hub_code_is_valid (window))
    return fail (error, "A window's code is made of letters and digits");
  return note_invitation (hub, hall->code, window, error)
             ? yc_hub_staff_draw_for_place (hub, hall->code, window, error)
             : NULL;
}

/* What is said of @person: kind by kind, as an administrator would do it. */
static gboolean
note_operator (YcHub               *hub,
               const YcHubOperator *person,
               const char          *kind,
               guint                was,
               GError             **error)
{
  YcBody *body = yc_body_new ();
  g_autofree char *roles = yc_staff_roles_to_text (person->roles);
  g_autofree char *were = yc_staff_roles_to_text (was);

  yc_record_set_text (body->record, "operator", person->code);
  if (strcmp (kind, "operator.add") == 0)
    yc_record_set_text (body->record, "name", person->name);
  if (strcmp (kind, "operator.add") == 0 || was != 0)
    yc_record_set_text (body->record, "roles", roles);
  if (was != 0)
    yc_record_set_text (body->record, "was", were);
  return append (hub, kind, body, error);
}

/* One who is known gets the roles and a new password, and may sign in again. */
static gboolean
note_changes (YcHub               *hub,
              const YcHubOperator *person,
              const YcHubOperator *known,
              GError             **error)
{
  if (strcmp (known->name, person->name) != 0)
    {
      fail (error, "An operator with that code has another name");
      return FALSE;
    }
  return (known->state == YC_STAFF_ACTIVE || note_operator (hub, person, "operator.unlock", 0, error)) &&
         (known->roles == person->roles || note_operator (hub, person, "operator.set", known->roles, error)) &&
         note_operator (hub, person, "operator.reset", 0, error);
}

static gboolean
must_be_noted (YcHub               *hub,
               const YcHubOperator *person,
               gboolean            *ret_must,
               GError             **error)
{
  if (!yc_hub_staff_has_administrator (hub, ret_must, error))
    return FALSE;
  *ret_must = *ret_must || (person->roles & YC_ROLE_ADMINISTRATOR) != 0;
  return TRUE;
}

/* @person has the password that was typed at the shell, so no code is needed. */
static gboolean
put_noted (YcHub         *hub,
           YcHubOperator *person,
           GError       **error)
{
  g_autoptr (YcHubOperator) known = YC_HUB_CALL (hub, find_operator, person->code, error);
  g_autoptr (YcHubOperator) noted = NULL;

  if (*error != NULL ||
      !(known != NULL ? note_changes (hub, person, known, error) : note_operator (hub, person, "operator.add", 0, error)))
    return FALSE;
  noted = YC_HUB_CALL (hub, find_operator, person->code, error);
  if (noted == NULL)
    return FALSE;
  g_free (noted->password);
  noted->password = g_strdup (person->password);
  return YC_HUB_CALL (hub, put_operator, noted, error) &&
         YC_HUB_CALL (hub, drop_operator_code, noted->code, error);
}

static char *
run_operator_add (YcHub   *hub,
                  json_t  *command,
                  GError **error)
{
  g_autoptr (YcHubOperator) person = yc_hub_operator_new ();
  const char *code = get_text (command, "code", "");
  const char *name = get_text (command, "name", NULL);
  const char *hash = get_text (command, "hash", "");

  gboolean noted;

  person->roles = yc_staff_roles_parse (get_text (command, "roles", "clerk"));
  if (!yc_hub_code_is_valid (code) || strcmp (code, "hub") == 0 || !yc_staff_name_is_plain (name))
    return fail (error, "An operator needs a code of letters and digits, and a name");
  if (person->roles == 0)
    return fail (error, "The roles are clerk, helper, reviewer, supervisor and administrator");
  if (!g_str_has_prefix (hash, "scrypt$") || strlen (hash) > YC_PASSWORD_TEXT_MAX)
    return fail (error, "An operator needs a password");
  person->code = g_strdup (code);
  person->name = g_strdup (name);
  person->password = g_strdup (hash);
  if (!must_be_noted (hub, person, &noted, error) ||
      !(noted ? put_noted (hub, person, error) : YC_HUB_CALL (hub, put_operator, person, error)))
    return NULL;
  return g_strdup_printf ("Operator %s is known.", code);
}

static char *
dup_time (gint64 ms)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (ms / 1000);

  return g_date_time_format_iso8601 (time);
}

static char *
run_status (YcHub   *hub,
            json_t  *command,
            GError **error)
{
  g_autofree char *hash = NULL;
  g_autoptr (GPtrArray) stands = NULL;
  gint64 position, overdue;
  gboolean holds;
  GString *text;

  if (!YC_HUB_CALL (hub, get_head, &position, &hash, error) ||
      !YC_HUB_CALL (hub, count_overdue, yc_hub_get_now (hub) - YC_HUB_BLOB_OVERDUE_MS, &overdue, error))
    return NULL;
  stands = YC_HUB_CALL (hub, list_office_stands, error);
  if (stands == NULL)
    return NULL;
  if (!yc_hub_hold_is_on (hub, &holds, error))
    return NULL;
  text = g_string_new (NULL);
  g_string_printf (text, "epoch %s, position %" G_GINT64_FORMAT ", hash %s", hub->epoch, position, hash);
  if (holds)
    {
      g_autofree char *since = dup_time (hub->restored_ms);
      g_autofree char *until = dup_time (hub->restored_ms + YC_HUB_HORIZON_MS);

      g_string_append_printf (text, "\nset back to a backup at %s: physical work that may have been granted since waits until %s,"
                              " or until “release-jobs” says that every desk has been here", since, until);
    }
  if (overdue > 0)
    g_string_append_printf (text, "\n%" G_GINT64_FORMAT " documents were announced more than ten minutes ago and"
                            " have not come", overdue);
  for (guint i = 0; i < stands->len; i++)
    {
      const YcHubOfficeStand *stand = g_ptr_array_index (stands, i);

      g_string_append_printf (text, "\noffice %s: %" G_GINT64_FORMAT " to send (tried up to %" G_GINT64_FORMAT
                              " times), %" G_GINT64_FORMAT " to be answered, read to %" G_GINT64_FORMAT,
                              stand->office, stand->waiting, stand->tries, stand->acknowledged, stand->seq);
    }
  return g_string_free (text, FALSE);
}

/* The word of whoever runs the hub: what desks hold of what it had granted has come. */
static char *
run_release_jobs (YcHub   *hub,
                  json_t  *command,
                  GError **error)
{
  g_autofree char *restored = g_strdup_printf ("%" G_GINT64_FORMAT, hub->restored_ms);
  gboolean holds;

  if (!yc_hub_hold_is_on (hub, &holds, error))
    return NULL;
  if (!holds)
    return fail (error, "No physical work waits for that");
  return YC_HUB_CALL (hub, set_meta, YC_HUB_RELEASED_META, restored, error)
             ? g_strdup ("Physical work goes on; desks ask again within a minute.")
             : NULL;
}

static const struct
{
  const char *name;
  char *(*run) (YcHub *hub, json_t *command, GError **error);
} commands[] = {
  { "hall-add", run_hall_add },
  { "enrol-code", run_enrol_code },
  { "operator-add", run_operator_add },
  { "status", run_status },
  { "release-jobs", run_release_jobs },
};

static char *
run_named (YcHub   *hub,
           json_t  *command,
           GError **error)
{
  const char *name = get_text (command, "command", "");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (commands[i].name, name) == 0)
      return commands[i].run (hub, command, error);
  return fail (error, "There is no such command");
}

static char *
run_in_transaction (YcHub   *hub,
                    json_t  *command,
                    GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) local_error = NULL;

  if (YC_HUB_CALL (hub, begin, &local_error) && yc_hub_know_head (hub, &local_error))
    text = run_named (hub, command, &local_error);
  if (text != NULL && YC_HUB_CALL (hub, commit, &local_error))
    return g_steal_pointer (&text);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static gboolean
is_backup (json_t *command)
{
  return strcmp (get_text (command, "command", ""), "backup") == 0;
}

/* The command itself, without what follows it. @ret_rest: (out) (optional) (transfer full) */
static json_t *
parse_command (GBytes  *message,
               GBytes **ret_rest,
               GError **error)
{
  gsize size;
  const char *text = g_bytes_get_data (message, &size);
  const char *end = size > 0 ? memchr (text, '\n', size) : NULL;
  gsize length = end != NULL ? (gsize) (end - text) : size;
  g_autoptr (GBytes) command = g_bytes_new_from_bytes (message, 0, length);

  if (ret_rest != NULL)
    *ret_rest = g_bytes_new_from_bytes (message, MIN (length + 1, size), size - MIN (length + 1, size));
  return yc_json_parse (command, &limits, error);
}

/* Whether it takes long, and is for another thread than the hub's. */
gboolean
yc_hub_admin_is_long (GBytes *command)
{
  g_autoptr (json_t) json = parse_command (command, NULL, NULL);

  return json != NULL && is_backup (json);
}

static char *
run_backup (YcHub         *hub,
            json_t        *command,
            GCancellable  *cancellable,
            GError       **error)
{
  const char *to = get_text (command, "to", "");
  json_t *keep = json_object_get (command, "keep");

  if (!g_path_is_absolute (to))
    return fail (error, "Say where to: --to FOLDER");
  if (keep != NULL && (!json_is_integer (keep) || json_integer_value (keep) < 0 || json_integer_value (keep) > KEEP_MAX))
    return fail (error, "--keep is a number of backups");
  return yc_hub_backup_run (hub->folder, to, (guint) json_integer_value (keep), cancellable, error);
}

/* Packs make transactions of their own: what is in force follows from them. */
static char *
run_pack (YcHub   *hub,
          json_t  *command,
          GBytes  *pack,
          GError **error)
{
  const char *verb = get_text (command, "verb", "");
  const char *subject = get_text (command, "subject", "");

  if (hub->rules == NULL)
    return fail (error, "The forms that came with the program are needed for that");
  if (strcmp (verb, "install") == 0)
    return yc_hub_packs_install (hub, pack, error);
  if (strcmp (verb, "list") == 0)
    return yc_hub_packs_describe (hub, error);
  if (strcmp (verb, "withdraw") == 0)
    return yc_hub_packs_withdraw (hub, subject, get_text (command, "reason", ""), error);
  if (strcmp (verb, "trust") == 0 && yc_staff_name_is_plain (get_text (command, "name", NULL)))
    return yc_hub_packs_trust (hub, subject, get_text (command, "name", ""), TRUE, error);
  if (strcmp (verb, "distrust") == 0)
    return yc_hub_packs_trust (hub, subject, "", FALSE, error);
  return fail (error, "Say pack install FILE, list, withdraw VERSION, trust KEY --name NAME or distrust KEY");
}

/* Whether the command needs the forms to run. */
gboolean
yc_hub_admin_is_pack (GBytes *command)
{
  g_autoptr (json_t) json = parse_command (command, NULL, NULL);

  return json != NULL && strcmp (get_text (json, "command", ""), "pack") == 0;
}

static char *
run_command (YcHub         *hub,
             json_t        *command,
             GBytes        *rest,
             GCancellable  *cancellable,
             GError       **error)
{
  if (is_backup (command))
    return run_backup (hub, command, cancellable, error);
  if (strcmp (get_text (command, "command", ""), "pack") == 0)
    return run_pack (hub, command, rest, error);
  return run_in_transaction (hub, command, error);
}

/**
 * yc_hub_admin_run:
 * @hub: the hub, in its thread; where the command takes long, in any
 * @command: what came
 * @cancellable: (nullable): ends a command that takes long
 *
 * Returns: (transfer full): what to answer
 */
GBytes *
yc_hub_admin_run (YcHub        *hub,
                  GBytes       *command,
                  GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) rest = NULL;
  g_autoptr (json_t) json = parse_command (command, &rest, &error);
  g_autofree char *text = json != NULL ? run_command (hub, json, rest, cancellable, &error) : NULL;
  g_autoptr (json_t) answer = json_pack ("{s:b, s:s}", "ok", text != NULL, "text",
                                         text != NULL ? text : error->message);
  char *dump = json_dumps (answer, JSON_COMPACT);

  return g_bytes_new_with_free_func (dump, strlen (dump), free, dump);
}

/* Who works in a training hall, all with one password. */
static gboolean
put_training_operators (YcHub      *hub,
                        const char *password,
                        GError    **error)
{
  static const struct
  {
    const char *code;
    const char *name;
    YcRole role;
  } people[] = {
    { YC_HUB_TRAINING_OPERATOR, "王测试", YC_ROLE_CLERK },
    { YC_HUB_TRAINING_REVIEWER, "孙测试", YC_ROLE_REVIEWER },
    { YC_HUB_TRAINING_SUPERVISOR, "支测试", YC_ROLE_SUPERVISOR },
    { YC_HUB_TRAINING_HELPER, "钱测试", YC_ROLE_HELPER },
  };
  g_autofree char *hash = yc_password_hash (password);

  for (gsize i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (YcHubOperator) person = yc_hub_operator_new ();

      person->code = g_strdup (people[i].code);
      person->name = g_strdup (people[i].name);
      person->roles = people[i].role;
      person->password = g_strdup (hash);
      if (!YC_HUB_CALL (hub, put_operator, person, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_up_training (YcHub      *hub,
                 const char *password,
                 GError    **error)
{
  g_autoptr (YcHubHall) hall = yc_hub_hall_new (YC_HUB_TRAINING_HALL, "聊城市政务服务中心", "聊城市");

  return YC_HUB_CALL (hub, begin, error) && YC_HUB_CALL (hub, put_hall, hall, error) &&
         put_training_operators (hub, password, error) &&
         YC_HUB_CALL (hub, set_meta, YC_HUB_META_HALL, hall->code, error) &&
         YC_HUB_CALL (hub, set_meta, META_TRAINING, "yes", error) && YC_HUB_CALL (hub, commit, error);
}

/**
 * yc_hub_admin_train:
 * @hub: a hub that has just been opened
 * @password: of the operators who are made
 * @error: of %YC_HUB_STORE_ERROR; FORMAT when the folder holds a real hall
 *
 * Makes an empty hub one for training. One that is so already stays as it is.
 */
gboolean
yc_hub_admin_train (YcHub       *hub,
                    const char  *password,
                    GError     **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *hall = NULL;

  if (hub->training)
    return TRUE;
  hall = YC_HUB_CALL (hub, get_meta, YC_HUB_META_HALL, &local_error);
  if (hall != NULL)
    g_set_error_literal (&local_error, YC_HUB_STORE_ERROR, YC_HUB_STORE_ERROR_FORMAT,
                         "This folder is not for training: it holds a hall already");
  if (local_error == NULL && set_up_training (hub, password, &local_error))
    {
      hub->training = TRUE;
      return TRUE;
    }
  YC_HUB_CALL (hub, rollback);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
