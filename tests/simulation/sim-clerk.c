/* sim-clerk.c: who works at a desk
 *
 * Looks at what the desk shows, as the program would show it, and does
 * something to it. Serves a number only on the hub's word that it is theirs.
 */

#include "sim.h"

#include <string.h>

#define PATHS_MAX 4

static YcOp *
create_op (SimDesk        *desk,
           const YcStream *stream,
           const char     *kind,
           YcBody         *body)
{
  YcOp *op = yc_op_new (stream, kind, body);

  sim_make_id (desk->sim, &op->id);
  g_free (op->by);
  g_free (op->window);
  op->by = g_strdup (desk->by);
  op->window = g_strdup (desk->window);
  op->grant = desk->grant;
  op->seen = sim_desk_get_revision (desk, stream);
  sim_desk_read_clock (desk, &op->when);
  return op;
}

void
sim_clerk_append (SimDesk        *desk,
                  const YcStream *stream,
                  const char     *kind,
                  YcBody         *body)
{
  sim_desk_append (desk, create_op (desk, stream, kind, body), FALSE);
}

/* Any of the streams that this desk has, or has heard of. */
static gboolean
choose_stream (SimDesk      *desk,
               GHashTable   *table,
               YcStreamType  type,
               YcStream     *ret_stream)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (((YcStream *) key)->type == type)
      g_ptr_array_add (all, key);
  if (all->len == 0)
    return FALSE;
  *ret_stream = *(YcStream *) all->pdata[sim_random (desk->sim) % all->len];
  return TRUE;
}

static gboolean
choose_case (SimDesk  *desk,
             YcStream *ret_stream)
{
  g_autofree gpointer *keys = NULL;
  guint n;

  keys = g_hash_table_get_keys_as_array (desk->followed, &n);
  return n > 0 && yc_stream_parse (keys[sim_random (desk->sim) % n], ret_stream);
}

static void
open_case (SimDesk *desk)
{
  YcStream stream = { .type = YC_STREAM_CASE };
  YcBody *body = yc_body_new ();

  sim_make_id (desk->sim, &stream.id);
  yc_record_set_text (body->record, "matter", "company-limited");
  yc_record_set_text (body->record, "version", "1");
  yc_record_set_text (body->record, "hall", "H1");
  sim_clerk_append (desk, &stream, "case.open", body);
  sim_desk_follow (desk, &stream);
}

static char *
choose_path (SimDesk *desk,
             YcCase  *c)
{
  g_auto (GStrv) rows = yc_case_list_rows (c, "/shareholders");
  guint n = g_strv_length (rows);

  if (n > 0 && sim_chance (desk->sim, 400))
    return g_strdup_printf ("/shareholders/%s/amount", rows[sim_random (desk->sim) % n]);
  return g_strdup_printf ("/name/f%u", (guint) (sim_random (desk->sim) % PATHS_MAX));
}

static void
add_edit (SimDesk *desk,
          YcCase  *c,
          YcBody  *body)
{
  static const YcValue none = YC_VALUE_INIT;
  g_autofree char *path = choose_path (desk, c);
  g_autofree char *text = g_strdup_printf ("v%016" G_GINT64_MODIFIER "x", sim_random (desk->sim));
  const YcField *field = yc_case_get_field (c, path);
  const YcValue *was = field != NULL ? &field->value : &none;
  YcRecord *item;

  for (guint i = 0; i < body->items->len; i++)
    if (g_str_equal (yc_record_get_text (body->items->pdata[i], "path"), path))
      return;
  for (guint i = 0; field != NULL && i < field->branches->len; i++)
    {
      const YcBranch *branch = field->branches->pdata[i];

      if (g_str_equal (branch->origin.window, desk->window))
        was = &branch->value;
    }
  item = yc_body_add_item (body);
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", was);
}

static void
edit_case (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  YcBody *body;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  if (!yc_case_is_editable (c))
    return;
  body = yc_body_new ();
  yc_record_set_text (body->record, "source", "typed");
  for (gint64 i = sim_between (desk->sim, 1, 3); i > 0; i--)
    add_edit (desk, c, body);
  sim_clerk_append (desk, &stream, "fields.set", body);
}

static void
edit_rows (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  g_auto (GStrv) rows = NULL;
  gboolean add;
  YcId id;
  char row[YC_ID_TEXT_SIZE];
  YcBody *body;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  if (!yc_case_is_editable (c))
    return;
  rows = yc_case_list_rows (c, "/shareholders");
  add = rows[0] == NULL || sim_chance (desk->sim, 600);
  sim_make_id (desk->sim, &id);
  yc_id_to_text (&id, row);
  body = yc_body_new ();
  yc_record_set_text (body->record, "list", "/shareholders");
  yc_record_set_text (body->record, "row", add ? row : rows[0]);
  sim_clerk_append (desk, &stream, add ? "row.add" : "row.remove", body);
}

