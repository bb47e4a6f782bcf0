/* yc-counter-tickets.c: the queue of the hall, as one window works it off
 *
 * Every window sees every ticket of its hall and chooses by the same order:
 * those transferred to it first, then by the time they were issued. Two that
 * choose the same one at once are told apart by the hub; the one that came
 * second calls the next by itself.
 */

#include "yc-counter-state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static GPtrArray *
create_ops (YcOp *op)
{
  GPtrArray *ops = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);

  if (op != NULL)
    g_ptr_array_add (ops, op);
  return ops;
}

static YcOp *
create_ticket_op (const YcId *ticket,
                  const char *kind,
                  const char *key,
                  const char *text)
{
  YcStream stream = { YC_STREAM_VISIT, *ticket };
  YcBody *body = yc_body_new ();

  if (key != NULL && text != NULL)
    yc_record_set_text (body->record, key, text);
  return yc_op_new (&stream, kind, body);
}

static guint
get_rank (YcTicket *ticket)
{
  YcVisit *visit = yc_ticket_get_visit (ticket);

  if (yc_ticket_is_mine (ticket))
    return 0;
  switch (yc_visit_get_state (visit))
    {
    case YC_VISIT_WAITING:
      return yc_visit_get_target (visit) != NULL ? 1 : 2;
    case YC_VISIT_CALLED:
    case YC_VISIT_SERVED:
      return 3;
    case YC_VISIT_PARKED:
    case YC_VISIT_NO_SHOW:
    case YC_VISIT_NEW:
    case YC_VISIT_CLOSED:
    default:
      return 4;
    }
}

static int
compare_tickets_cb (gconstpointer a,
                    gconstpointer b,
                    gpointer      user_data)
{
  YcTicket *first = (YcTicket *) a;
  YcTicket *second = (YcTicket *) b;
  guint rank_a = get_rank (first);
  guint rank_b = get_rank (second);
  gint64 at_a = yc_ticket_get_issued_at (first);
  gint64 at_b = yc_ticket_get_issued_at (second);

  if (rank_a != rank_b)
    return rank_a < rank_b ? -1 : 1;
  if (at_a != at_b)
    return at_a < at_b ? -1 : 1;
  return g_strcmp0 (yc_ticket_get_number (first), yc_ticket_get_number (second));
}

static gboolean
belongs_into_queue (YcTicket *ticket)
{
  switch (yc_ticket_get_state (ticket))
    {
    case YC_VISIT_WAITING:
    case YC_VISIT_CALLED:
    case YC_VISIT_SERVED:
    case YC_VISIT_PARKED:
      return TRUE;
    case YC_VISIT_NEW:
    case YC_VISIT_NO_SHOW:
    case YC_VISIT_CLOSED:
    default:
      return FALSE;
    }
}

/* Puts a ticket that has changed where it belongs in the queue, or out of it. */
void
yc_counter_place_ticket (YcCounter *self,
                         YcTicket  *ticket)
{
  guint position;

  g_object_ref (ticket);
  if (g_list_store_find (self->queue, ticket, &position))
    g_list_store_remove (self->queue, position);
  if (belongs_into_queue (ticket))
    g_list_store_insert_sorted (self->queue, ticket, compare_tickets_cb, NULL);

  if (yc_ticket_is_mine (ticket))
    {
      if (g_set_object (&self->current, ticket))
        g_object_notify (G_OBJECT (self), "current");
    }
  else if (self->current == ticket)
    {
      g_clear_object (&self->current);
      g_object_notify (G_OBJECT (self), "current");
    }
  g_object_unref (ticket);
}

static void
called_instead_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (YcTicket) ticket = yc_counter_call_next_finish (YC_COUNTER (source), result, &error);

  if (ticket == NULL && error != NULL)
    yc_counter_notice (YC_COUNTER (source), error->message);
}

/* The hub has spoken on a call of this window: if another window was first,
 * this one calls the next. */
void
yc_counter_settle_call (YcCounter *self,
                        YcTicket  *ticket)
{
  YcHistory *history = g_hash_table_lookup (self->visits, yc_ticket_get_id (ticket));
  g_autofree char *text = NULL;

  if (!yc_id_equal (&self->calling, yc_ticket_get_id (ticket)) ||
      yc_history_get_waiting (history) > 0)
    return;
  memset (&self->calling, 0, sizeof self->calling);
  if (yc_ticket_is_mine (ticket))
    return;
  text = g_strdup_printf (_("Window %s called %s first; calling the next"),
                          yc_ticket_get_window (ticket), yc_ticket_get_number (ticket));
  yc_counter_notice (self, text);
  yc_counter_call_next_async (self, NULL, called_instead_cb, NULL);
}

