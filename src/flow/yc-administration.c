/* yc-administration.c: what an administrator sees and does
 *
 * All of it is the hub's word, asked for now. Nothing is kept at this desk: when
 * the line goes, what was shown goes too, so that nobody takes for true what was.
 * What is done is an op like all others, signed by the session, but it is put
 * before the hub at once and not into the outbox: it is done now or not at all.
 *
 * Should the answer to an op be lost, the same bytes are sent again before
 * anything else: the hub says what became of them (D15).
 */

#include "yc-administration.h"

#include "yc-counter-state.h"
#include "yc-hub-client-staff.h"
#include "yc-staff.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define SENT_MAX 3    /* times that one op is sent */
#define ROWS_MAX 5000 /* that are shown; who wants others looks for them */

struct _YcAdministration
{
  GObject parent_instance;

  YcCounter *counter; /* weak */
  YcAdministrationList list;
  char *search;
  GListStore *rows;     /* of YcAdministrationRow */
  GPtrArray *halls;     /* (nullable): of YcHubStaffHall */
  guint total;
  gint64 now_ms;        /* when the hub said it */
  char *problem;        /* (nullable) */
  GCancellable *asking; /* (nullable): while rows are asked for */
  guint after;          /* those that are asked for, or came last, stand behind so many */
};

G_DEFINE_FINAL_TYPE (YcAdministration, yc_administration, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *props[N_PROPS];
static guint changed_signal;

static const char *const names[YC_N_ADMINISTRATION_LISTS] = {
  [YC_ADMINISTRATION_OPERATORS] = "operators",
  [YC_ADMINISTRATION_WINDOWS] = "windows",
  [YC_ADMINISTRATION_DEVICES] = "devices",
  [YC_ADMINISTRATION_VERSIONS] = "packs",
};

static const char *
say_offline (void)
{
  return _("The line is down. What stands here comes from the central system alone: nothing is shown, and nothing can be changed, until the line is back.");
}

static void
set_problem (YcAdministration *self,
             const char       *problem)
{
  if (g_strcmp0 (self->problem, problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROBLEM]);
}

static void
stop_asking (YcAdministration *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
clear (YcAdministration *self,
       const char       *problem)
{
  stop_asking (self);
  g_list_store_remove_all (self->rows);
  self->total = 0;
  self->now_ms = 0;
  set_problem (self, problem);
  g_signal_emit (self, changed_signal, 0);
}

static guint
count_shown (YcAdministration *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

/* The first of them take the place of what was shown; others come behind it. */
static void
take_rows (YcAdministration *self,
           YcHubStaffList   *list)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  while (list->rows->len > 0)
    g_ptr_array_add (rows, yc_administration_row_new (g_ptr_array_steal_index (list->rows, 0)));
  self->now_ms = list->now_ms; /* rows are shown as they come, and some of what they say is of now */
  g_list_store_splice (self->rows, self->after, count_shown (self) - self->after, rows->pdata, rows->len);
  g_clear_pointer (&self->halls, g_ptr_array_unref);
  self->halls = g_ptr_array_ref (list->halls);
  self->total = (guint) list->total;
  set_problem (self, NULL);
  g_signal_emit (self, changed_signal, 0);
}

static void ask (YcAdministration *self, guint after);

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (YcAdministration) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  g_autoptr (YcHubStaffList) list = yc_hub_client_staff_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->asking == NULL)
    return;
  g_clear_object (&self->asking);
  if (list != NULL)
    {
      gboolean more = list->rows->len > 0;

      take_rows (self, list);
      if (more && count_shown (self) < MIN (self->total, ROWS_MAX))
        ask (self, count_shown (self));
    }
  else if (problem.status == 403)
    clear (self, _("This sign-in is no administrator's any more: sign in again"));
  else
    clear (self, say_offline ());
}

