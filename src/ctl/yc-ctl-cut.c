/* yc-ctl-cut.c: the seals of a case, cut by the engraver that stands at the counter
 *
 * The same work as the desk's window of seals does (YcSealWork), without the window.
 */

#include "yc-ctl-cut.h"

#include "yc-ctl-wait.h"
#include "yc-seal-work.h"

#define DRAW_WAIT_MS 30000
#define CUT_WAIT_MS 120000 /* of a simulated machine, which is faster than a real one */

static gboolean
is_drawn (gpointer data)
{
  YcSealWorkState state = yc_seal_work_get_state (data);

  return state == YC_SEAL_WORK_READY || (state == YC_SEAL_WORK_RESTING && yc_seal_work_get_trouble (data) != NULL);
}

static gboolean
is_ended (gpointer data)
{
  return yc_seal_work_get_state (data) == YC_SEAL_WORK_ENDED;
}

static gboolean
fail (YcSealWork  *work,
      GError     **error)
{
  const char *trouble = yc_seal_work_get_trouble (work);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The seals are not cut: %s", trouble != NULL ? trouble : "it takes too long");
  return FALSE;
}

static void
say_plan (YcCtlScript *self,
          YcSealWork  *work)
{
  GPtrArray *items = yc_seal_work_get_items (work);
  YcSealPlan *plan = yc_seal_work_get_plan (work);

  for (guint i = 0; i < items->len; i++)
    {
      const YcSealItem *item = g_ptr_array_index (items, i);

      yc_ctl_say (self, "drawn: %s %s, %.0f × %.0f mm, %u measures %s", item->label, item->code != NULL ? item->code : "",
                  yc_seal_drawing_get_width_mm (item->seal->drawing), yc_seal_drawing_get_height_mm (item->seal->drawing),
                  item->report->measures->len, item->report->exact ? "kept" : "NOT kept");
    }
  yc_ctl_say (self, "planned: %u seals on a plate, %.1f min on a real machine", yc_seal_plan_get_n_places (plan),
              yc_seal_time_get_total_s (yc_seal_plan_get_time (plan)) / 60);
}

gboolean
yc_ctl_script_cut_seals (YcCtlScript *self,
                         GError     **error)
{
  g_autoptr (YcSealWork) work = yc_seal_work_new (self->file);

  if (!yc_ctl_wait_until (is_drawn, work, DRAW_WAIT_MS) || yc_seal_work_get_state (work) != YC_SEAL_WORK_READY)
    return fail (work, error);
  say_plan (self, work);
  yc_seal_work_cut (work, NULL);
  if (!yc_ctl_wait_until (is_ended, work, CUT_WAIT_MS) || yc_seal_work_get_trouble (work) != NULL)
    return fail (work, error);
  yc_ctl_say (self, "accepted: %u seals cut by the machine", yc_seal_plan_get_n_places (yc_seal_work_get_plan (work)));
  return TRUE;
}