/* From the moment a call is stored, and not before: until then the ticket is
 * nobody's, and a row that comes in between would look like another window's
 * call. The hub may have answered already. */
static void
watch_call (YcCounter *self,
            YcTicket  *ticket)
{
  self->calling = *yc_ticket_get_id (ticket);
  yc_counter_settle_call (self, ticket);
}

static void
appended_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  YcTicket *called = g_task_get_task_data (task);

  if (!yc_counter_append_finish (YC_COUNTER (source), result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (called != NULL)
    watch_call (YC_COUNTER (source), called);
  g_task_return_boolean (task, TRUE);
}

/* Issuing. */

typedef struct
{
  char *service;
  gboolean print;
  YcId id;
} Issue;

/* What a ticket's paper is made from. */
typedef struct
{
  YcCounter *counter;
  YcVisit *visit;
  guint ahead;
} TicketPaper;

static void
issue_free (gpointer data)
{
  Issue *issue = data;

  g_free (issue->service);
  g_free (issue);
}

static void
ticket_paper_free (gpointer data)
{
  TicketPaper *paper = data;

  g_object_unref (paper->counter);
  g_object_unref (paper->visit);
  g_free (paper);
}

static GBytes *
make_ticket_paper (gpointer   subject,
                   guint      copy,
                   GError   **error)
{
  TicketPaper *paper = subject;
  YcPaperFrame frame;

  yc_counter_fill_frame (paper->counter, copy, &frame);
  if (copy == 0)
    frame.printed_ms = 0;
  return yc_papers_make_ticket (paper->visit, paper->ahead, &frame, error);
}

static void
ticket_printed_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  if (!yc_counter_print_finish (YC_COUNTER (source), result, &error))
    yc_counter_notice (YC_COUNTER (source), error->message);
}

static guint
count_ahead (YcCounter *self,
             YcTicket  *ticket)
{
  guint n_tickets = g_list_model_get_n_items (G_LIST_MODEL (self->queue));
  guint ahead = 0;

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr (YcTicket) other = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      if (other == ticket)
        break;
      if (yc_ticket_get_state (other) == YC_VISIT_WAITING)
        ahead++;
    }
  return ahead;
}

/* The paper follows the fact: a ticket that could not be printed is issued all
 * the same, and the clerk is told. */
static void
print_ticket (YcCounter *self,
              YcTicket  *ticket)
{
  YcStream stream = { YC_STREAM_VISIT, *yc_ticket_get_id (ticket) };
  TicketPaper *paper = g_new0 (TicketPaper, 1);

  paper->counter = g_object_ref (self);
  paper->visit = g_object_ref (yc_ticket_get_visit (ticket));
  paper->ahead = count_ahead (self, ticket);
  yc_counter_print_async (self, &stream, "ticket", make_ticket_paper, paper, ticket_paper_free,
                          ticket_printed_cb, NULL);
}

static void
issued_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  YcCounter *self = YC_COUNTER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Issue *issue = g_task_get_task_data (task);
  YcTicket *ticket;

  if (!yc_counter_append_finish (self, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  ticket = g_hash_table_lookup (self->tickets, &issue->id);
  g_assert (ticket != NULL);
  if (issue->print)
    print_ticket (self, ticket);
  g_task_return_pointer (task, g_object_ref (ticket), g_object_unref);
}

static void
numbered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  GTask *task = user_data;
  YcCounter *self = g_task_get_source_object (task);
  Issue *issue = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ops = NULL;
  g_autofree char *number = NULL;
  gint64 running = yc_store_next_number_finish (YC_STORE (source), result, &error);
  YcOp *op;

  if (running == 0)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      g_object_unref (task);
      return;
    }
  yc_id_init_random (&issue->id);
  number = g_strdup_printf ("%s-%03" G_GINT64_FORMAT, self->window, running);
  op = create_ticket_op (&issue->id, "ticket.issue", "number", number);
  yc_record_set_text (op->body->record, "service", issue->service);
  yc_record_set_text (op->body->record, "hall", self->hall);
  ops = create_ops (op);
  yc_counter_append_async (self, ops, issued_cb, task);
}

/**
 * yc_counter_issue_ticket_async:
 * @self: a counter where somebody is signed in
 * @service: what the visitor wants, in words
 * @print: whether to print it
 *
 * Numbers begin with the window's code and run through a day, so that two
 * windows without a line never give out the same.
 */
