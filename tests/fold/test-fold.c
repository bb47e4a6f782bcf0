/* test-fold.c: what holds of the fold and the judge, whatever happens
 *
 * Several authors work on one case. Each reads the hub's rows up to some
 * point, does something to what they see, and sends it some time later; the
 * hub judges in the order of arrival. All of it is thrown by dice under a
 * seed, which is printed when something does not hold.
 */

#include "yc-case-judge.h"
#include "yc-op-wire.h"
#include "yc-visit.h"

#include <string.h>

#define AUTHORS 3
#define STEPS 60
#define SEEDS 100
#define PATHS 3

/* What the hub says; the fold must take it whatever it is. */
typedef enum
{
  RULES_REAL,
  RULES_LENIENT, /* everything is applied */
  RULES_HARSH,   /* every third op is refused */
  N_RULES,
} Rules;

typedef struct
{
  guint seen;       /* rows read so far */
  GPtrArray *queue; /* of YcOp: made, not yet at the hub */
} Author;

typedef struct
{
  GRand *rand;
  guint32 seed;
  Rules rules;
  YcId id;
  YcCase *hub;
  GPtrArray *rows; /* of YcFeedRow */
  Author authors[AUTHORS];
} World;

static void
row_free_cb (gpointer data)
{
  yc_feed_row_free (data);
}

static void
random_id (World *world,
           YcId  *ret_id)
{
  for (gsize i = 0; i < sizeof ret_id->bytes; i++)
    ret_id->bytes[i] = (guint8) g_rand_int (world->rand);
}

static gboolean
dice (World *world,
      guint  percent)
{
  return (guint) g_rand_int_range (world->rand, 0, 100) < percent;
}

static void
world_init (World   *world,
            guint32  seed,
            Rules    rules)
{
  *world = (World) { .rand = g_rand_new_with_seed (seed), .seed = seed, .rules = rules };
  random_id (world, &world->id);
  world->hub = yc_case_new (&world->id);
  world->rows = g_ptr_array_new_with_free_func (row_free_cb);
  for (guint i = 0; i < AUTHORS; i++)
    world->authors[i].queue = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_op_unref);
}

static void
world_clear (World *world)
{
  for (guint i = 0; i < AUTHORS; i++)
    g_ptr_array_unref (world->authors[i].queue);
  g_ptr_array_unref (world->rows);
  g_object_unref (world->hub);
  g_rand_free (world->rand);
}

static YcOp *
create_op (World      *world,
           guint       author,
           const char *kind,
           YcBody     *body)
{
  YcStream stream = { YC_STREAM_CASE, world->id };
  YcOp *op = yc_op_new (&stream, kind, body);

  random_id (world, &op->id);
  g_free (op->by);
  g_free (op->window);
  op->by = g_strdup_printf ("C%u", author);
  op->window = g_strdup_printf ("%u", author);
  op->seen = author < AUTHORS ? world->authors[author].seen : 0;
  op->when.wall_ms = g_rand_int_range (world->rand, 1, 1000000);
  yc_op_take_bytes (op, yc_op_encode (op), NULL);
  return op;
}

static void
judge (World     *world,
       YcOp      *op,
       YcVerdict *verdict)
{
  const YcKind *kind = yc_kind_find (op->kind);

  if (kind == NULL || yc_kind_check_body (kind, op->body) != NULL || world->rules == RULES_LENIENT)
    return;
  if (world->rules == RULES_HARSH && world->rows->len % 3 == 2)
    yc_verdict_refuse (verdict, "", "no-reason");
  else
    yc_case_judge (world->hub, op, verdict);
}

/* An op arrives: judged, folded, and a row from then on. */
static void
arrive (World *world,
        YcOp  *op)
{
  YcFeedRow *row = yc_feed_row_new ();

  row->position = row->revision = world->rows->len + 1;
  row->stream = op->stream;
  row->hash = g_strdup ("");
  row->op = yc_op_ref (op);
  row->verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  row->verdict->at.at_ms = row->position * 1000;
  judge (world, op, row->verdict);
  g_assert_true (yc_case_fold (world->hub, op, row->verdict, row->revision));
  g_ptr_array_add (world->rows, row);
}

