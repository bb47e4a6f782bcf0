/* yc-hub-staff-lists.c: what administrators are shown: operators, windows, devices
 *
 * Whoever asks must be an administrator by the newest sign-in at that device,
 * one that has not ended: as it is with figures and supervisors.
 */

#include "yc-hub-staff-lists.h"

#include "yc-hub-staff.h"
#include "yc-json-guard.h"
#include "yc-staff.h"

#define HALLS_MAX 500

static json_t *
operator_to_json (const YcHubStaffOperator *person)
{
  json_t *roles = json_array ();

  for (guint role = YC_ROLE_CLERK; role < YC_ROLE_HUB; role <<= 1)
    if (person->roles & role)
      json_array_append_new (roles, json_string (yc_role_to_text (role)));
  return json_pack ("{s:s, s:s, s:s, s:o, s:s, s:I, s:b, s:I, s:I, s:s, s:s, s:I}", "operator", person->code, "name",
                    person->name, "hall", person->hall, "roles", roles, "state",
                    yc_staff_state_to_text ((YcStaffState) person->state), "locked_until",
                    (json_int_t) person->locked_until_ms, "password", (int) person->has_password, "code_expires",
                    (json_int_t) person->code_expires_ms, "signed_in", (json_int_t) person->signed_in_ms,
                    "signed_in_hall", person->signed_in_hall, "signed_in_window", person->signed_in_window, "open",
                    (json_int_t) person->open);
}

/* What is in memory is newer than what was written. */
static json_t *
device_to_json (YcHub                  *hub,
                const YcHubStaffDevice *device)
{
  g_autofree char *version = NULL;
  gint64 seen_ms = device->seen_ms;
  char id[YC_ID_TEXT_SIZE];

  yc_id_to_text (&device->id, id);
  yc_hub_seen_find (hub->seen, &device->id, &seen_ms, &version);
  return json_pack ("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:I}", "device", id, "name", device->name, "hall",
                    device->hall, "window", device->window, "version", version != NULL ? version : device->version,
                    "seen", (json_int_t) seen_ms, "withdrawn", (json_int_t) device->withdrawn_ms, "operator",
                    device->operator_code, "operator_name", device->operator_name, "signed_in",
                    (json_int_t) device->signed_in_ms);
}

static json_t *
list_devices (YcHub     *hub,
              GPtrArray *devices)
{
  json_t *array = json_array ();

  for (guint i = 0; i < devices->len; i++)
    json_array_append_new (array, device_to_json (hub, g_ptr_array_index (devices, i)));
  return array;
}

static json_t *
place_to_json (YcHub                 *hub,
               const YcHubStaffPlace *place,
               gint64                 now_ms,
               GError               **error)
{
  g_autoptr (GPtrArray) devices = YC_HUB_CALL (hub, list_devices_of_place, place->hall, place->window, now_ms, error);

  if (devices == NULL)
    return NULL;
  return json_pack ("{s:s, s:s, s:s, s:I, s:I, s:I, s:o}", "hall", place->hall, "hall_name", place->hall_name, "window",
                    place->window, "invited", (json_int_t) place->invited_ms, "waiting", (json_int_t) place->waiting,
                    "open", (json_int_t) place->open, "devices", list_devices (hub, devices));
}

/* Each of these gives an array, NULL on failure of the store. */

static json_t *
read_operators (YcHub              *hub,
                const YcHubRequest *request,
                gint64              now_ms,
                gint64             *ret_total,
                GError            **error)
{
  g_autoptr (GPtrArray) people = YC_HUB_CALL (hub, list_staff_operators, request->search, now_ms, request->cursor.after,
                                              request->cursor.limit, ret_total, error);
  json_t *array;

  if (people == NULL)
    return NULL;
  array = json_array ();
  for (guint i = 0; i < people->len; i++)
    json_array_append_new (array, operator_to_json (g_ptr_array_index (people, i)));
  return array;
}

static json_t *
read_devices (YcHub              *hub,
              const YcHubRequest *request,
              gint64              now_ms,
              gint64             *ret_total,
              GError            **error)
{
  g_autoptr (GPtrArray) devices = YC_HUB_CALL (hub, list_staff_devices, now_ms, request->cursor.after,
                                               request->cursor.limit, ret_total, error);

  return devices != NULL ? list_devices (hub, devices) : NULL;
}

static json_t *
read_windows (YcHub              *hub,
              const YcHubRequest *request,
              gint64              now_ms,
              gint64             *ret_total,
              GError            **error)
{
  g_autoptr (GPtrArray) places = YC_HUB_CALL (hub, list_staff_places, now_ms, request->cursor.after,
                                              request->cursor.limit, ret_total, error);
  g_autoptr (json_t) array = places != NULL ? json_array () : NULL;

  for (guint i = 0; places != NULL && i < places->len; i++)
    {
      json_t *place = place_to_json (hub, g_ptr_array_index (places, i), now_ms, error);

      if (place == NULL)
        return NULL;
      json_array_append_new (array, place);
    }
  return g_steal_pointer (&array);
}

/* Where a person or a device may be put. */
static json_t *
read_halls (YcHub   *hub,
            GError **error)
{
  g_autoptr (GPtrArray) halls = YC_HUB_CALL (hub, list_halls, HALLS_MAX, error);
  json_t *array;

  if (halls == NULL)
    return NULL;
  array = json_array ();
  for (guint i = 0; i < halls->len; i++)
    {
      const YcHubHall *hall = g_ptr_array_index (halls, i);

      json_array_append_new (array, json_pack ("{s:s, s:s}", "hall", hall->code, "name", hall->name));
    }
  return array;
}

static YcHubAnswer *
read_list (YcHub              *hub,
           const YcHubRequest *request,
           GError            **error)
{
  gint64 now_ms = yc_hub_get_now (hub), total = 0;
  g_autoptr (json_t) rows = NULL;
  g_autoptr (json_t) halls = NULL;

  if (request->door == YC_HUB_DOOR_STAFF_OPERATORS)
    rows = read_operators (hub, request, now_ms, &total, error);
  else if (request->door == YC_HUB_DOOR_STAFF_DEVICES)
    rows = read_devices (hub, request, now_ms, &total, error);
  else
    rows = read_windows (hub, request, now_ms, &total, error);
  halls = rows != NULL ? read_halls (hub, error) : NULL;
  if (halls == NULL)
    return NULL;
  return yc_hub_answer_new_json (json_pack ("{s:I, s:O, s:I, s:O}", "now", (json_int_t) now_ms, "rows", rows, "total",
                                            (json_int_t) total, "halls", halls));
}

/**
 * yc_hub_staff_lists_read:
 * @request: of one of the doors that administrators read
 * @device: who asks
 *
 * Returns: (transfer full): {"now","rows","total","halls"}, or why not
 */
YcHubAnswer *
yc_hub_staff_lists_read (YcHub              *hub,
                         const YcHubRequest *request,
                         const YcHubDevice  *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = NULL;
  gboolean may;

  if (yc_hub_staff_may_read (hub, device, &may, &error))
    answer = may ? read_list (hub, request, &error)
                 : yc_hub_answer_new_problem (403, "role", "This is for administrators");
  if (answer != NULL)
    return answer;
  g_warning ("The store failed: %s", error->message);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot read this now; try again");
}