static void
settle (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  g_auto (GStrv) contested = NULL;
  const YcField *field;
  YcBody *body;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  contested = yc_case_list_contested (c);
  if (contested[0] == NULL || !yc_case_is_editable (c))
    return;
  field = yc_case_get_field (c, contested[0]);
  body = yc_body_new ();
  yc_record_set_text (body->record, "path", contested[0]);
  yc_record_set (body->record, "was", &field->value);
  yc_record_set (body->record, "chosen", &((YcBranch *) field->branches->pdata[0])->value);
  for (guint i = 0; i < field->branches->len; i++)
    {
      char id[YC_ID_TEXT_SIZE];

      yc_id_to_text (&((YcBranch *) field->branches->pdata[i])->first, id);
      yc_record_set_text (yc_body_add_item (body), "closes", id);
    }
  sim_clerk_append (desk, &stream, "field.settle", body);
}

static void
submit (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  g_autofree char *digest = NULL;
  YcBody *body;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  if (!yc_case_is_editable (c))
    return;
  digest = yc_case_dup_form_digest (c);
  body = yc_body_new ();
  yc_record_set_text (body->record, "digest", digest);
  sim_clerk_append (desk, &stream, "case.submit", body);
}

/* A reviewer decides what the rules have left to a person. */
static void
review (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  const YcDecision *decision;
  YcBody *body;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  decision = yc_case_get_decision (c, "registration");
  if (yc_case_get_status (c) != YC_CASE_RECEIVED || decision == NULL || strcmp (decision->outcome, "review") != 0)
    return;
  body = yc_body_new ();
  yc_record_set_text (body->record, "module", "registration");
  yc_record_set_text (body->record, "outcome", "approved");
  yc_record_set_text (body->record, "by", "person");
  sim_clerk_append (desk, &stream, "decision.record", body);
}

/* Puts another value where an office wants one. */
static void
mend (SimDesk        *desk,
      const YcStream *stream,
      YcCase         *c)
{
  static const YcValue none = YC_VALUE_INIT;
  g_autofree char *text = g_strdup_printf ("m%016" G_GINT64_MODIFIER "x", sim_random (desk->sim));
  const YcField *field = yc_case_get_field (c, "/name/f0");
  YcBody *body = yc_body_new ();
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (body->record, "source", "typed");
  yc_record_set_text (item, "path", "/name/f0");
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", field != NULL ? &field->value : &none);
  sim_clerk_append (desk, stream, "fields.set", body);
}

/* An office wants something else, or nothing of it: mend, send again, or give up. */
static void
answer_office (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  GPtrArray *modules;

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  modules = yc_case_list_modules (c);
  for (guint i = 0; i < modules->len; i++)
    {
      const YcModuleProgress *progress = g_ptr_array_index (modules, i);
      gboolean again = sim_chance (desk->sim, 700);
      YcBody *body;

      if (progress->state != YC_MODULE_CORRECTION && progress->state != YC_MODULE_REFUSED)
        continue;
      if (yc_case_path_is_open (c, "/name/f0") && sim_chance (desk->sim, 500))
        mend (desk, &stream, c);
      body = yc_body_new ();
      yc_record_set_text (body->record, "module", progress->module);
      if (!again)
        yc_record_set_text (body->record, "reason", "no");
      sim_clerk_append (desk, &stream, again ? "module.retry" : "module.drop", body);
      return;
    }
}

/* The first of the desk's cases in which there is something to make or to look at. */
static void
work_machine (SimDesk *desk)
{
  g_autofree gpointer *keys = NULL;
  guint n, first;

  keys = g_hash_table_get_keys_as_array (desk->followed, &n);
  first = n > 0 ? (guint) (sim_random (desk->sim) % n) : 0;
  for (guint i = 0; i < n; i++)
    {
      YcStream stream;

      if (yc_stream_parse (keys[(first + i) % n], &stream) && sim_machine_work (desk, &stream))
        return;
    }
}

/* A paper is scanned; its bytes are on the disk with the op that names it. */
static void
scan (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcCase) c = NULL;
  g_autofree char *sha256 = NULL;
  YcBody *body;
  YcId id;
  char text[YC_ID_TEXT_SIZE];

  if (!choose_case (desk, &stream))
    return;
  c = sim_desk_fold_case (desk, &stream.id, TRUE);
  if (yc_case_get_status (c) == YC_CASE_NEW)
    return;
  sim_make_id (desk->sim, &id);
  yc_id_to_text (&id, text);
  sha256 = g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x%s", sim_random (desk->sim),
                            sim_random (desk->sim), text);
  body = yc_body_new ();
  yc_record_set_text (body->record, "document", text);
  yc_record_set_text (body->record, "kind", "scan");
  yc_record_set_text (body->record, "title", "t");
  yc_record_set_text (body->record, "sha256", sha256);
  yc_record_set_int (body->record, "size", (1 << sim_between (desk->sim, 9, 19)) + sim_between (desk->sim, 0, 500));
  sim_clerk_append (desk, &stream, "document.add", body);
}

static void
join_case (SimDesk *desk)
{
  YcStream stream;

  if (choose_stream (desk, desk->noticed, YC_STREAM_CASE, &stream))
    sim_desk_follow (desk, &stream);
}

static void
leave_case (SimDesk *desk)
{
  YcStream stream;

  if (g_hash_table_size (desk->followed) > 3 && choose_case (desk, &stream))
    sim_desk_unfollow (desk, &stream);
}