static YcCase *
fold_rows (World *world,
           guint  count)
{
  YcCase *c = yc_case_new (&world->id);

  for (guint i = 0; i < count; i++)
    {
      const YcFeedRow *row = world->rows->pdata[i];

      g_assert_true (yc_case_fold (c, row->op, row->verdict, row->revision));
    }
  return c;
}

/* What an author has before them. */
static YcCase *
fold_shown (World *world,
            guint  author)
{
  YcCase *c = fold_rows (world, world->authors[author].seen);

  for (guint i = 0; i < world->authors[author].queue->len; i++)
    {
      const YcOp *op = world->authors[author].queue->pdata[i];
      const YcKind *kind = yc_kind_find (op->kind);
      g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

      if (kind != NULL && yc_kind_check_body (kind, op->body) == NULL)
        yc_case_judge (c, op, verdict);
      yc_case_predict (c, op, verdict);
    }
  return c;
}

static char *
choose_path (World  *world,
             YcCase *c)
{
  g_auto (GStrv) fields = yc_case_list_fields (c);
  guint n = g_strv_length (fields);
  const char *some = n > 0 ? fields[g_rand_int_range (world->rand, 0, (gint32) n)] : "";
  g_autofree char *row = yc_path_dup_row (some, NULL);

  if (g_str_has_prefix (some, "/rows/") && dice (world, 60))
    return g_strconcat (row != NULL ? row : some, dice (world, 50) ? "/a" : "/b", NULL);
  return g_strdup_printf ("/form/f%d", g_rand_int_range (world->rand, 0, PATHS));
}

/* An honest edit says what its author saw; some are not honest. */
static void
add_edit (World  *world,
          guint   author,
          YcCase *c,
          YcBody *body)
{
  static const YcValue none = YC_VALUE_INIT;
  g_autofree char *path = choose_path (world, c);
  g_autofree char *text = g_strdup_printf ("v%08x", g_rand_int (world->rand));
  g_autofree char *window = g_strdup_printf ("%u", author);
  const YcField *field = yc_case_get_field (c, path);
  const YcValue *was = field != NULL ? &field->value : &none;
  YcRecord *item = yc_body_add_item (body);

  for (guint i = 0; field != NULL && i < field->branches->len; i++)
    if (g_str_equal (((YcBranch *) field->branches->pdata[i])->origin.window, window))
      was = &((YcBranch *) field->branches->pdata[i])->value;
  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", text);
  yc_record_set (item, "was", dice (world, 5) ? &none : was);
}

static YcOp *
make_edit (World  *world,
           guint   author,
           YcCase *c)
{
  YcBody *body = yc_body_new ();

  yc_record_set_text (body->record, "source", "typed");
  for (int i = g_rand_int_range (world->rand, 1, 4); i > 0; i--)
    add_edit (world, author, c, body);
  return create_op (world, author, "fields.set", body);
}

static YcOp *
make_row_op (World  *world,
             guint   author,
             YcCase *c)
{
  g_auto (GStrv) rows = yc_case_list_rows (c, "/rows");
  gboolean add = rows[0] == NULL || dice (world, 60);
  YcBody *body = yc_body_new ();
  YcId id;
  char text[YC_ID_TEXT_SIZE];

  random_id (world, &id);
  yc_id_to_text (&id, text);
  yc_record_set_text (body->record, "list", "/rows");
  yc_record_set_text (body->record, "row", add ? text : rows[0]);
  return create_op (world, author, add ? "row.add" : "row.remove", body);
}

static YcOp *
make_settle (World  *world,
             guint   author,
             YcCase *c)
{
  g_auto (GStrv) contested = yc_case_list_contested (c);
  const YcField *field;
  YcBody *body;

  if (contested[0] == NULL)
    return make_edit (world, author, c);
  field = yc_case_get_field (c, contested[0]);
  body = yc_body_new ();
  yc_record_set_text (body->record, "path", contested[0]);
  yc_record_set (body->record, "was", &field->value);
  yc_record_set (body->record, "chosen", dice (world, 50) ? &field->value : &((YcBranch *) field->branches->pdata[0])->value);
  for (guint i = 0; i < field->branches->len; i++)
    if (dice (world, 70))
      {
        g_autofree char *id = yc_id_dup_text (&((YcBranch *) field->branches->pdata[i])->first);

        yc_record_set_text (yc_body_add_item (body), "closes", id);
      }
  return create_op (world, author, "field.settle", body);
}

