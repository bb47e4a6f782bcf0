/* yc-hub-staff.c: what administrators do
 *
 * Each act is an op in the history of the operator, the place, the device or the
 * version of the catalogue it is about (yc-staff.c): signed by the administrator's session, judged here by
 * who there is at that moment, chained, and put into the hub's tables in the
 * op's own transaction. So the tables never say what no op says.
 *
 *  1. Nobody takes their own account or their own role, and nobody the role of
 *     the last administrator who can sign in.
 *  2. What takes something away ends the sign-ins that had it: what is made
 *     under them from then on is refused.
 *  3. No code and no password is in an op. An op of a new operator, of a reset
 *     or of a place allows a code to be drawn: once, soon, by the sign-in that
 *     signed it. Only its hash is kept.
 */

#include "yc-hub-staff.h"

#include "yc-hub-auth.h"
#include "yc-hub-packs.h"
#include "yc-hub-request.h"
#include "yc-json-guard.h"
#include "yc-op-wire.h"
#include "yc-staff.h"

#include <string.h>

static const YcJsonLimits limits = {
  .bytes_max = YC_HUB_SMALL_BODY_MAX,
  .depth_max = 2,
  .members_max = 8,
  .string_bytes_max = 64,
};

static YcKindCode
get_kind (const YcOp *op)
{
  return yc_kind_find (op->kind)->code;
}

static const char *
get_text (const YcOp *op,
          const char *key)
{
  return yc_record_get_text (op->body->record, key);
}

static gboolean
can_sign_in (const YcHubOperator *person)
{
  return person->state == YC_STAFF_ACTIVE && *person->password != '\0';
}

/* What an op leaves of an administrator who could sign in. */
static gboolean
takes_administration (const YcOp *op)
{
  switch ((int) get_kind (op))
    {
    case YC_KIND_OPERATOR_SET:
      return (yc_staff_roles_parse (get_text (op, "roles")) & YC_ROLE_ADMINISTRATOR) == 0;
    case YC_KIND_OPERATOR_LOCK:
    case YC_KIND_OPERATOR_DISABLE:
      return TRUE;
    case YC_KIND_OPERATOR_RESET:
      return strcmp (op->by, YC_HUB_AUTHOR) != 0; /* at a shell the new password comes with it */
    default:
      return FALSE;
    }
}

static gboolean
judge_last (YcHub               *hub,
            const YcOp          *op,
            const YcHubOperator *person,
            YcVerdict           *verdict,
            GError             **error)
{
  gint64 others;

  if ((person->roles & YC_ROLE_ADMINISTRATOR) == 0 || !can_sign_in (person) || !takes_administration (op))
    return TRUE;
  if (!YC_HUB_CALL (hub, count_administrators, person->code, &others, error))
    return FALSE;
  if (others == 0)
    yc_verdict_refuse (verdict, "", "last-administrator");
  return TRUE;
}

/* Nobody locks themselves out; a role that stays is theirs to keep. */
static gboolean
is_against_oneself (const YcOp *op)
{
  YcKindCode kind = get_kind (op);

  if (strcmp (op->by, get_text (op, "operator")) != 0)
    return FALSE;
  if (kind == YC_KIND_OPERATOR_SET)
    return (yc_staff_roles_parse (get_text (op, "roles")) & YC_ROLE_ADMINISTRATOR) == 0;
  return kind == YC_KIND_OPERATOR_LOCK || kind == YC_KIND_OPERATOR_DISABLE || kind == YC_KIND_OPERATOR_RESET ||
         kind == YC_KIND_OPERATOR_END;
}

static gboolean
judge_hall (YcHub      *hub,
            const char *code,
            YcVerdict  *verdict,
            GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubHall) hall = code != NULL ? YC_HUB_CALL (hub, find_hall, code, &local_error) : NULL;

  if (local_error == NULL)
    {
      if (code != NULL && hall == NULL)
        yc_verdict_refuse (verdict, "", "no-such-hall");
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Somebody else may have changed them since. */
static void
judge_was (const YcOp          *op,
           const YcHubOperator *person,
           YcVerdict           *verdict)
{
  if (get_kind (op) == YC_KIND_OPERATOR_SET && yc_staff_roles_parse (get_text (op, "was")) != person->roles)
    yc_verdict_refuse (verdict, "", "changed");
  if (get_kind (op) == YC_KIND_OPERATOR_RESET && person->state != YC_STAFF_ACTIVE)
    yc_verdict_refuse (verdict, "", "not-active");
}

static gboolean
judge_operator (YcHub      *hub,
                const YcOp *op,
                YcVerdict  *verdict,
                GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubOperator) person = YC_HUB_CALL (hub, find_operator, get_text (op, "operator"), &local_error);
  gboolean adds = get_kind (op) == YC_KIND_OPERATOR_ADD;

  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (adds)
    {
      if (person != NULL)
        yc_verdict_refuse (verdict, "", "exists");
      return judge_hall (hub, get_text (op, "hall"), verdict, error);
    }
  if (person == NULL)
    {
      yc_verdict_refuse (verdict, "", "no-such-operator");
      return TRUE;
    }
  if (is_against_oneself (op))
    yc_verdict_refuse (verdict, "", "yourself");
  judge_was (op, person, verdict);
  return judge_last (hub, op, person, verdict, error);
}

