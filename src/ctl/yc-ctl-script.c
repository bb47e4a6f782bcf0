/* yc-ctl-script.c: the scripted case
 *
 * Every step first looks whether what it would do is there already, so the
 * script can be ended at any moment and begun again on the same folder: it
 * goes on where it was. "accepted" is said only of what is on disk.
 */

#include "yc-ctl-script.h"

#include "yc-case-form.h"
#include "yc-case-progress.h"
#include "yc-case-verbs.h"
#include "yc-ctl-wait.h"
#include "yc-file.h"

#include <stdio.h>
#include <string.h>

#define DEVICE_WAIT_MS 20000
#define MATTER "limited-company-establishment"
#define LEGAL_REPRESENTATIVE "/legal-representative"
#define AGREES "the applicant agrees that what identifies them is taken in"

/* What the form is filled with, as far as it asks for it: older forms ask for
 * less. Nobody here exists. */
static const struct
{
  const char *path;
  const char *text;
  gint64 integer;
} form[] = {
  { "/name/trade", "鲁西示例", 0 },
  { "/name/industry", "信息技术", 0 },
  { "/domicile/area", "371502", 0 },
  { "/domicile/address", "示例路 1 号 2 层 201 室", 0 },
  { "/domicile/right", "owned", 0 },
  { "/business/industry", "I6513", 0 },
  { "/business/scope", "信息技术咨询服务；软件开发", 0 },
  { "/business/licensed", "no", 0 },
  { "/capital/amount", NULL, 100000000 },
  { "/legal-representative/phone", "13900000001", 0 },
  { "/legal-representative/post", "director", 0 },
  { "/supervisor/kind", "none", 0 },
  { "/finance/name", "王测试", 0 },
  { "/finance/number", "110105194912310062", 0 },
  { "/finance/phone", "13900000003", 0 },
  { "/liaison/name", "王测试", 0 },
  { "/liaison/phone", "13900000003", 0 },
  { "/bank/bank", "icbc", 0 },
};

void
yc_ctl_script_begin (YcCtlScript *self,
                     YcCounter   *counter)
{
  self->counter = counter;
  if (self->began_us == 0)
    self->began_us = g_get_monotonic_time ();
}

void
yc_ctl_script_clear (YcCtlScript *self)
{
  g_clear_object (&self->file);
}

/* One line of the timeline, at once on its way to whoever reads it. */
void
yc_ctl_say (YcCtlScript *self,
            const char  *format,
            ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_print ("%7.3f s  %s\n", (g_get_monotonic_time () - self->began_us) / 1e6, text);
  fflush (stdout);
}

static gboolean
finish_verb (YcCtlScript *self,
             YcCtlWait   *wait,
             GError     **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->file, wait->result, error);
}