static YcOp *
make_op (World *world,
         guint  author)
{
  g_autoptr (YcCase) c = fold_shown (world, author);
  YcBody *body;

  switch (g_rand_int_range (world->rand, 0, 12))
    {
    case 0:
    case 1:
      return make_row_op (world, author, c);
    case 2:
    case 3:
      return make_settle (world, author, c);
    case 4:
      body = yc_body_new ();
      yc_record_set_text (body->record, "text", "a word");
      return create_op (world, author, dice (world, 50) ? "note.add" : "case.of-tomorrow", body);
    default:
      return make_edit (world, author, c);
    }
}

static void
open_case (World *world)
{
  YcBody *body = yc_body_new ();
  g_autoptr (YcOp) op = NULL;

  yc_record_set_text (body->record, "matter", "m");
  yc_record_set_text (body->record, "version", "1");
  yc_record_set_text (body->record, "hall", "H1");
  op = create_op (world, 0, "case.open", body);
  arrive (world, op);
}

/* Reads, works or sends, by dice. */
static void
run_step (World *world)
{
  guint author = (guint) g_rand_int_range (world->rand, 0, AUTHORS);
  Author *who = &world->authors[author];

  if (dice (world, 30))
    who->seen = (guint) g_rand_int_range (world->rand, (gint32) who->seen, (gint32) world->rows->len + 1);
  else if (dice (world, 55))
    g_ptr_array_add (who->queue, make_op (world, author));
  else if (who->queue->len > 0)
    {
      g_autoptr (YcOp) op = g_ptr_array_steal_index (who->queue, 0);

      arrive (world, op);
    }
}

static void
run (World   *world,
     guint32  seed,
     Rules    rules)
{
  world_init (world, seed, rules);
  open_case (world);
  for (guint i = 0; i < STEPS; i++)
    run_step (world);
  for (guint i = 0; i < AUTHORS; i++)
    while (world->authors[i].queue->len > 0)
      {
        g_autoptr (YcOp) op = g_ptr_array_steal_index (world->authors[i].queue, 0);

        arrive (world, op);
      }
  g_test_message ("seed %u, rules %u: %u rows", seed, rules, world->rows->len);
}

/* The first line has the revision, which a prediction does not count. */
static const char *
skip_line (const char *text)
{
  return strchr (text, '\n');
}

static void
assert_same (World      *world,
             YcCase     *a,
             YcCase     *b,
             const char *what)
{
  g_autofree char *one = yc_case_dup_dump (a);
  g_autofree char *other = yc_case_dup_dump (b);

  g_assert_cmpint (yc_case_get_status (a), ==, yc_case_get_status (b));
  if (strcmp (skip_line (one), skip_line (other)) != 0)
    g_error ("seed %u, rules %u, %s:\n%s\nis not\n%s", world->seed, world->rules, what, one, other);
}

/* Whatever the hub's rules were, who folds its rows has its state; also when
 * the rows came over the wire. */
static void
test_converges (void)
{
  for (guint32 seed = 0; seed < SEEDS; seed++)
    {
      World world;
      g_autoptr (YcCase) plain = NULL;
      g_autoptr (YcCase) wired = NULL;

      run (&world, seed, seed % N_RULES);
      plain = fold_rows (&world, world.rows->len);
      assert_same (&world, plain, world.hub, "folded again");
      wired = yc_case_new (&world.id);
      for (guint i = 0; i < world.rows->len; i++)
        {
          json_t *json = yc_feed_row_to_json (world.rows->pdata[i]);
          g_autoptr (YcFeedRow) row = yc_feed_row_from_json (json, NULL);

          g_assert_nonnull (row);
          g_assert_true (yc_case_fold (wired, row->op, row->verdict, row->revision));
          json_decref (json);
        }
      assert_same (&world, wired, world.hub, "folded from the wire");
      world_clear (&world);
    }
}

