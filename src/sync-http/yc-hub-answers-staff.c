/* yc-hub-answers-staff.c: what the hub shows administrators
 *
 * Pure. A text that is missing is nothing; a list that is none is refused.
 */

#include "yc-hub-answers-staff.h"

#include "yc-crypto.h"
#include "yc-json-guard.h"
#include "yc-wire-error.h"

#include <string.h>

#define TEXT_MAX 1024 /* bytes */

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_STAFF_BYTES_MAX,
  .depth_max = 6,
  .members_max = 400000,
  .string_bytes_max = TEXT_MAX,
};

static void
refuse_shape (GError    **error,
              const char *what)
{
  g_set_error (error, YC_WIRE_ERROR, YC_WIRE_ERROR_SHAPE, "The hub's answer has no “%s” as it must be", what);
}

static char *
dup_text (json_t     *json,
          const char *name)
{
  const char *text = json_string_value (json_object_get (json, name));

  return g_strdup (text != NULL ? text : "");
}

static gint64
get_number (json_t     *json,
            const char *name)
{
  return MAX (json_integer_value (json_object_get (json, name)), 0);
}

void
yc_hub_staff_row_free (YcHubStaffRow *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->hall);
  g_free (self->hall_name);
  g_free (self->window);
  g_free (self->signed_in_hall);
  g_free (self->signed_in_window);
  g_free (self->version);
  g_free (self->operator_code);
  g_free (self->operator_name);
  g_clear_pointer (&self->devices, g_ptr_array_unref);
  g_free (self->valid_from);
  g_free (self->valid_to);
  g_free (self->reason);
  g_free (self);
}

static guint
read_roles (json_t *array)
{
  guint roles = 0;
  json_t *entry;
  gsize i;

  json_array_foreach (array, i, entry)
    roles |= yc_role_parse (json_string_value (entry));
  return roles;
}

static void
read_version (YcHubStaffRow *self,
              json_t        *json)
{
  json_t *desks = json_object_get (json, "desks");

  self->valid_from = dup_text (json, "valid_from");
  self->valid_to = dup_text (json, "valid_to");
  self->in_pack = json_string_length (json_object_get (json, "sha256")) > 0;
  self->reason = dup_text (self->withdrawn_ms > 0 ? json : desks, self->withdrawn_ms > 0 ? "reason" : "why");
  self->trying = get_number (desks, "trying");
  self->good = get_number (desks, "good");
  self->refused = get_number (desks, "refused");
}

static YcHubStaffRow *
parse_row (json_t *json)
{
  YcHubStaffRow *self = g_new0 (YcHubStaffRow, 1);
  gboolean is_device = json_object_get (json, "device") != NULL;
  gboolean is_version = json_object_get (json, "sha256") != NULL;
  json_t *devices = json_object_get (json, "devices");
  json_t *entry;
  gsize i;

  self->code = dup_text (json, is_device ? "device" : is_version ? "version" : "operator");
  self->name = dup_text (json, "name");
  self->hall = dup_text (json, "hall");
  self->hall_name = dup_text (json, "hall_name");
  self->window = dup_text (json, "window");
  self->roles = read_roles (json_object_get (json, "roles"));
  yc_staff_state_parse (json_string_value (json_object_get (json, "state")), &self->state);
  self->locked_until_ms = get_number (json, "locked_until");
  self->has_password = json_is_true (json_object_get (json, "password"));
  self->code_expires_ms = get_number (json, "code_expires");
  self->signed_in_ms = get_number (json, "signed_in");
  self->signed_in_hall = dup_text (json, "signed_in_hall");
  self->signed_in_window = dup_text (json, "signed_in_window");
  self->open = get_number (json, "open");
  self->version = dup_text (json, "version");
  self->seen_ms = get_number (json, "seen");
  self->withdrawn_ms = get_number (json, "withdrawn");
  self->operator_code = dup_text (json, "operator");
  self->operator_name = dup_text (json, "operator_name");
  self->invited_ms = get_number (json, "invited");
  self->waiting = get_number (json, "waiting");
  self->devices = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_staff_row_free);
  json_array_foreach (devices, i, entry)
    if (i < YC_HUB_STAFF_DEVICES_MAX && json_object_get (entry, "devices") == NULL)
      g_ptr_array_add (self->devices, parse_row (entry));
  if (is_version)
    read_version (self, json);
  return self;
}

static void
hall_free (gpointer data)
{
  YcHubStaffHall *self = data;

  g_free (self->code);
  g_free (self->name);
  g_free (self);
}

static void
take_halls (YcHubStaffList *self,
            json_t         *halls)
{
  json_t *entry;
  gsize i;

  self->halls = g_ptr_array_new_with_free_func (hall_free);
  json_array_foreach (halls, i, entry)
    if (i < YC_HUB_STAFF_HALLS_MAX)
      {
        YcHubStaffHall *hall = g_new0 (YcHubStaffHall, 1);

        hall->code = dup_text (entry, "hall");
        hall->name = dup_text (entry, "name");
        g_ptr_array_add (self->halls, hall);
      }
}

/* Returns: (transfer full) (nullable): the answer to GET /v1/staff/… */
YcHubStaffList *
yc_hub_staff_list_parse (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, error);
  g_autoptr (YcHubStaffList) self = g_new0 (YcHubStaffList, 1);
  json_t *rows, *entry;
  gsize i;

  if (json == NULL)
    return NULL;
  rows = json_object_get (json, "rows");
  if (!json_is_array (rows) || json_array_size (rows) > YC_HUB_STAFF_ROWS_MAX)
    {
      refuse_shape (error, "rows");
      return NULL;
    }
  self->now_ms = get_number (json, "now");
  self->total = MAX (get_number (json, "total"), (gint64) json_array_size (rows));
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_hub_staff_row_free);
  json_array_foreach (rows, i, entry)
    g_ptr_array_add (self->rows, parse_row (entry));
  take_halls (self, json_object_get (json, "halls"));
  return g_steal_pointer (&self);
}

void
yc_hub_staff_list_free (YcHubStaffList *self)
{
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->halls, g_ptr_array_unref);
  g_free (self);
}

/* Returns: (transfer full) (nullable): the answer to POST /v1/staff/codes */
YcHubOneTimeCode *
yc_hub_one_time_code_parse (GBytes  *bytes,
                         GError **error)
{
  g_autoptr (json_t) json = yc_json_parse (bytes, &limits, error);
  const char *code;
  YcHubOneTimeCode *self;

  if (json == NULL)
    return NULL;
  code = json_string_value (json_object_get (json, "code"));
  if (code == NULL || *code == '\0' || strlen (code) > 64)
    {
      refuse_shape (error, "code");
      return NULL;
    }
  self = g_new0 (YcHubOneTimeCode, 1);
  self->code = g_strdup (code);
  self->expires_ms = get_number (json, "expires");
  return self;
}

void
yc_hub_one_time_code_free (YcHubOneTimeCode *self)
{
  yc_secret_clear (self->code, strlen (self->code));
  g_free (self->code);
  g_free (self);
}