gboolean
yc_ctl_script_sign_in (YcCtlScript *self,
                       GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_counter_sign_in_async (self->counter, self->operator_code != NULL ? self->operator_code : YC_CTL_OPERATOR,
                            YC_CTL_PASSWORD, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_counter_sign_in_finish (self->counter, wait.result, error);
}

/* Taking a ticket. */

static YcTicket *
issue_ticket (YcCtlScript *self,
              GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };
  YcTicket *ticket;

  yc_counter_issue_ticket_async (self->counter, "企业开办", TRUE, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  ticket = yc_counter_issue_ticket_finish (self->counter, wait.result, error);
  if (ticket != NULL)
    yc_ctl_say (self, "accepted: ticket %s issued", yc_ticket_get_number (ticket));
  return ticket;
}

static YcTicket *
call_ticket (YcCtlScript *self,
             GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };
  YcTicket *ticket;

  yc_counter_call_next_async (self->counter, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  ticket = yc_counter_call_next_finish (self->counter, wait.result, error);
  if (ticket != NULL)
    yc_ctl_say (self, "accepted: ticket %s called to window %s", yc_ticket_get_number (ticket),
                yc_counter_get_window (self->counter));
  return ticket;
}

/* The ticket at this window; issued and called where it is not there yet. */
static YcTicket *
get_ticket (YcCtlScript *self,
            GError     **error)
{
  YcTicket *current = yc_counter_get_current (self->counter);
  g_autoptr (YcTicket) issued = NULL;

  if (current != NULL)
    {
      yc_ctl_say (self, "there: ticket %s issued", yc_ticket_get_number (current));
      yc_ctl_say (self, "there: ticket %s called to window %s", yc_ticket_get_number (current),
                  yc_counter_get_window (self->counter));
      return g_object_ref (current);
    }
  issued = g_list_model_get_item (yc_counter_get_queue (self->counter), 0);
  if (issued != NULL)
    yc_ctl_say (self, "there: ticket %s issued", yc_ticket_get_number (issued));
  else
    issued = issue_ticket (self, error);
  return issued != NULL ? call_ticket (self, error) : NULL;
}

gboolean
yc_ctl_script_take_ticket (YcCtlScript *self,
                           GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };
  g_autoptr (YcTicket) ticket = get_ticket (self, error);

  if (ticket == NULL)
    return FALSE;
  self->file = g_list_model_get_item (yc_counter_get_cases (self->counter), 0);
  if (self->file != NULL)
    {
      yc_ctl_say (self, "there: case opened");
      return TRUE;
    }
  yc_counter_open_case_async (self->counter, ticket, MATTER, NULL, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  self->file = yc_counter_open_case_finish (self->counter, wait.result, error);
  if (self->file != NULL)
    yc_ctl_say (self, "accepted: case opened");
  return self->file != NULL;
}

/* Filling in. */

static gboolean
reader_is_there (gpointer data)
{
  YcCtlScript *self = data;

  return g_list_model_get_n_items (yc_counter_get_devices (self->counter)) > 0;
}

/* Lays the training card @id on the reader and identifies @person by it. */
static gboolean
identify (YcCtlScript *self,
          const char  *id,
          const char  *person,
          const char  *who,
          GError     **error)
{
  g_auto (YcCtlWait) read = { 0 };
  g_auto (YcCtlWait) identified = { 0 };
  g_autoptr (YcCard) card = NULL;

  if (yc_case_get_identity (yc_case_file_get_case (self->file), person) != NULL)
    {
      yc_ctl_say (self, "there: %s identified", who);
      return TRUE;
    }
  if (!yc_ctl_wait_until (reader_is_there, self, DEVICE_WAIT_MS))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No card reader was found");
      return FALSE;
    }
  yc_counter_lay_training_card (self->counter, id);
  yc_counter_read_card_async (self->counter, NULL, yc_ctl_wait_cb, &read);
  yc_ctl_wait (&read);
  card = yc_counter_read_card_finish (self->counter, read.result, error);
  if (card == NULL)
    return FALSE;
  yc_case_file_identify_card_async (self->file, person, card, yc_ctl_wait_cb, &identified);
  if (!finish_verb (self, &identified, error))
    return FALSE;
  yc_ctl_say (self, "accepted: %s identified", who);
  return TRUE;
}

