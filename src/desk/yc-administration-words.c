/* yc-administration-words.c: what an administrator's lists say, in words */

#include "yc-administration-words.h"

#include "yc-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEARD_MS (2 * 60 * 1000) /* a desk asks at least every half minute */

static const char *const heads[YC_N_ADMINISTRATION_LISTS][YC_ADMINISTRATION_COLUMNS] = {
  { N_("Name"), N_("Number"), N_("Roles"), N_("Hall"), N_("Account"), N_("Signed in last") },
  { N_("Hall"), N_("Window"), N_("Device"), N_("Signed in"), N_("Last heard of"), N_("Waits") },
  { N_("Device"), N_("Hall"), N_("Window"), N_("Version"), N_("State"), N_("Last heard of") },
  { N_("Version"), N_("Valid"), N_("Came"), N_("Desks"), N_("State"), N_("Reason") },
};

const char *
yc_administration_words_get_role (guint role)
{
  switch (role)
    {
    case YC_ROLE_CLERK:
      return C_ ("role", "Clerk");
    case YC_ROLE_HELPER:
      return C_ ("role", "Helper");
    case YC_ROLE_REVIEWER:
      return C_ ("role", "Reviewer");
    case YC_ROLE_SUPERVISOR:
      return C_ ("role", "Supervisor");
    default:
      return C_ ("role", "Administrator");
    }
}

char *
yc_administration_words_dup_roles (guint roles)
{
  GString *words = g_string_new (NULL);

  for (guint role = YC_ROLE_CLERK; role < YC_ROLE_HUB; role <<= 1)
    if (roles & role)
      g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", yc_administration_words_get_role (role));
  return g_string_free (words, FALSE);
}

/* Today by the clock, else the day too; a dash for never. */
char *
yc_administration_words_dup_moment (gint64 at_ms)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_ms / 1000);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  if (at_ms == 0)
    return g_strdup ("–");
  if (g_date_time_get_year (at) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now))
    return g_date_time_format (at, "%H:%M");
  return g_date_time_format (at, "%Y-%m-%d %H:%M");
}

static const char *
say_state (YcAdministration    *administration,
           const YcHubStaffRow *row)
{
  if (row->state == YC_STAFF_LOCKED)
    return _("locked");
  if (row->state == YC_STAFF_DISABLED)
    return _("disabled");
  if (row->locked_until_ms > yc_administration_get_now (administration))
    return _("locked after wrong passwords");
  if (!row->has_password && row->code_expires_ms > yc_administration_get_now (administration))
    return _("has a one-time code");
  if (!row->has_password)
    return _("has no password");
  return row->open > 0 ? _("signed in") : _("in use");
}

static char *
dup_operator_cell (YcAdministration    *administration,
                   const YcHubStaffRow *row,
                   guint                column)
{
  g_autofree char *moment = NULL;

  switch (column)
    {
    case 0:
      return g_strdup (row->name);
    case 1:
      return g_strdup (row->code);
    case 2:
      return yc_administration_words_dup_roles (row->roles);
    case 3:
      return g_strdup (*row->hall != '\0' ? yc_administration_find_hall (administration, row->hall) : "–");
    case 4:
      return g_strdup (say_state (administration, row));
    default:
      moment = yc_administration_words_dup_moment (row->signed_in_ms);
      return row->signed_in_ms == 0 ? g_steal_pointer (&moment)
                                    : g_strdup_printf (_("%s, window %s"), moment, row->signed_in_window);
    }
}

static const char *
say_heard (YcAdministration    *administration,
           const YcHubStaffRow *row)
{
  if (row->withdrawn_ms > 0)
    return _("withdrawn");
  return row->seen_ms + HEARD_MS > yc_administration_get_now (administration) ? _("connected") : _("not heard of");
}

static char *
dup_device_cell (YcAdministration    *administration,
                 const YcHubStaffRow *row,
                 guint                column)
{
  switch (column)
    {
    case 0:
      return g_strdup (row->name);
    case 1:
      return g_strdup (yc_administration_find_hall (administration, row->hall));
    case 2:
      return g_strdup (row->window);
    case 3:
      return g_strdup (*row->version != '\0' ? row->version : "–");
    case 4:
      return g_strdup (say_heard (administration, row));
    default:
      return yc_administration_words_dup_moment (row->seen_ms);
    }
}