static void
test_twice (void)
{
  for (guint32 seed = 0; seed < SEEDS; seed++)
    {
      World world;
      g_autoptr (YcCase) c = NULL;

      run (&world, seed, RULES_REAL);
      c = yc_case_new (&world.id);
      for (guint i = 0; i < world.rows->len; i++)
        for (int again = g_rand_int_range (world.rand, 0, 3); again >= 0; again--)
          {
            guint back = (guint) g_rand_int_range (world.rand, 0, (gint32) i + 1);
            const YcFeedRow *row = world.rows->pdata[i];
            const YcFeedRow *old = world.rows->pdata[back];

            g_assert_true (yc_case_fold (c, row->op, row->verdict, row->revision));
            g_assert_true (yc_case_fold (c, old->op, old->verdict, old->revision));
          }
      assert_same (&world, c, world.hub, "rows folded more than once");
      world_clear (&world);
    }
}

static void
test_gap (void)
{
  World world;
  g_autoptr (YcCase) c = NULL;
  g_autoptr (YcCase) before = NULL;

  run (&world, 7, RULES_REAL);
  c = fold_rows (&world, 3);
  before = fold_rows (&world, 3);
  for (guint i = 4; i < world.rows->len; i++)
    {
      const YcFeedRow *row = world.rows->pdata[i];

      g_assert_false (yc_case_fold (c, row->op, row->verdict, row->revision));
    }
  g_assert_cmpint (yc_case_get_revision (c), ==, 3);
  assert_same (&world, c, before, "after a gap");
  world_clear (&world);
}

/* To expect what the hub will say shows what the hub will have. */
static void
test_prediction (void)
{
  for (guint32 seed = 0; seed < SEEDS; seed++)
    {
      World world;

      run (&world, seed, RULES_REAL);
      for (guint i = 1; i < world.rows->len; i += 7)
        {
          g_autoptr (YcCase) folded = fold_rows (&world, i + 1);
          g_autoptr (YcCase) predicted = fold_rows (&world, i);
          const YcFeedRow *row = world.rows->pdata[i];
          g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

          verdict->at = row->verdict->at;
          if (yc_kind_find (row->op->kind) != NULL)
            yc_case_judge (predicted, row->op, verdict);
          g_assert_cmpint (verdict->outcome, ==, row->verdict->outcome);
          yc_case_predict (predicted, row->op, verdict);
          assert_same (&world, predicted, folded, "predicted");
          g_assert_cmpint (yc_case_get_revision (predicted), ==, i);
        }
      world_clear (&world);
    }
}

/* A second, simpler account of the fields. */
typedef struct
{
  char *value;          /* NULL: nothing */
  GHashTable *branches; /* op's id as text → value */
} Account;

static void
account_free (gpointer data)
{
  Account *account = data;

  g_free (account->value);
  g_hash_table_unref (account->branches);
  g_free (account);
}

static Account *
ensure_account (GHashTable *accounts,
                const char *path)
{
  Account *account = g_hash_table_lookup (accounts, path);

  if (account == NULL)
    {
      account = g_new0 (Account, 1);
      account->branches = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_hash_table_insert (accounts, g_strdup (path), account);
    }
  return account;
}

static char *
text_of (const YcValue *value)
{
  return value != NULL && value->type != YC_VALUE_NONE ? yc_value_dup_text (value) : NULL;
}

/* One value of one op: it must not push away what its author had not seen. */
static void
account_value (World           *world,
               GHashTable      *accounts,
               const YcFeedRow *row,
               const char      *path,
               const YcValue   *value,
               const YcValue   *was)
{
  Account *account = ensure_account (accounts, path);
  const YcContest *contest = yc_verdict_find_contest (row->verdict, path);
  g_autofree char *given = text_of (value);
  g_autofree char *seen = text_of (was);
  g_autofree char *branch = NULL;

  if (contest == NULL)
    {
      if (g_strcmp0 (account->value, seen) != 0 && g_strcmp0 (account->value, given) != 0)
        g_error ("seed %u: “%s” at %s was lost to “%s”", world->seed, account->value, path, given);
      g_free (account->value);
      account->value = g_steal_pointer (&given);
      return;
    }
  branch = yc_id_dup_text (yc_id_is_nil (&contest->joins) ? &row->op->id : &contest->joins);
  if (!yc_id_is_nil (&contest->joins) &&
      g_strcmp0 (g_hash_table_lookup (account->branches, branch), seen) != 0)
    g_error ("seed %u: a branch at %s was lost to “%s”", world->seed, path, given);
  g_hash_table_replace (account->branches, g_steal_pointer (&branch), g_steal_pointer (&given));
}