/* The path of the shareholder at @index, added where there are fewer. */
static char *
get_shareholder (YcCtlScript *self,
                 guint        index,
                 GError     **error)
{
  g_auto (GStrv) rows = yc_case_list_rows (yc_case_file_get_case (self->file), YC_CASE_SHAREHOLDERS);
  g_auto (YcCtlWait) wait = { 0 };
  char *path;

  if (index < g_strv_length (rows))
    {
      yc_ctl_say (self, "there: shareholder %u added", index + 1);
      return g_strconcat (YC_CASE_SHAREHOLDERS, "/", rows[index], NULL);
    }
  yc_case_file_add_row_async (self->file, YC_CASE_SHAREHOLDERS, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  path = yc_case_file_add_row_finish (self->file, wait.result, error);
  if (path != NULL)
    yc_ctl_say (self, "accepted: shareholder %u added", index + 1);
  return path;
}

typedef struct
{
  GPtrArray *paths;
  GArray *values; /* of YcValue */
} Edits;

static void
add_edit (Edits      *edits,
          const char *prefix,
          const char *path,
          const char *text,
          gint64      integer)
{
  YcValue value = YC_VALUE_INIT;

  if (text != NULL)
    yc_value_set_text (&value, text);
  else
    yc_value_set_int (&value, integer);
  g_ptr_array_add (edits->paths, g_strconcat (prefix, path, NULL));
  g_array_append_val (edits->values, value);
}

static gboolean
set_fields (YcCtlScript *self,
            Edits       *edits,
            GError     **error)
{
  g_auto (YcCtlWait) set = { 0 };
  g_autofree YcEdit *list = g_new0 (YcEdit, edits->paths->len);

  for (guint i = 0; i < edits->paths->len; i++)
    {
      list[i].path = g_ptr_array_index (edits->paths, i);
      list[i].value = &g_array_index (edits->values, YcValue, i);
    }
  yc_case_file_set_fields_async (self->file, list, edits->paths->len, YC_SOURCE_TYPED,
                                 yc_ctl_wait_cb, &set);
  return finish_verb (self, &set, error);
}

static void
add_shareholder_edits (YcCtlScript *self,
                       Edits       *edits,
                       const char  *path,
                       const char  *phone,
                       gint64       amount)
{
  YcDate today = yc_date_from_wall (yc_counter_now (self->counter).at_ms, 480);
  YcDate due_date = yc_date_add_months (&today, 48);
  char due[YC_DATE_TEXT_SIZE];

  yc_date_to_text (&due_date, due);
  add_edit (edits, path, "/phone", phone, 0);
  add_edit (edits, path, "/amount", NULL, amount);
  add_edit (edits, path, "/form", "money", 0);
  add_edit (edits, path, "/due", due, 0);
}

static gboolean
fill_form (YcCtlScript *self,
           const char  *first,
           const char  *second,
           GError     **error)
{
  Edits edits = { g_ptr_array_new_with_free_func (g_free), g_array_new (FALSE, TRUE, sizeof (YcValue)) };
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  const YcValue *there = yc_case_get_value (yc_case_file_get_case (self->file), "/name/trade");
  gboolean was_there = there != NULL;
  gboolean good;

  g_array_set_clear_func (edits.values, (GDestroyNotify) yc_value_clear);
  for (gsize i = 0; i < G_N_ELEMENTS (form); i++)
    if (yc_matter_find_field (matter, form[i].path) != NULL)
      add_edit (&edits, "", form[i].path, form[i].text, form[i].integer);
  add_shareholder_edits (self, &edits, first, "13900000001", 60000000);
  add_shareholder_edits (self, &edits, second, "13900000002", 40000000);
  good = was_there || set_fields (self, &edits, error);
  g_ptr_array_unref (edits.paths);
  g_array_unref (edits.values);
  if (good)
    yc_ctl_say (self, "%s: form filled in", was_there ? "there" : "accepted");
  return good;
}

static gboolean
check_item (YcCtlScript      *self,
            const YcItemSpec *item,
            GError          **error)
{
  const YcItem *there = yc_case_get_item (yc_case_file_get_case (self->file), item->id);
  g_auto (YcCtlWait) wait = { 0 };

  if (there != NULL && strcmp (there->state, "seen") == 0)
    {
      yc_ctl_say (self, "there: %s seen", item->label);
      return TRUE;
    }
  yc_case_file_mark_item_async (self->file, item->id, "seen", self->electronic ? 0 : item->originals,
                                self->electronic ? 0 : item->copies, yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: %s seen", item->label);
  return TRUE;
}

/* Papers that are wanted and that no card stands for. */
static gboolean
check_papers (YcCtlScript *self,
              GError     **error)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  YcDate today = yc_date_from_wall (yc_counter_now (self->counter).at_ms, 480);

  for (guint i = 0; i < matter->items->len; i++)
    {
      const YcItemSpec *item = g_ptr_array_index (matter->items, i);
      YcCaseForm form_seen;

      yc_case_form_init (&form_seen, yc_case_file_get_case (self->file));
      if (!item->from_card && yc_item_spec_is_needed (item, &form_seen.form, &today) &&
          !check_item (self, item, error))
        return FALSE;
    }
  return TRUE;
}

/* On the applicant's side: nobody is asked twice. */
static gboolean
agree (YcCtlScript *self,
       GError     **error)
{
  const YcMatter *matter = yc_case_file_get_matter (self->file);
  g_auto (YcCtlWait) wait = { 0 };

  if (!yc_case_file_needs_sensitive_consent (self->file))
    {
      if (matter->consent != NULL)
        yc_ctl_say (self, "there: " AGREES);
      return TRUE;
    }
  yc_case_file_consent_async (self->file, YC_CONSENT_SENSITIVE, "张测试", "display", matter->consent, yc_ctl_wait_cb,
                              &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: " AGREES);
  return TRUE;
}

gboolean
yc_ctl_script_fill_in (YcCtlScript *self,
                       GError     **error)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  /* What was submitted is not to be filled in any more. */
  if (!yc_case_is_editable (yc_case_file_get_case (self->file)))
    {
      yc_ctl_say (self, "there: everything filled in");
      return TRUE;
    }
  if (!agree (self, error) || !identify (self, "zhang", LEGAL_REPRESENTATIVE, "legal representative", error))
    return FALSE;
  first = get_shareholder (self, 0, error);
  if (first == NULL || !identify (self, "zhang", first, "shareholder 1", error))
    return FALSE;
  second = get_shareholder (self, 1, error);
  if (second == NULL || !identify (self, "li", second, "shareholder 2", error))
    return FALSE;
  return fill_form (self, first, second, error) && check_papers (self, error);
}

/* Submitting and what follows. */

static void
say_findings (YcCtlScript *self)
{
  GPtrArray *findings = yc_case_file_get_findings (self->file);

  for (guint i = 0; i < findings->len; i++)
    {
      const YcFinding *finding = g_ptr_array_index (findings, i);

      yc_ctl_say (self, "  %s %s: %s",
                  finding->severity == YC_SEVERITY_ERROR ? "missing" : "note", finding->path,
                  finding->message);
    }
}

gboolean
yc_ctl_script_submit (YcCtlScript *self,
                      GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  if (!yc_case_is_editable (yc_case_file_get_case (self->file)))
    {
      yc_ctl_say (self, "there: submitted");
      return TRUE;
    }
  say_findings (self);
  yc_case_file_submit_async (self->file, yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: submitted");
  return TRUE;
}

static gboolean
is_decided (gpointer data)
{
  YcCtlScript *self = data;

  YcCase *c = yc_case_file_get_case (self->file);

  return yc_case_get_result (c, "registration", "credit-code") != NULL ||
         yc_case_get_decision (c, "registration") != NULL;
}

static gboolean
is_all_sent (gpointer data)
{
  YcCtlScript *self = data;

  return yc_line_get_state (yc_counter_get_line (self->counter)) == YC_LINE_ONLINE &&
         yc_line_get_waiting (yc_counter_get_line (self->counter)) == 0;
}

gboolean
yc_ctl_script_send_all (YcCtlScript *self,
                        GError     **error)
{
  YcLine *line = yc_counter_get_line (self->counter);

  if (yc_ctl_wait_until (is_all_sent, self, YC_CTL_LINE_WAIT_MS))
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "%u facts did not reach the hub: %s",
               yc_line_get_waiting (line),
               yc_line_get_reason (line) != NULL ? yc_line_get_reason (line) : "no reason is known");
  return FALSE;
}

static gboolean
print_receipt (YcCtlScript *self,
               GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  if (yc_case_find_event (yc_case_file_get_case (self->file), "print.record") != NULL)
    {
      yc_ctl_say (self, "there: acceptance receipt printed");
      return TRUE;
    }
  yc_case_file_print_receipt_async (self->file, yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: acceptance receipt printed");
  return TRUE;
}

/* Waits until the hub has decided; FALSE also where it left the case to a person. */
gboolean
yc_ctl_script_wait_decided (YcCtlScript *self,
                            guint        patience_ms,
                            GError     **error)
{
  if (!yc_ctl_wait_until (is_decided, self, patience_ms))
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "No decision came: %s",
                 yc_case_file_get_status_text (self->file));
  else if (yc_case_get_result (yc_case_file_get_case (self->file), "registration", "credit-code") == NULL)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_PENDING, "A reviewer has the case: %s",
                 yc_case_file_get_status_text (self->file));
  else
    return TRUE;
  return FALSE;
}

gboolean
yc_ctl_script_hand_over (YcCtlScript *self,
                         GError     **error)
{
  YcCase *c;

  if (!yc_ctl_script_wait_decided (self, YC_CTL_LINE_WAIT_MS, error))
    return FALSE;
  c = yc_case_file_get_case (self->file);
  yc_ctl_say (self, "the hub: received as %s", yc_case_get_number (c));
  yc_ctl_say (self, "the hub: approved by rules, credit code %s",
              yc_case_get_result (c, "registration", "credit-code"));
  return print_receipt (self, error) && yc_ctl_script_send_all (self, error);
}

gboolean
yc_ctl_script_write_case (YcCtlScript *self,
                          const char  *path,
                          GError     **error)
{
  char *json = yc_case_file_dup_json (self->file);
  g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));

  return yc_file_write_durably (path, bytes, 0600, error);
}

gboolean
yc_ctl_script_close (YcCtlScript *self,
                     GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  yc_counter_close_async (self->counter, yc_ctl_wait_cb, &wait);
  yc_ctl_wait (&wait);
  return yc_counter_close_finish (self->counter, wait.result, error);
}