void
yc_counter_issue_ticket_async (YcCounter           *self,
                               const char          *service,
                               gboolean             print,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  YcDate today = yc_counter_get_today (self);
  g_autofree char *name = NULL;
  Issue *issue = g_new0 (Issue, 1);

  g_task_set_source_tag (task, yc_counter_issue_ticket_async);
  issue->service = g_strdup (service);
  issue->print = print;
  g_task_set_task_data (task, issue, issue_free);
  if (!yc_counter_check_signed_in (self, task))
    return;
  name = g_strdup_printf ("ticket-%04d%02d%02d", today.year, today.month, today.day);
  yc_store_next_number_async (self->store, name, numbered_cb, task);
}

YcTicket *
yc_counter_issue_ticket_finish (YcCounter     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Calling. */

/* The first that this window may call: waiting, and not for another one. */
static YcTicket *
find_next (YcCounter *self)
{
  guint n_tickets = g_list_model_get_n_items (G_LIST_MODEL (self->queue));

  for (guint i = 0; i < n_tickets; i++)
    {
      g_autoptr (YcTicket) ticket = g_list_model_get_item (G_LIST_MODEL (self->queue), i);
      const char *target = yc_visit_get_target (yc_ticket_get_visit (ticket));

      if (yc_ticket_get_state (ticket) == YC_VISIT_WAITING &&
          (target == NULL || g_strcmp0 (target, self->window) == 0))
        return g_steal_pointer (&ticket);
    }
  return NULL;
}

static void
called_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  YcCounter *self = YC_COUNTER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  YcTicket *ticket = g_task_get_task_data (task);

  if (!yc_counter_append_finish (self, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  watch_call (self, ticket);
  g_task_return_pointer (task, g_object_ref (ticket), g_object_unref);
}

/**
 * yc_counter_call_next_async:
 * @self: a counter where somebody is signed in
 *
 * Calls the next number. One that is being served here is done with that; one
 * that was called and has not come must be set aside or marked first.
 */
void
yc_counter_call_next_async (YcCounter           *self,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (YcTicket) next = find_next (self);
  g_autoptr (GPtrArray) ops = create_ops (NULL);

  g_task_set_source_tag (task, yc_counter_call_next_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  if (self->current != NULL && yc_ticket_get_state (self->current) == YC_VISIT_CALLED)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                               _("%s has been called: serve it, set it aside, or mark that nobody came"),
                               yc_ticket_get_number (self->current));
      g_object_unref (task);
      return;
    }
  if (next == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOTHING_WAITS,
                               _("Nobody is waiting"));
      g_object_unref (task);
      return;
    }
  if (self->current != NULL)
    g_ptr_array_add (ops, create_ticket_op (yc_ticket_get_id (self->current), "ticket.close",
                                            "outcome", "done"));
  g_ptr_array_add (ops, create_ticket_op (yc_ticket_get_id (next), "ticket.call", NULL, NULL));
  g_task_set_task_data (task, g_steal_pointer (&next), g_object_unref);
  yc_counter_append_async (self, ops, called_cb, task);
}

YcTicket *
yc_counter_call_next_finish (YcCounter     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What each action appends, and what its argument is called there. */
static const struct
{
  const char *kind;
  const char *key;
  const char *fallback;
} actions[] = {
  [YC_TICKET_CALL] = { "ticket.call", NULL, NULL },
  [YC_TICKET_RECALL] = { "ticket.recall", NULL, NULL },
  [YC_TICKET_PARK] = { "ticket.park", "reason", NULL },
  [YC_TICKET_NO_SHOW] = { "ticket.no-show", NULL, NULL },
  [YC_TICKET_TRANSFER] = { "ticket.transfer", "to", NULL },
  [YC_TICKET_CLOSE] = { "ticket.close", "outcome", "done" },
};

/* Whether the hub would refuse it, as far as this desk knows. */
static gboolean
is_allowed (YcCounter *self,
            YcTicket  *ticket,
            YcOp      *op)
{
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

  g_free (op->window);
  op->window = g_strdup (self->window);
  yc_visit_judge (yc_ticket_get_visit (ticket), op, verdict);
  return verdict->outcome == YC_OUTCOME_APPLIED;
}

void
yc_counter_ticket_async (YcCounter           *self,
                         YcTicket            *ticket,
                         YcTicketAction       action,
                         const char          *argument,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GPtrArray) ops = NULL;

  g_return_if_fail (YC_IS_TICKET (ticket) && action < G_N_ELEMENTS (actions));

  g_task_set_source_tag (task, yc_counter_ticket_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  ops = create_ops (create_ticket_op (yc_ticket_get_id (ticket), actions[action].kind,
                                      actions[action].key,
                                      argument != NULL ? argument : actions[action].fallback));
  if (!is_allowed (self, ticket, g_ptr_array_index (ops, 0)))
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_ALLOWED,
                               _("%s is “%s” now; that can't be done with it"),
                               yc_ticket_get_number (ticket), yc_ticket_get_state_text (ticket));
      g_object_unref (task);
      return;
    }
  if (action == YC_TICKET_CALL)
    g_task_set_task_data (task, g_object_ref (ticket), g_object_unref);
  yc_counter_append_async (self, ops, appended_cb, task);
}