static gboolean
judge_device (YcHub      *hub,
              const YcOp *op,
              YcVerdict  *verdict,
              GError    **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubDevice) device = NULL;
  YcId id;

  if (!yc_id_parse (get_text (op, "device"), &id))
    return TRUE;
  device = YC_HUB_CALL (hub, find_device, &id, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (device == NULL)
    yc_verdict_refuse (verdict, "", "no-such-device");
  else if (device->withdrawn_ms > 0)
    yc_verdict_refuse (verdict, "", "withdrawn");
  return TRUE;
}

/**
 * yc_hub_staff_judge:
 * @hub: the hub, within a transaction
 * @op: in an administrator's stream; yc_staff_check() has nothing against it
 * @verdict: (inout): gets the reasons to refuse: "exists", "no-such-operator",
 *   "no-such-device", "no-such-hall", "no-such-version", "changed" (its roles are
 *   not what the author saw), "not-active", "withdrawn", "not-in-force", "yourself",
 *   "last-administrator"
 *
 * Returns: %FALSE on failure of the store
 */
gboolean
yc_hub_staff_judge (YcHub      *hub,
                    const YcOp *op,
                    YcVerdict  *verdict,
                    GError    **error)
{
  switch ((int) get_kind (op))
    {
    case YC_KIND_DEVICE_INVITE:
      return judge_hall (hub, get_text (op, "hall"), verdict, error);
    case YC_KIND_DEVICE_RENAME:
    case YC_KIND_DEVICE_WITHDRAW:
      return judge_device (hub, op, verdict, error);
    case YC_KIND_CATALOGUE_WITHDRAW:
      yc_hub_packs_judge_withdrawal (hub, op, verdict);
      return TRUE;
    default:
      return judge_operator (hub, op, verdict, error);
    }
}

/* From now on the op's author may draw a code for it. */
static gboolean
allow_code (YcHub      *hub,
            const YcOp *op,
            gint64      now_ms,
            GError    **error)
{
  g_autoptr (YcHubStaffCode) code = yc_hub_staff_code_new ();
  gboolean of_place = get_kind (op) == YC_KIND_DEVICE_INVITE;

  code->op = op->id;
  code->operator_code = g_strdup (of_place ? "" : get_text (op, "operator"));
  code->hall = g_strdup (of_place ? get_text (op, "hall") : "");
  code->window = g_strdup (of_place ? get_text (op, "window") : "");
  code->made_ms = now_ms;
  return YC_HUB_CALL (hub, put_staff_code, code, error);
}

static gboolean
apply_add (YcHub      *hub,
           const YcOp *op,
           gint64      now_ms,
           GError    **error)
{
  g_autoptr (YcHubOperator) person = yc_hub_operator_new ();
  const char *hall = get_text (op, "hall");

  person->code = g_strdup (get_text (op, "operator"));
  person->name = g_strdup (get_text (op, "name"));
  person->roles = yc_staff_roles_parse (get_text (op, "roles"));
  person->hall = g_strdup (hall != NULL ? hall : "");
  person->password = g_strdup ("");
  return YC_HUB_CALL (hub, put_operator, person, error) && allow_code (hub, op, now_ms, error);
}

/* What has been taken away ends what was open with it. */
static gboolean
apply_to_operator (YcHub         *hub,
                   const YcOp    *op,
                   YcHubOperator *person,
                   gint64         now_ms,
                   GError       **error)
{
  guint had = person->roles;
  gboolean ends = TRUE;

  switch ((int) get_kind (op))
    {
    case YC_KIND_OPERATOR_SET:
      person->roles = yc_staff_roles_parse (get_text (op, "roles"));
      ends = (had & ~person->roles) != 0;
      break;
    case YC_KIND_OPERATOR_LOCK:
      person->state = YC_STAFF_LOCKED;
      break;
    case YC_KIND_OPERATOR_DISABLE:
      person->state = YC_STAFF_DISABLED;
      break;
    case YC_KIND_OPERATOR_UNLOCK:
      person->state = YC_STAFF_ACTIVE;
      person->wrong = 0;
      person->locked_until_ms = 0;
      ends = FALSE;
      break;
    case YC_KIND_OPERATOR_RESET:
      yc_secret_clear (person->password, strlen (person->password));
      *person->password = '\0';
      person->wrong = 0;
      person->locked_until_ms = 0;
      if (!allow_code (hub, op, now_ms, error))
        return FALSE;
      break;
    default:
      break;
    }
  return YC_HUB_CALL (hub, put_operator, person, error) &&
         (!ends || YC_HUB_CALL (hub, end_grants, person->code, now_ms, error));
}