/* Of all devices that stand at a window, one text behind the other. */
static char *
join_devices (const YcHubStaffRow *window,
              char              *(*dup_text) (const YcHubStaffRow *device))
{
  GString *words = g_string_new (NULL);

  for (guint i = 0; i < window->devices->len; i++)
    {
      g_autofree char *text = dup_text (g_ptr_array_index (window->devices, i));

      if (*text != '\0')
        g_string_append_printf (words, "%s%s", words->len > 0 ? _(", ") : "", text);
    }
  return g_string_free (words, FALSE);
}

static char *
dup_name (const YcHubStaffRow *device)
{
  return g_strdup (device->name);
}

static char *
dup_person (const YcHubStaffRow *device)
{
  return g_strdup (*device->operator_name != '\0' ? device->operator_name : device->operator_code);
}

static char *
dup_heard (const YcHubStaffRow *device)
{
  return yc_administration_words_dup_moment (device->seen_ms);
}

static char *
or_dash (char *text)
{
  if (*text != '\0')
    return text;
  g_free (text);
  return g_strdup ("–");
}

static char *
dup_window_cell (const YcHubStaffRow *row,
                 guint                column)
{
  switch (column)
    {
    case 0:
      return g_strdup (*row->hall_name != '\0' ? row->hall_name : row->hall);
    case 1:
      return g_strdup (row->window);
    case 2:
      return row->devices->len > 0    ? join_devices (row, dup_name)
             : row->invited_ms > 0 ? g_strdup (_("waits for its device"))
                                      : g_strdup ("–");
    case 3:
      return or_dash (join_devices (row, dup_person));
    case 4:
      return or_dash (join_devices (row, dup_heard));
    default:
      return g_strdup_printf (_("%d tickets in the hall, %d cases"), (int) row->waiting, (int) row->open);
    }
}

/* By the hub's day. */
static const char *
say_validity (YcAdministration    *administration,
              const YcHubStaffRow *row)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (yc_administration_get_now (administration) / 1000);
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");

  if (row->withdrawn_ms > 0)
    return _("withdrawn");
  if (strcmp (today, row->valid_from) < 0)
    return _("not in force yet");
  return strcmp (today, row->valid_to) > 0 ? _("its term is over") : _("in force");
}

static char *
dup_version_cell (YcAdministration    *administration,
                  const YcHubStaffRow *row,
                  guint                column)
{
  switch (column)
    {
    case 0:
      return g_strdup (row->code);
    case 1:
      return g_strdup_printf (_("%s to %s"), row->valid_from, row->valid_to);
    case 2:
      return g_strdup (row->in_pack ? _("as a pack") : _("with the program"));
    case 3:
      return row->in_pack ? g_strdup_printf (_("%d work with it, %d try it, %d went back"), (int) row->good,
                                             (int) row->trying, (int) row->refused)
                          : g_strdup ("–");
    case 4:
      return g_strdup (say_validity (administration, row));
    default:
      return or_dash (g_strdup (row->reason));
    }
}

const char *
yc_administration_words_get_head (YcAdministrationList list,
                                  guint                column)
{
  g_return_val_if_fail (list < YC_N_ADMINISTRATION_LISTS && column < YC_ADMINISTRATION_COLUMNS, "");

  return _(heads[list][column]);
}

/* Returns: (transfer full): what stands in that column of @row */
char *
yc_administration_words_dup_cell (YcAdministration     *administration,
                                  YcAdministrationList  list,
                                  const YcHubStaffRow  *row,
                                  guint                 column)
{
  if (list == YC_ADMINISTRATION_OPERATORS)
    return dup_operator_cell (administration, row, column);
  if (list == YC_ADMINISTRATION_DEVICES)
    return dup_device_cell (administration, row, column);
  if (list == YC_ADMINISTRATION_VERSIONS)
    return dup_version_cell (administration, row, column);
  return dup_window_cell (row, column);
}

/* Returns: (transfer full): what @row is about */
char *
yc_administration_words_dup_title (YcAdministration     *administration,
                                   YcAdministrationList  list,
                                   const YcHubStaffRow  *row)
{
  if (list == YC_ADMINISTRATION_OPERATORS)
    return g_strdup_printf ("%s  %s", row->name, row->code);
  if (list == YC_ADMINISTRATION_DEVICES)
    return g_strdup (row->name);
  if (list == YC_ADMINISTRATION_VERSIONS)
    return g_strdup_printf (_("Forms %s"), row->code);
  return g_strdup_printf (_("%s · window %s"), *row->hall_name != '\0' ? row->hall_name : row->hall, row->window);
}
