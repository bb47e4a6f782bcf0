/* sim-office.c: offices outside, which decide in their own time and not always well
 *
 * An office never forgets what it took and never changes what it told. What it
 * tells may be for another case, with a wrong code, told twice, a correction,
 * a refusal, or very late; behind what is of no use comes what is right.
 */

#include "sim.h"

#include <string.h>

#define PAGE_MAX 5

struct _SimOffice
{
  Sim *sim;
  GPtrArray *filings; /* of SimFiling */
  GPtrArray *told;    /* of SimTold, in their order */
  guint pending;      /* answers that are still to come */
};

static void
filing_free (gpointer data)
{
  SimFiling *filing = data;

  g_bytes_unref (filing->bytes);
  g_free (filing);
}

static void
told_free (gpointer data)
{
  SimTold *told = data;

  yc_office_answer_free (told->answer);
  g_free (told);
}

SimOffice *
sim_office_new (Sim *sim)
{
  SimOffice *self = g_new0 (SimOffice, 1);

  self->sim = sim;
  self->filings = g_ptr_array_new_with_free_func (filing_free);
  self->told = g_ptr_array_new_with_free_func (told_free);
  return self;
}

void
sim_office_free (SimOffice *self)
{
  g_ptr_array_unref (self->filings);
  g_ptr_array_unref (self->told);
  g_free (self);
}

typedef struct
{
  SimOffice *office;
  YcId request;
  YcId c;
  YcOfficeOutcome outcome;
  gboolean wrong_code;
} Plan;

static void
add_content (SimOffice      *self,
             YcOfficeAnswer *answer,
             gboolean        wrong_code)
{
  YcRecord *item = yc_body_add_item (answer->body);

  if (answer->outcome == YC_OFFICE_DONE)
    {
      g_autofree char *value = g_strdup_printf ("2026-%02d-%02d", (int) sim_between (self->sim, 1, 12),
                                                (int) sim_between (self->sim, 1, 28));

      yc_record_set_text (item, "key", "number");
      yc_record_set_text (item, "value", wrong_code ? "2026-02-30" : value);
      return;
    }
  yc_record_set_text (item, "code", "told");
  yc_record_set_text (item, "text", "told to");
  if (answer->outcome == YC_OFFICE_CORRECT)
    yc_record_set_text (item, "path", "/name/f0");
  else
    yc_record_set_text (item, "remedy", "try again");
}

static void
tell (gpointer data)
{
  Plan *plan = data;
  SimOffice *self = plan->office;
  SimTold *told = g_new0 (SimTold, 1);

  told->seq = (gint64) self->told->len + 1;
  sim_make_id (self->sim, &told->id);
  told->answer = yc_office_answer_new (&plan->request, &plan->c, plan->outcome);
  add_content (self, told->answer, plan->wrong_code);
  g_ptr_array_add (self->told, told);
  self->pending--;
}

static void
plan_answer (SimOffice       *self,
             const YcId      *request,
             const YcId      *c,
             YcOfficeOutcome  outcome,
             gboolean         wrong_code,
             gint64           delay_ms)
{
  Plan *plan = g_new0 (Plan, 1);

  *plan = (Plan){ self, *request, *c, outcome, wrong_code };
  self->pending++;
  sim_at (self->sim, self->sim->now_ms + delay_ms, tell, plan, g_free);
}

static void
decide (SimOffice  *self,
        const YcId *request,
        const YcId *c)
{
  guint dice = (guint) (sim_random (self->sim) % 100);
  gint64 delay_ms = sim_between (self->sim, 100, 20000);
  YcId other;

  sim_make_id (self->sim, &other);
  if (dice < 10)
    plan_answer (self, request, c, YC_OFFICE_DONE, FALSE, delay_ms / 2);
  else if (dice < 20)
    plan_answer (self, request, &other, YC_OFFICE_DONE, FALSE, delay_ms / 2);
  else if (dice < 30)
    plan_answer (self, request, c, YC_OFFICE_DONE, TRUE, delay_ms / 2);
  else if (dice < 33)
    delay_ms = 300000;
  if (dice >= 90)
    plan_answer (self, request, c, YC_OFFICE_REFUSE, FALSE, delay_ms);
  else if (dice >= 80)
    plan_answer (self, request, c, YC_OFFICE_CORRECT, FALSE, delay_ms);
  else
    plan_answer (self, request, c, YC_OFFICE_DONE, FALSE, delay_ms);
}

/* Takes a request, as often as it comes; the same id is the same request.
 * Returns: FALSE where it has been here in other bytes */
gboolean
sim_office_file (SimOffice  *self,
                 const YcId *request,
                 const YcId *c,
                 GBytes     *bytes)
{
  SimFiling *filing;

  for (guint i = 0; i < self->filings->len; i++)
    {
      filing = g_ptr_array_index (self->filings, i);
      if (!yc_id_equal (&filing->request, request))
        continue;
      return g_bytes_equal (filing->bytes, bytes);
    }
  filing = g_new0 (SimFiling, 1);
  filing->request = *request;
  filing->c = *c;
  filing->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (self->filings, filing);
  decide (self, request, c);
  return TRUE;
}

/* Returns: (transfer container): of SimTold, what was told behind @after */
GPtrArray *
sim_office_read (SimOffice *self,
                 gint64     after)
{
  GPtrArray *page = g_ptr_array_new ();

  for (guint i = (guint) after; i < self->told->len && page->len < PAGE_MAX; i++)
    g_ptr_array_add (page, g_ptr_array_index (self->told, i));
  return page;
}

GPtrArray *
sim_office_get_filings (SimOffice *self)
{
  return self->filings;
}

GPtrArray *
sim_office_get_told (SimOffice *self)
{
  return self->told;
}

gboolean
sim_office_is_quiet (SimOffice *self)
{
  return self->pending == 0;
}