/* Whether a row is there has no `was`; it has tests of its own. */
static gboolean
is_row (const char *path)
{
  g_autofree char *row = yc_path_dup_row (path, NULL);

  return g_str_has_prefix (path, "/rows/") && row == NULL;
}

static void
account_settle (World           *world,
                GHashTable      *accounts,
                const YcFeedRow *row)
{
  const YcBody *body = row->op->body;
  const char *path = yc_record_get_text (body->record, "path");
  Account *account = ensure_account (accounts, path);

  account_value (world, accounts, row, path, yc_record_get (body->record, "chosen"),
                 yc_record_get (body->record, "was"));
  for (guint i = 0; i < body->items->len; i++)
    g_hash_table_remove (account->branches, yc_record_get_text (body->items->pdata[i], "closes"));
}

static void
account_edit (World           *world,
              GHashTable      *accounts,
              const YcFeedRow *row)
{
  const YcBody *body = row->op->body;

  for (guint i = 0; i < body->items->len; i++)
    {
      const YcRecord *item = body->items->pdata[i];
      const char *path = yc_record_get_text (item, "path");

      account_value (world, accounts, row, path, yc_record_get (item, "value"),
                     yc_record_get (item, "was"));
    }
}

static void
compare_accounts (World      *world,
                  GHashTable *accounts)
{
  g_auto (GStrv) paths = yc_case_list_fields (world->hub);

  for (char **path = paths; *path != NULL; path++)
    {
      const YcField *field = yc_case_get_field (world->hub, *path);
      Account *account = ensure_account (accounts, *path);
      g_autofree char *value = text_of (&field->value);

      if (is_row (*path))
        continue;
      g_assert_cmpstr (value, ==, account->value);
      g_assert_cmpuint (field->branches->len, ==, g_hash_table_size (account->branches));
      for (guint i = 0; i < field->branches->len; i++)
        {
          const YcBranch *branch = field->branches->pdata[i];
          g_autofree char *id = yc_id_dup_text (&branch->first);
          g_autofree char *text = text_of (&branch->value);

          g_assert_cmpstr (text, ==, g_hash_table_lookup (account->branches, id));
        }
    }
}

static void
test_nothing_lost (void)
{
  for (guint32 seed = 0; seed < 4 * SEEDS; seed++)
    {
      World world;
      g_autoptr (GHashTable) accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                               account_free);

      run (&world, seed, RULES_REAL);
      for (guint i = 0; i < world.rows->len; i++)
        {
          const YcFeedRow *row = world.rows->pdata[i];

          if (row->verdict->outcome == YC_OUTCOME_REFUSED)
            continue;
          if (strcmp (row->op->kind, "fields.set") == 0)
            account_edit (&world, accounts, row);
          else if (strcmp (row->op->kind, "field.settle") == 0 &&
                   !is_row (yc_record_get_text (row->op->body->record, "path")))
            account_settle (&world, accounts, row);
        }
      compare_accounts (&world, accounts);
      world_clear (&world);
    }
}

/* A branch is named by the op that opened it, so an op opens one at most. */
static void
test_branch_names (void)
{
  for (guint32 seed = 0; seed < 4 * SEEDS; seed++)
    {
      World world;
      g_auto (GStrv) paths = NULL;

      run (&world, seed, RULES_REAL);
      paths = yc_case_list_contested (world.hub);
      for (char **path = paths; *path != NULL; path++)
        {
          const YcField *field = yc_case_get_field (world.hub, *path);
          g_autoptr (GHashTable) names = g_hash_table_new (yc_id_hash, yc_id_equal);

          for (guint i = 0; i < field->branches->len; i++)
            if (!g_hash_table_add (names, &((YcBranch *) field->branches->pdata[i])->first))
              g_error ("seed %u: two branches of one name at %s", seed, *path);
        }
      world_clear (&world);
    }
}