/* For the rows behind the first @after. */
static void
ask (YcAdministration *self,
     guint             after)
{
  self->after = after;
  self->asking = g_cancellable_new ();
  yc_hub_client_staff_async (self->counter->client, names[self->list], self->search, after, self->asking, listed_cb,
                             g_object_ref (self));
}

/* Asks anew for what is shown. */
void
yc_administration_refresh (YcAdministration *self)
{
  g_return_if_fail (YC_IS_ADMINISTRATION (self));

  if (self->counter == NULL || !yc_counter_is_signed_in (self->counter) ||
      (yc_counter_get_roles (self->counter) & YC_ROLE_ADMINISTRATOR) == 0)
    {
      clear (self, NULL);
      return;
    }
  if (self->counter->client == NULL || !yc_counter_is_online (self->counter))
    {
      clear (self, say_offline ());
      return;
    }
  stop_asking (self);
  ask (self, 0);
}

/* @search: part of a number or a name; "" for all */
void
yc_administration_show (YcAdministration     *self,
                        YcAdministrationList  list,
                        const char           *search)
{
  g_return_if_fail (YC_IS_ADMINISTRATION (self) && list < YC_N_ADMINISTRATION_LISTS);

  if (self->list != list)
    clear (self, NULL);
  self->list = list;
  g_free (self->search);
  self->search = g_strdup (search);
  yc_administration_refresh (self);
}

/* Nobody looks any more. */
void
yc_administration_forget (YcAdministration *self)
{
  g_return_if_fail (YC_IS_ADMINISTRATION (self));

  clear (self, NULL);
}

/* --- what is done ------------------------------------------------------------ */

typedef struct
{
  YcOp *op;
  guint sent; /* times */
} Act;

static void
act_free (gpointer data)
{
  Act *act = data;

  yc_op_unref (act->op);
  g_free (act);
}

static const char *
say_refused (const char *reason)
{
  static const struct
  {
    const char *reason;
    const char *words;
  } all[] = {
    { "exists", N_("There is an operator with that number already") },
    { "no-such-operator", N_("There is no such operator") },
    { "no-such-device", N_("There is no such device") },
    { "no-such-hall", N_("There is no such hall") },
    { "changed", N_("Somebody else has changed the roles meanwhile: look again") },
    { "not-active", N_("The account is closed: unlock it first") },
    { "withdrawn", N_("The device was withdrawn already") },
    { "no-such-version", N_("There is no such version of the forms") },
    { "not-in-force", N_("That version was withdrawn already") },
    { "yourself", N_("Nobody can do that to their own account: another administrator can") },
    { "last-administrator", N_("There must be an administrator: give somebody else the role first") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_strcmp0 (all[i].reason, reason) == 0)
      return _(all[i].words);
  return _("The central system has refused this");
}

static void
fail (GTask      *task,
      int         code,
      const char *words)
{
  g_task_return_new_error (task, YC_COUNTER_ERROR, code, "%s", words);
}

static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  YcHubOneTimeCode *code = yc_hub_client_staff_code_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (code != NULL)
    g_task_return_pointer (task, code, (GDestroyNotify) yc_hub_one_time_code_free);
  else
    fail (task, YC_COUNTER_ERROR_OFFLINE,
          _("It is done, but the code did not come: ask for another one (P for an operator, N for a window)"));
}

static gboolean
allows_code (const YcOp *op)
{
  return strcmp (op->kind, "operator.add") == 0 || strcmp (op->kind, "operator.reset") == 0 ||
         strcmp (op->kind, "device.invite") == 0;
}

static void
settle (GTask         *task,
        YcHubClient   *client,
        YcHubOpAnswer *answer)
{
  Act *act = g_task_get_task_data (task);

  if (answer->verdict->outcome == YC_OUTCOME_REFUSED)
    {
      const YcReason *reason = answer->verdict->reasons->len > 0 ? g_ptr_array_index (answer->verdict->reasons, 0) : NULL;

      fail (task, YC_COUNTER_ERROR_NOT_ALLOWED, say_refused (reason != NULL ? reason->code : NULL));
    }
  else if (allows_code (act->op))
    {
      yc_hub_client_staff_code_async (client, &act->op->id, NULL, drawn_cb, g_object_ref (task));
      return;
    }
  else
    g_task_return_pointer (task, NULL, NULL);
}

