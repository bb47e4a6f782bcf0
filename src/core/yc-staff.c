/* yc-staff.c: who works in a city's halls, and where
 *
 * What an administrator does is an op, as all else. Each operator, place (a
 * hall's window), device and version of the catalogue has a stream of its own,
 * whose id follows from what it is about: so there is one history of each,
 * whichever desk writes it, and an op that says one thing and stands in the
 * stream of another is none.
 *
 * This file knows what such an op must look like. What may be done, with whom
 * there is, the hub judges (yc-hub-staff.c).
 */

#include "yc-staff.h"

#include "yc-crypto.h"

#include <string.h>

static const char *const states[] = {
  [YC_STAFF_ACTIVE] = "active",
  [YC_STAFF_LOCKED] = "locked",
  [YC_STAFF_DISABLED] = "disabled",
};

const char *
yc_staff_state_to_text (YcStaffState state)
{
  g_return_val_if_fail ((gsize) state < G_N_ELEMENTS (states), states[0]);

  return states[state];
}

gboolean
yc_staff_state_parse (const char   *text,
                      YcStaffState *ret_state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (text, states[i]) == 0)
      {
        *ret_state = (YcStaffState) i;
        return TRUE;
      }
  return FALSE;
}

/* The first half of a hash over what it is about; no code has a blank in it. */
static void
derive (const char *what,
        const char *first,
        const char *second,
        YcStream   *ret_stream)
{
  g_autofree char *text = g_strdup_printf ("yichuang-staff %s %s %s", what, first, second);
  guint8 hash[YC_SHA256_SIZE];

  yc_sha256 (text, strlen (text), hash);
  ret_stream->type = YC_STREAM_STAFF;
  memcpy (ret_stream->id.bytes, hash, sizeof ret_stream->id.bytes);
}

void
yc_staff_stream_of_operator (const char *code,
                             YcStream   *ret_stream)
{
  derive ("operator", code, "", ret_stream);
}

/* A hall's window. */
void
yc_staff_stream_of_place (const char *hall,
                          const char *window,
                          YcStream   *ret_stream)
{
  derive ("place", hall, window, ret_stream);
}

void
yc_staff_stream_of_device (const YcId *device,
                           YcStream   *ret_stream)
{
  char id[YC_ID_TEXT_SIZE];

  yc_id_to_text (device, id);
  derive ("device", id, "", ret_stream);
}

/* Of the catalogue. */
void
yc_staff_stream_of_version (const char *version,
                            YcStream   *ret_stream)
{
  derive ("version", version, "", ret_stream);
}

/* Neither controls nor what turns the direction of writing: a list of names
 * shows each as it is. */
gboolean
yc_staff_name_is_plain (const char *name)
{
  if (name == NULL || *name == '\0' || strlen (name) > YC_STAFF_NAME_MAX || !g_utf8_validate (name, -1, NULL))
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    switch (g_unichar_type (g_utf8_get_char (at)))
      {
      case G_UNICODE_CONTROL:
      case G_UNICODE_FORMAT:
      case G_UNICODE_LINE_SEPARATOR:
      case G_UNICODE_PARAGRAPH_SEPARATOR:
      case G_UNICODE_PRIVATE_USE:
      case G_UNICODE_UNASSIGNED:
        return FALSE;
      default:
        break;
      }
  return TRUE;
}

/* Short, of letters, digits, "-" and "_": it stands in paths and on paper. */
gboolean
yc_staff_code_is_plain (const char *code)
{
  gsize length = code != NULL ? strlen (code) : 0;

  if (length < 1 || length > YC_STAFF_CODE_MAX)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (code[i]) && code[i] != '-' && code[i] != '_')
      return FALSE;
  return TRUE;
}

/* The same, and dots: "2027.02". */
static gboolean
is_version (const char *version)
{
  gsize length = strlen (version);

  return length >= 1 && length <= YC_STAFF_CODE_MAX &&
         strspn (version, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.") == length;
}

/* Returns: of YcRole; 0 where @text is not a list of roles with commas between them */
guint
yc_staff_roles_parse (const char *text)
{
  g_auto (GStrv) names = NULL;
  guint roles = 0;

  if (text == NULL || strlen (text) > YC_STAFF_ROLES_MAX)
    return 0;
  names = g_strsplit (text, ",", -1);
  for (char **name = names; *name != NULL; name++)
    {
      guint role = yc_role_parse (g_strstrip (*name));

      if (role == 0)
        return 0;
      roles |= role;
    }
  return roles & YC_ROLE_ANYONE;
}

/* Returns: (transfer full): "clerk,reviewer", always in the same order */
char *
yc_staff_roles_to_text (guint roles)
{
  GString *text = g_string_new (NULL);

  for (guint role = YC_ROLE_CLERK; role < YC_ROLE_HUB; role <<= 1)
    if (roles & role)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", yc_role_to_text (role));
  return g_string_free (text, FALSE);
}

/* The stream that an op with this body belongs to. Returns: (nullable): the key that is wrong */
const char *
yc_staff_find_stream (const YcRecord *record,
                      YcStream       *ret_stream)
{
  const char *operator_code = yc_record_get_text (record, "operator");
  const char *device = yc_record_get_text (record, "device");
  const char *window = yc_record_get_text (record, "window");
  const char *version = yc_record_get_text (record, "version");
  const char *hall = yc_record_get_text (record, "hall");
  YcId id;

  if (hall != NULL && !yc_staff_code_is_plain (hall))
    return "hall";
  if (operator_code != NULL)
    {
      if (!yc_staff_code_is_plain (operator_code) || strcmp (operator_code, "hub") == 0)
        return "operator";
      yc_staff_stream_of_operator (operator_code, ret_stream);
      return NULL;
    }
  if (device != NULL)
    {
      if (!yc_id_parse (device, &id))
        return "device";
      yc_staff_stream_of_device (&id, ret_stream);
      return NULL;
    }
  if (version != NULL)
    {
      if (!is_version (version))
        return "version";
      yc_staff_stream_of_version (version, ret_stream);
      return NULL;
    }
  if (!yc_staff_code_is_plain (window))
    return "window";
  yc_staff_stream_of_place (hall, window, ret_stream);
  return NULL;
}

/**
 * yc_staff_check:
 * @op: of a kind whose stream is %YC_STREAM_STAFF, with what its kind asks for
 *
 * Returns: (nullable) (transfer none): the key of its body that is not what it
 *   must be; "stream" where it stands in another's history; %NULL for a sound one
 */
const char *
yc_staff_check (const YcOp *op)
{
  const YcRecord *record = op->body->record;
  const char *name = yc_record_get_text (record, "name");
  const char *roles = yc_record_get_text (record, "roles");
  const char *reason = yc_record_get_text (record, "reason");
  YcStream stream;
  const char *wrong = yc_staff_find_stream (record, &stream);

  if (wrong != NULL)
    return wrong;
  if (!yc_stream_equal (&stream, &op->stream))
    return "stream";
  if (name != NULL && !yc_staff_name_is_plain (name))
    return "name";
  if (roles != NULL && yc_staff_roles_parse (roles) == 0)
    return "roles";
  if (reason != NULL && (strlen (reason) > YC_STAFF_REASON_MAX || strpbrk (reason, "\r\n\t") != NULL))
    return "reason";
  return NULL;
}