static gboolean
apply_operator (YcHub      *hub,
                const YcOp *op,
                gint64      now_ms,
                GError    **error)
{
  g_autoptr (YcHubOperator) person = YC_HUB_CALL (hub, find_operator, get_text (op, "operator"), error);

  return person != NULL && apply_to_operator (hub, op, person, now_ms, error);
}

static gboolean
apply_device (YcHub      *hub,
              const YcOp *op,
              gint64      now_ms,
              GError    **error)
{
  g_autoptr (YcHubDevice) device = NULL;
  YcId id;

  g_assert (yc_id_parse (get_text (op, "device"), &id));
  if (get_kind (op) == YC_KIND_DEVICE_WITHDRAW)
    return YC_HUB_CALL (hub, withdraw_device, &id, now_ms, error);
  device = YC_HUB_CALL (hub, find_device, &id, error);
  if (device == NULL)
    return FALSE;
  g_free (device->name);
  device->name = g_strdup (get_text (op, "name"));
  return YC_HUB_CALL (hub, put_device, device, error);
}

/**
 * yc_hub_staff_apply:
 * @hub: the hub, within the op's transaction
 * @op: in an administrator's stream, applied
 * @now_ms: when it was taken
 *
 * Makes the tables say what the op says.
 */
gboolean
yc_hub_staff_apply (YcHub      *hub,
                    const YcOp *op,
                    gint64      now_ms,
                    GError    **error)
{
  switch ((int) get_kind (op))
    {
    case YC_KIND_OPERATOR_ADD:
      return apply_add (hub, op, now_ms, error);
    case YC_KIND_DEVICE_INVITE:
      return allow_code (hub, op, now_ms, error);
    case YC_KIND_DEVICE_RENAME:
    case YC_KIND_DEVICE_WITHDRAW:
      return apply_device (hub, op, now_ms, error);
    case YC_KIND_CATALOGUE_WITHDRAW:
      return yc_hub_packs_apply_withdrawal (hub, op, now_ms, error);
    case YC_KIND_OPERATOR_CHOSE:
      return TRUE; /* the door that noted it has kept the password */
    default:
      return apply_operator (hub, op, now_ms, error);
    }
}

static gboolean
is_administrators (YcHub            *hub,
                   const YcHubGrant *grant)
{
  return grant != NULL && (grant->roles & YC_ROLE_ADMINISTRATOR) != 0 && grant->expires_ms > yc_hub_get_now (hub);
}