gboolean
yc_counter_ticket_finish (YcCounter     *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Cases. */

static void
case_opened_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  YcCounter *self = YC_COUNTER (source);
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  YcCaseFile *file;

  if (!yc_counter_append_finish (self, result, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  file = g_hash_table_lookup (self->files, g_task_get_task_data (task));
  g_assert (file != NULL);
  g_task_return_pointer (task, g_object_ref (file), g_object_unref);
}

/* The values a form of @matter begins with, as the body of an op. */
static YcBody *
create_initial_edits (const YcMatter *matter)
{
  g_autoptr (YcBody) body = yc_body_new ();

  yc_record_set_text (body->record, "source", "default");
  for (guint i = 0; i < matter->pages->len; i++)
    {
      const YcPage *page = g_ptr_array_index (matter->pages, i);

      for (guint j = 0; j < page->fields->len; j++)
        {
          const YcFieldSpec *field = g_ptr_array_index (page->fields, j);
          YcRecord *item;

          if (field->initial.type == YC_VALUE_NONE)
            continue;
          item = yc_body_add_item (body);
          yc_record_set_text (item, "path", field->path);
          yc_record_set (item, "value", &field->initial);
          yc_record_set (item, "was", NULL);
        }
    }
  return body->items->len > 0 ? g_steal_pointer (&body) : NULL;
}

/* Whom the applicant came to first takes care of the firm from then on. */
static YcOp *
create_owner_op (YcCounter      *self,
                 const YcStream *stream)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "operator", yc_counter_get_operator_code (self));
  yc_record_set_text (body->record, "name", yc_counter_get_operator (self));
  return yc_op_new (stream, "owner.set", body);
}

/**
 * yc_counter_open_case_async:
 * @self: a counter where somebody is signed in
 * @ticket: (nullable): whom it is for
 * @matter: the matter's id in the catalogue
 *
 * Opens a case, with the newest form that is valid today; the ticket is served
 * from then on. A helper becomes the firm's owner by it.
 */
void
yc_counter_open_case_async (YcCounter           *self,
                            YcTicket            *ticket,
                            const char          *matter,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  YcCatalogue *catalogue = yc_counter_get_catalogue (self);
  const YcMatter *spec = catalogue != NULL ? yc_catalogue_find_matter (catalogue, matter) : NULL;
  YcStream stream = { .type = YC_STREAM_CASE };
  g_autoptr (GPtrArray) ops = create_ops (NULL);
  g_autofree char *visit = NULL;
  g_autofree char *id = NULL;
  YcBody *body;

  g_task_set_source_tag (task, yc_counter_open_case_async);
  if (!yc_counter_check_signed_in (self, task))
    return;
  if (spec == NULL)
    {
      g_task_return_new_error (task, YC_COUNTER_ERROR, YC_COUNTER_ERROR_NOT_FOUND,
                               _("The catalogue of this desk has no such matter"));
      g_object_unref (task);
      return;
    }
  yc_id_init_random (&stream.id);
  id = yc_id_dup_text (&stream.id);
  g_task_set_task_data (task, yc_id_copy (&stream.id), g_free);

  body = yc_body_new ();
  yc_record_set_text (body->record, "matter", matter);
  yc_record_set_text (body->record, "version", yc_catalogue_get_version (catalogue));
  yc_record_set_text (body->record, "hall", self->hall);
  if (ticket != NULL)
    {
      visit = yc_id_dup_text (yc_ticket_get_id (ticket));
      yc_record_set_text (body->record, "visit", visit);
      g_ptr_array_add (ops, create_ticket_op (yc_ticket_get_id (ticket), "ticket.serve", "case", id));
    }
  g_ptr_array_add (ops, yc_op_new (&stream, "case.open", body));
  body = create_initial_edits (spec);
  if (body != NULL)
    g_ptr_array_add (ops, yc_op_new (&stream, "fields.set", body));
  if ((yc_counter_get_roles (self) & (YC_ROLE_CLERK | YC_ROLE_HELPER)) == YC_ROLE_HELPER)
    g_ptr_array_add (ops, create_owner_op (self, &stream));
  yc_counter_append_async (self, ops, case_opened_cb, task);
}

YcCaseFile *
yc_counter_open_case_finish (YcCounter     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

YcVisit *
yc_counter_find_visit (YcCounter  *self,
                       const YcId *id)
{
  YcTicket *ticket = g_hash_table_lookup (self->tickets, id);

  return ticket != NULL ? yc_ticket_get_visit (ticket) : NULL;
}