static void send (GTask *task);

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Act *act = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;
  YcHubOpAnswer *answer = yc_hub_client_put_op_finish (YC_HUB_CLIENT (source), result, &problem, &error);

  if (answer != NULL)
    {
      settle (task, YC_HUB_CLIENT (source), answer);
      yc_hub_op_answer_free (answer);
    }
  else if (problem.status == 403)
    fail (task, YC_COUNTER_ERROR_NOT_SIGNED_IN, _("This sign-in is no administrator's any more: sign in again"));
  else if (problem.status == 422)
    fail (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("A number has letters, digits, “-” and “_” alone; a name no special characters"));
  else if (act->sent < SENT_MAX)
    send (task);
  else
    fail (task, YC_COUNTER_ERROR_OFFLINE,
          _("The central system did not answer. Whether it was done shows the list, when the line is back."));
}

static void
send (GTask *task)
{
  YcAdministration *self = g_task_get_source_object (task);
  Act *act = g_task_get_task_data (task);
  YcStamp now;

  act->sent++;
  yc_clock_read (self->counter->clock, &now);
  yc_hub_client_put_op_async (self->counter->client, &act->op->id, act->op->bytes, act->op->signature, &now, "", NULL,
                              NULL, NULL, sent_cb, g_object_ref (task));
}

/**
 * yc_administration_act_async:
 * @kind: "operator.add", "device.withdraw" …
 * @body: (transfer full): what it needs
 *
 * YC_COUNTER_ERROR: OFFLINE, NOT_SIGNED_IN, NOT_ALLOWED with the reason in words.
 */
void
yc_administration_act_async (YcAdministration    *self,
                             const char          *kind,
                             YcBody              *body,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  Act *act;
  YcStream stream;

  g_task_set_source_tag (task, yc_administration_act_async);
  if (yc_staff_find_stream (body->record, &stream) != NULL)
    {
      yc_body_free (body);
      fail (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("A number has letters, digits, “-” and “_” alone; a name no special characters"));
      return;
    }
  if (self->counter == NULL || self->counter->session == NULL || self->counter->client == NULL ||
      !yc_counter_is_online (self->counter))
    {
      yc_body_free (body);
      fail (task, YC_COUNTER_ERROR_OFFLINE, say_offline ());
      return;
    }
  act = g_new0 (Act, 1);
  act->op = yc_op_new (&stream, kind, body);
  yc_id_init_random (&act->op->id);
  yc_clock_read (self->counter->clock, &act->op->when);
  yc_session_sign (self->counter->session, act->op);
  g_task_set_task_data (task, act, act_free);
  send (task);
}

gboolean
yc_administration_act_finish (YcAdministration  *self,
                              GAsyncResult      *result,
                              YcHubOneTimeCode   **ret_code,
                              GError           **error)
{
  g_autoptr (GError) local_error = NULL;
  YcHubOneTimeCode *code;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  code = g_task_propagate_pointer (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  *ret_code = code;
  return TRUE;
}

/* --- choosing a password ------------------------------------------------------- */

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (YcHubProblem) problem = YC_HUB_PROBLEM_INIT;

  if (yc_hub_client_password_finish (YC_HUB_CLIENT (source), result, &problem, &error))
    g_task_return_boolean (task, TRUE);
  else if (problem.status == 401)
    fail (task, YC_COUNTER_ERROR_WRONG_PASSWORD,
          _("The operator or the one-time code is wrong, or the code was used or is out of date. After five wrong tries the administrator must give another."));
  else if (problem.status == 422)
    fail (task, YC_COUNTER_ERROR_NOT_ALLOWED, _("The password must have at least 8 characters"));
  else
    fail (task, YC_COUNTER_ERROR_OFFLINE,
          _("A password is chosen at the central system, which did not answer: try again when the line is up"));
}