/* Whether an administrator is signed in at the device, by the newest sign-in there. */
gboolean
yc_hub_staff_may_read (YcHub             *hub,
                       const YcHubDevice *device,
                       gboolean          *ret_may,
                       GError           **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (YcHubGrant) grant = YC_HUB_CALL (hub, find_device_grant, &device->id, &local_error);

  *ret_may = is_administrators (hub, grant);
  if (local_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

/* Returns: (transfer full) (nullable): the op of {"op"} */
YcId *
yc_hub_staff_parse_draw (GBytes *body)
{
  g_autoptr (json_t) json = yc_json_parse (body, &limits, NULL);
  YcId id;

  return yc_id_parse (json_string_value (json_object_get (json, "op")), &id) ? yc_id_copy (&id) : NULL;
}

static gboolean
keep_enrol_code (YcHub                *hub,
                 const YcHubStaffCode *code,
                 GError              **error)
{
  g_autoptr (YcHubEnrolCode) kept = yc_hub_enrol_code_new ();

  memcpy (kept->hash, code->hash, sizeof kept->hash);
  kept->hall = g_strdup (code->hall);
  kept->window = g_strdup (code->window);
  kept->expires_ms = code->expires_ms;
  return YC_HUB_CALL (hub, put_enrol_code, kept, error);
}

/* Returns: (transfer full) (nullable): the code; NULL on failure of the store */
static char *
draw (YcHub          *hub,
      YcHubStaffCode *code,
      GError        **error)
{
  g_autofree char *text = yc_hub_enrol_code_draw (code->hash);

  code->drawn = TRUE;
  code->expires_ms = yc_hub_get_now (hub) + YC_HUB_STAFF_CODE_MS;
  if (!YC_HUB_CALL (hub, put_staff_code, code, error) ||
      (*code->operator_code == '\0' && !keep_enrol_code (hub, code, error)))
    return NULL;
  return g_steal_pointer (&text);
}

/* Only the sign-in that signed the op gets its code: not the next person at that desk. */
static gboolean
is_author (YcHub             *hub,
           const YcHubRow    *row,
           const YcHubGrant  *grant,
           const YcHubDevice *device)
{
  g_autoptr (YcOp) op = NULL;

  if (row == NULL || !is_administrators (hub, grant) || !yc_id_equal (&row->device, &device->id))
    return FALSE;
  op = yc_op_decode (row->bytes, row->signature, NULL);
  return op != NULL && yc_id_equal (&op->grant, &grant->id);
}

static YcHubAnswer *
refuse (YcHub      *hub,
        guint       status,
        const char *code,
        const char *detail)
{
  YC_HUB_CALL (hub, rollback);
  return yc_hub_answer_new_problem (status, code, detail);
}

static YcHubAnswer *
answer_code (YcHub          *hub,
             YcHubStaffCode *code,
             GError        **error)
{
  g_autofree char *text = draw (hub, code, error);
  YcHubAnswer *answer;

  if (text == NULL || !YC_HUB_CALL (hub, commit, error))
    return NULL;
  answer = yc_hub_answer_new_json (json_pack ("{s:s, s:I}", "code", text, "expires", (json_int_t) code->expires_ms));
  yc_secret_clear (text, strlen (text));
  return answer;
}

static YcHubAnswer *
draw_for_op (YcHub             *hub,
             const YcId        *op,
             const YcHubDevice *device,
             GError           **error)
{
  g_autoptr (YcHubRow) row = NULL;
  g_autoptr (YcHubGrant) grant = NULL;
  g_autoptr (YcHubStaffCode) code = NULL;

  if (!YC_HUB_CALL (hub, begin, error))
    return NULL;
  row = YC_HUB_CALL (hub, find_row, op, error);
  grant = *error == NULL ? YC_HUB_CALL (hub, find_device_grant, &device->id, error) : NULL;
  code = *error == NULL ? YC_HUB_CALL (hub, find_staff_code, op, error) : NULL;
  if (*error != NULL)
    return NULL;
  if (!is_author (hub, row, grant, device))
    return refuse (hub, 403, "role", "A code is for the administrator who asked for it, at that desk");
  if (code == NULL)
    return refuse (hub, 404, "no-such-code", "That op allows no code");
  if (code->drawn || code->made_ms + YC_HUB_STAFF_DRAW_MS < yc_hub_get_now (hub))
    return refuse (hub, 409, "drawn", "The code was given already, or not fetched in time; ask for another one");
  return answer_code (hub, code, error);
}

/**
 * yc_hub_staff_draw:
 * @op: one that allows a code
 * @device: where it was made
 *
 * Returns: (transfer full): {"code","expires"}, once; or why not: 403 "role",
 *   404 "no-such-code", 409 "drawn"
 */
YcHubAnswer *
yc_hub_staff_draw (YcHub             *hub,
                   const YcId        *op,
                   const YcHubDevice *device)
{
  g_autoptr (GError) error = NULL;
  YcHubAnswer *answer = draw_for_op (hub, op, device, &error);

  if (answer != NULL)
    return answer;
  g_warning ("The store failed: %s", error->message);
  YC_HUB_CALL (hub, rollback);
  yc_hub_forget (hub);
  return yc_hub_answer_new_problem (503, "store", "The hub cannot keep anything now; try again");
}

/* Whether there is one, so that what is done at a shell must be in the history too. */
gboolean
yc_hub_staff_has_administrator (YcHub     *hub,
                                gboolean  *ret_has,
                                GError   **error)
{
  gint64 count;

  if (!YC_HUB_CALL (hub, count_administrators, "", &count, error))
    return FALSE;
  *ret_has = count > 0;
  return TRUE;
}

/* Returns: (transfer full) (nullable): a code for a device at that window */
char *
yc_hub_staff_draw_for_place (YcHub      *hub,
                             const char *hall,
                             const char *window,
                             GError    **error)
{
  YcHubStaffCode code = { .hall = (char *) hall, .window = (char *) window };
  g_autofree char *text = yc_hub_enrol_code_draw (code.hash);

  code.expires_ms = yc_hub_get_now (hub) + YC_HUB_ENROL_CODE_MS;
  return keep_enrol_code (hub, &code, error) ? g_steal_pointer (&text) : NULL;
}
