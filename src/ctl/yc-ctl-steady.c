/* yc-ctl-steady.c: a clerk who goes on, whatever becomes of the line
 *
 * What is typed has its number in it, so who reads the case's history sees that
 * none is missing, none is there twice, and that they come in order.
 */

#include "yc-ctl-steady.h"

#include "yc-case-documents.h"
#include "yc-case-sign.h"
#include "yc-ctl-wait.h"

#include <string.h>

#define PATH "/domicile/address"
#define WORDS "示例路 1 号 2 层 "
#define UNIT " 室"
#define FIRST 1000 /* numbers of rooms: as many digits each */

static gboolean
finish_verb (YcCtlScript *self,
             YcCtlWait   *wait,
             GError     **error)
{
  yc_ctl_wait (wait);
  return yc_case_file_finish (self->file, wait->result, error);
}

/* How many edits are there already. */
static guint
count_edits (YcCtlScript *self)
{
  const YcValue *value = yc_case_get_value (yc_case_file_get_case (self->file), PATH);
  g_autofree char *text = value != NULL ? yc_value_dup_text (value) : NULL;
  guint64 number;

  if (text == NULL || !g_str_has_prefix (text, WORDS))
    return 0;
  number = g_ascii_strtoull (text + strlen (WORDS), NULL, 10);
  return number > FIRST ? (guint) (number - FIRST) : 0;
}

static gboolean
edit (YcCtlScript *self,
      guint        number,
      GError     **error)
{
  g_auto (YcValue) value = YC_VALUE_INIT;
  g_autofree char *text = g_strdup_printf (WORDS "%u" UNIT, FIRST + number);
  const YcEdit list = { PATH, &value, NULL };
  g_auto (YcCtlWait) wait = { 0 };

  yc_value_set_text (&value, text);
  yc_case_file_set_fields_async (self->file, &list, 1, YC_SOURCE_TYPED, yc_ctl_wait_cb, &wait);
  return finish_verb (self, &wait, error);
}

static gboolean
never (gpointer data)
{
  return FALSE;
}

/**
 * yc_ctl_script_edit:
 * @edits: how many there are to be, those of earlier runs with them
 * @pace_ms: between two of them
 * @error: whatever a verb of a case fails with
 *
 * Types the address anew @edits times, and says each when it is on disk.
 */
gboolean
yc_ctl_script_edit (YcCtlScript *self,
                    guint        edits,
                    guint        pace_ms,
                    GError     **error)
{
  guint there;

  if (edits == 0 || !yc_case_is_editable (yc_case_file_get_case (self->file)))
    return TRUE;
  there = count_edits (self);
  for (guint i = 1; i <= edits; i++)
    {
      if (i <= there)
        {
          yc_ctl_say (self, "there: edit %u", i);
          continue;
        }
      if (!edit (self, i, error))
        return FALSE;
      yc_ctl_say (self, "accepted: edit %u", i);
      yc_ctl_wait_until (never, NULL, pace_ms);
    }
  return TRUE;
}

/**
 * yc_ctl_script_make_paper:
 * @kind: a template's id
 * @error: whatever a verb of a case fails with
 *
 * Makes it from the form as it stands, where it was not made before.
 */
gboolean
yc_ctl_script_make_paper (YcCtlScript *self,
                          const char  *kind,
                          GError     **error)
{
  g_auto (YcCtlWait) wait = { 0 };

  if (yc_case_find_newest_document (yc_case_file_get_case (self->file), kind) != NULL)
    {
      yc_ctl_say (self, "there: paper %s made", kind);
      return TRUE;
    }
  if (!yc_case_is_editable (yc_case_file_get_case (self->file)))
    return TRUE;
  yc_case_file_make_paper_async (self->file, kind, yc_ctl_wait_cb, &wait);
  if (!finish_verb (self, &wait, error))
    return FALSE;
  yc_ctl_say (self, "accepted: paper %s made", kind);
  return TRUE;
}

static gboolean
has_no_documents (gpointer data)
{
  YcCtlScript *self = data;
  g_autofree char *waiting = yc_line_dup_documents (yc_counter_get_line (self->counter));

  return waiting == NULL;
}

/* Waits until the hub has every document of this desk whole. */
gboolean
yc_ctl_script_send_documents (YcCtlScript *self,
                              GError     **error)
{
  g_autofree char *waiting = NULL;

  if (yc_ctl_wait_until (has_no_documents, self, YC_CTL_LINE_WAIT_MS))
    return TRUE;
  waiting = yc_line_dup_documents (yc_counter_get_line (self->counter));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "Documents did not reach the hub: %s", waiting);
  return FALSE;
}