/**
 * yc_counter_choose_password_async:
 * @code: as the administrator has given it
 * @password: from now on; at least 8 characters
 *
 * Signing in is another step. YC_COUNTER_ERROR: WRONG_PASSWORD for the code,
 * NOT_ALLOWED, OFFLINE.
 */
void
yc_counter_choose_password_async (YcCounter           *self,
                                  const char          *operator_code,
                                  const char          *code,
                                  const char          *password,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, yc_counter_choose_password_async);
  if (self->client == NULL)
    fail (task, YC_COUNTER_ERROR_NOT_ENROLLED, _("This desk is not enrolled yet"));
  else
    yc_hub_client_password_async (self->client, operator_code, code, password, cancellable, chosen_cb,
                                  g_object_ref (task));
}

gboolean
yc_counter_choose_password_finish (YcCounter     *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- the class ---------------------------------------------------------------- */

static void
yc_administration_get_property (GObject    *object,
                                guint       id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  YcAdministration *self = YC_ADMINISTRATION (object);

  if (id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
yc_administration_finalize (GObject *object)
{
  YcAdministration *self = YC_ADMINISTRATION (object);

  stop_asking (self);
  g_clear_weak_pointer (&self->counter);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->halls, g_ptr_array_unref);
  g_free (self->search);
  g_free (self->problem);
  G_OBJECT_CLASS (yc_administration_parent_class)->finalize (object);
}

static void
yc_administration_class_init (YcAdministrationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = yc_administration_get_property;
  object_class->finalize = yc_administration_finalize;
  props[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
  changed_signal = g_signal_new ("changed", YC_TYPE_ADMINISTRATION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
}

static void
yc_administration_init (YcAdministration *self)
{
  self->search = g_strdup ("");
  self->rows = g_list_store_new (YC_TYPE_ADMINISTRATION_ROW);
}

/* When the line goes, what it brought goes; when it comes back it is asked for by who looks. */
static void
line_changed_cb (YcAdministration *self)
{
  if (self->counter != NULL && !yc_counter_is_online (self->counter) && self->now_ms > 0)
    clear (self, say_offline ());
}

/* @counter: whose hub is asked; not kept alive */
YcAdministration *
yc_administration_new (YcCounter *counter)
{
  YcAdministration *self = g_object_new (YC_TYPE_ADMINISTRATION, NULL);

  g_set_weak_pointer (&self->counter, counter);
  g_signal_connect_object (yc_counter_get_line (counter), "notify::state", G_CALLBACK (line_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/* Of YcAdministrationRow. */
GListModel *
yc_administration_get_rows (YcAdministration *self)
{
  return G_LIST_MODEL (self->rows);
}

/* Returns: (nullable) (transfer none): of YcHubStaffHall */
GPtrArray *
yc_administration_get_halls (YcAdministration *self)
{
  return self->halls;
}

/* Returns: (transfer none): the hall's name, its code where that is not known */
const char *
yc_administration_find_hall (YcAdministration *self,
                             const char       *code)
{
  for (guint i = 0; self->halls != NULL && i < self->halls->len; i++)
    {
      const YcHubStaffHall *hall = g_ptr_array_index (self->halls, i);

      if (strcmp (hall->code, code) == 0)
        return hall->name;
    }
  return code;
}

guint
yc_administration_get_total (YcAdministration *self)
{
  return self->total;
}

/* By the hub's clock: when it said what is shown; 0 while nothing is. */
gint64
yc_administration_get_now (YcAdministration *self)
{
  return self->now_ms;
}

const char *
yc_administration_get_problem (YcAdministration *self)
{
  return self->problem;
}