static void
add_item (YcBody        *body,
          const char    *path,
          const char    *value,
          const YcValue *was)
{
  YcRecord *item = yc_body_add_item (body);

  yc_record_set_text (item, "path", path);
  yc_record_set_text (item, "value", value);
  yc_record_set (item, "was", was);
}

/* Whoever goes on in a row that somebody removed says once that it should be. */
static void
test_removed_row (void)
{
  static const YcValue none = YC_VALUE_INIT;
  World world;
  g_autofree char *id = NULL;
  g_autofree char *row = NULL;
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  YcId row_id;
  const YcField *field;

  world_init (&world, 1, RULES_REAL);
  open_case (&world);
  random_id (&world, &row_id);
  id = yc_id_dup_text (&row_id);
  row = g_strconcat ("/rows/", id, NULL);
  a = g_strconcat (row, "/a", NULL);
  b = g_strconcat (row, "/b", NULL);
  for (guint i = 0; i < 4; i++)
    {
      YcBody *body = yc_body_new ();
      g_autoptr (YcOp) op = NULL;
      YcValue was = YC_VALUE_INIT;

      yc_record_set_text (body->record, i < 2 ? "list" : "source", i < 2 ? "/rows" : "typed");
      if (i < 2)
        yc_record_set_text (body->record, "row", id);
      else if (i == 2)
        {
          add_item (body, a, "one", &none);
          add_item (body, b, "two", &none);
        }
      else
        {
          yc_value_set_text (&was, "one");
          add_item (body, a, "three", &was);
          yc_value_clear (&was);
        }
      op = create_op (&world, i == 1 ? 1 : 0, i == 0 ? "row.add" : i == 1 ? "row.remove" : "fields.set", body);
      arrive (&world, op);
    }
  field = yc_case_get_field (world.hub, row);
  g_assert_nonnull (field);
  g_assert_cmpint (field->value.type, ==, YC_VALUE_NONE);
  g_assert_cmpuint (field->branches->len, ==, 1);
  g_assert_cmpstr (yc_case_get_value (world.hub, a)->text, ==, "three");
  world_clear (&world);
}

/* An op that gives two values to one field does not say which it means. */
static void
test_path_twice (void)
{
  static const YcValue none = YC_VALUE_INIT;
  World world;
  YcBody *body = yc_body_new ();
  g_autoptr (YcOp) op = NULL;
  const YcFeedRow *row;

  world_init (&world, 1, RULES_REAL);
  open_case (&world);
  yc_record_set_text (body->record, "source", "typed");
  add_item (body, "/form/f0", "one", &none);
  add_item (body, "/form/f0", "two", &none);
  op = create_op (&world, 0, "fields.set", body);
  arrive (&world, op);
  row = world.rows->pdata[1];
  g_assert_cmpint (row->verdict->outcome, ==, YC_OUTCOME_REFUSED);
  g_assert_null (yc_case_get_value (world.hub, "/form/f0"));
  world_clear (&world);
}

/* What this program does not know is kept, in its place and in its bytes, and
 * shown as such. */
static void
test_unknown_kind (void)
{
  World world;
  YcBody *strange = yc_body_new ();
  g_autoptr (YcOp) tomorrow = NULL;
  g_autoptr (YcOp) newer = NULL;
  GPtrArray *events;

  world_init (&world, 1, RULES_LENIENT);
  open_case (&world);
  yc_record_set_text (strange->record, "colour", "red");
  tomorrow = create_op (&world, 0, "case.of-tomorrow", strange);
  arrive (&world, tomorrow);
  newer = create_op (&world, 0, "row.add", yc_body_new ());
  arrive (&world, newer);
  events = yc_case_get_events (world.hub);
  g_assert_cmpuint (events->len, ==, 3);
  g_assert_true (((YcEvent *) events->pdata[0])->known);
  for (guint i = 1; i < 3; i++)
    {
      const YcEvent *event = events->pdata[i];

      g_assert_false (event->known);
      g_assert_cmpstr (event->by, ==, "C0");
    }
  g_assert_cmpint (yc_case_get_revision (world.hub), ==, 3);
  world_clear (&world);
}