static void
issue_ticket (SimDesk *desk)
{
  YcStream stream = { .type = YC_STREAM_VISIT };
  YcBody *body = yc_body_new ();

  sim_make_id (desk->sim, &stream.id);
  yc_record_set_text (body->record, "number", "A001");
  yc_record_set_text (body->record, "service", "company");
  yc_record_set_text (body->record, "hall", "H1");
  sim_clerk_append (desk, &stream, "ticket.issue", body);
}

static gboolean
is_mine (SimDesk *desk,
         YcVisit *visit)
{
  return (yc_visit_get_state (visit) == YC_VISIT_CALLED ||
          yc_visit_get_state (visit) == YC_VISIT_SERVED) &&
         g_strcmp0 (yc_visit_get_window (visit), desk->window) == 0;
}

/* This window has the person before it from now on; two windows never have. */
static void
begin_serving (SimDesk    *desk,
               const YcId *visit)
{
  guint holder = GPOINTER_TO_UINT (g_hash_table_lookup (desk->sim->serving, visit));

  if (holder != 0 && holder != desk->index + 1 && !desk->sim->weather.restore)
    sim_fail (desk->sim, "windows %u and %u serve one number", holder, desk->index + 1);
  g_hash_table_insert (desk->sim->serving, yc_id_copy (visit), GUINT_TO_POINTER (desk->index + 1));
}

static void
serve (SimDesk        *desk,
       const YcStream *stream,
       YcVisit        *shown)
{
  g_autoptr (YcVisit) known = sim_desk_fold_visit (desk, &stream->id, FALSE);
  YcBody *body = yc_body_new ();
  YcId id;
  char text[YC_ID_TEXT_SIZE];

  if (!is_mine (desk, known))
    {
      yc_body_free (body);
      return;
    }
  if (yc_visit_get_state (shown) == YC_VISIT_SERVED)
    {
      yc_record_set_text (body->record, "outcome", "done");
      sim_clerk_append (desk, stream, "ticket.close", body);
      g_hash_table_remove (desk->sim->serving, &stream->id);
      return;
    }
  begin_serving (desk, &stream->id);
  sim_make_id (desk->sim, &id);
  yc_id_to_text (&id, text);
  yc_record_set_text (body->record, "case", text);
  sim_clerk_append (desk, stream, "ticket.serve", body);
}

static void
work_on_ticket (SimDesk *desk)
{
  YcStream stream;
  g_autoptr (YcVisit) visit = NULL;

  if (!choose_stream (desk, desk->rows, YC_STREAM_VISIT, &stream))
    return;
  visit = sim_desk_fold_visit (desk, &stream.id, TRUE);
  if (is_mine (desk, visit))
    serve (desk, &stream, visit);
  else if (yc_visit_get_state (visit) == YC_VISIT_WAITING)
    sim_clerk_append (desk, &stream, "ticket.call", yc_body_new ());
}

/* Ops that no hub takes, or not yet; each in a stream of its own, with an op
 * behind it. */
static void
poison (SimDesk *desk)
{
  static const char *const kinds[] = { "decision.record", "case.open", "case.of-tomorrow" };
  guint which = (guint) (sim_random (desk->sim) % G_N_ELEMENTS (kinds));
  YcStream stream = { .type = YC_STREAM_CASE };
  YcBody *note = yc_body_new ();

  sim_make_id (desk->sim, &stream.id);
  sim_desk_append (desk, create_op (desk, &stream, kinds[which], yc_body_new ()), TRUE);
  yc_record_set_text (note->record, "text", "behind");
  sim_desk_append (desk, create_op (desk, &stream, "note.add", note), TRUE);
}

/* A person looks at the line and presses the button. */
static void
act (gpointer data)
{
  static const struct
  {
    guint weight;
    void (*func) (SimDesk *desk);
  } acts[] = {
    { 8, open_case }, { 34, edit_case }, { 10, edit_rows }, { 8, settle }, { 14, submit }, { 12, answer_office },
    { 8, join_case }, { 2, leave_case }, { 9, issue_ticket }, { 22, work_on_ticket }, { 2, poison },
    { 8, scan }, { 3, sim_desk_sign_in }, { 6, review },
  };
  SimDesk *desk = data;
  guint dice = (guint) (sim_random (desk->sim) % 146);

  if (desk->sim->healing)
    return;
  if (sim_is_at_lunch (desk->sim))
    {
      sim_clerk_begin (desk);
      return;
    }
  if (desk->up && sim_chance (desk->sim, 700))
    work_machine (desk);
  for (gsize i = 0; desk->up && i < G_N_ELEMENTS (acts); i++)
    {
      if (dice < acts[i].weight)
        {
          acts[i].func (desk);
          break;
        }
      dice -= acts[i].weight;
    }
  sim_clerk_begin (desk);
}

void
sim_clerk_begin (SimDesk *desk)
{
  sim_at (desk->sim, MAX (desk->sim->now_ms, desk->sim->lunch_until_ms) + sim_between (desk->sim, 300, 6000), act, desk,
          NULL);
}