static char *
dump_visit (YcVisit *visit)
{
  return g_strdup_printf ("%d %s %s %s %u", (int) yc_visit_get_state (visit),
                          yc_visit_get_window (visit), yc_visit_get_target (visit),
                          yc_visit_get_reason (visit), yc_visit_get_calls (visit));
}

static YcOp *
make_visit_op (World      *world,
               const char *kind)
{
  YcStream stream = { YC_STREAM_VISIT, world->id };
  YcBody *body = yc_body_new ();
  YcOp *op;
  guint window = (guint) g_rand_int_range (world->rand, 0, AUTHORS);

  yc_record_set_text (body->record, "number", "A001");
  yc_record_set_text (body->record, "service", "company");
  yc_record_set_text (body->record, "hall", "H1");
  yc_record_set_text (body->record, "to", "2");
  yc_record_set_text (body->record, "reason", kind);
  yc_record_set_text (body->record, "outcome", "done");
  yc_record_set_text (body->record, "case", "00000000000000000000000000000001");
  op = yc_op_new (&stream, kind, body);
  random_id (world, &op->id);
  g_free (op->window);
  op->window = g_strdup_printf ("%u", window);
  return op;
}

/* Of two windows one has the number, and who folds twice has the same. */
static void
test_visit (void)
{
  static const char *const kinds[] = { "ticket.call", "ticket.recall", "ticket.park", "ticket.no-show",
                                       "ticket.transfer", "ticket.serve", "ticket.call", "ticket.close" };

  for (guint32 seed = 0; seed < 4 * SEEDS; seed++)
    {
      World world;
      g_autoptr (YcVisit) hub = NULL;
      g_autoptr (YcVisit) desk = NULL;
      g_autofree char *there = NULL;
      g_autofree char *here = NULL;
      g_autofree char *holder = NULL;

      world_init (&world, seed, RULES_REAL);
      hub = yc_visit_new (&world.id);
      desk = yc_visit_new (&world.id);
      for (gint64 i = 1; i <= 20; i++)
        {
          const char *kind = i == 1 ? "ticket.issue" : kinds[g_rand_int_range (world.rand, 0, G_N_ELEMENTS (kinds))];
          g_autoptr (YcOp) op = make_visit_op (&world, kind);
          g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);

          yc_visit_judge (hub, op, verdict);
          if (verdict->outcome == YC_OUTCOME_APPLIED && strcmp (kind, "ticket.call") == 0)
            {
              g_assert_null (holder);
              holder = g_strdup (op->window);
            }
          else if (verdict->outcome == YC_OUTCOME_APPLIED && i > 1 && strcmp (kind, "ticket.close") != 0)
            g_assert_cmpstr (holder, ==, op->window);
          g_assert_true (yc_visit_fold (hub, op, verdict, i));
          g_assert_false (yc_visit_fold (desk, op, verdict, i + 1));
          g_assert_true (yc_visit_fold (desk, op, verdict, i));
          g_assert_true (yc_visit_fold (desk, op, verdict, i));
          if (yc_visit_get_state (hub) != YC_VISIT_CALLED && yc_visit_get_state (hub) != YC_VISIT_SERVED)
            g_clear_pointer (&holder, g_free);
        }
      there = dump_visit (hub);
      here = dump_visit (desk);
      g_assert_cmpstr (here, ==, there);
      world_clear (&world);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/converges", test_converges);
  g_test_add_func ("/fold/twice", test_twice);
  g_test_add_func ("/fold/gap", test_gap);
  g_test_add_func ("/fold/prediction", test_prediction);
  g_test_add_func ("/fold/nothing-lost", test_nothing_lost);
  g_test_add_func ("/fold/branch-names", test_branch_names);
  g_test_add_func ("/fold/removed-row", test_removed_row);
  g_test_add_func ("/fold/path-twice", test_path_twice);
  g_test_add_func ("/fold/unknown-kind", test_unknown_kind);
  g_test_add_func ("/fold/visit", test_visit);
  return g_test_run ();
}
