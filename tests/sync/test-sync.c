/* test-sync.c: the machine, one event at a time (D13, D16, D17) */

#include "yc-sync-backoff.h"
#include "yc-sync.h"

#include <string.h>

typedef struct
{
  YcSync *machine;
  GPtrArray *effects; /* of the last step */
  gint64 now_ms;
} Bench;

static void
step (Bench       *bench,
      YcSyncEvent *event)
{
  g_clear_pointer (&bench->effects, g_ptr_array_unref);
  bench->effects = yc_sync_effects_new ();
  event->now_ms = bench->now_ms;
  event->wall_ms = bench->now_ms + 1000000;
  event->random = 12345;
  yc_sync_step (bench->machine, event, bench->effects);
}

static const YcSyncEffect *
find (Bench            *bench,
      YcSyncEffectType  type)
{
  for (guint i = 0; i < bench->effects->len; i++)
    if (((YcSyncEffect *) bench->effects->pdata[i])->type == type)
      return bench->effects->pdata[i];
  return NULL;
}

static guint
count (Bench            *bench,
       YcSyncEffectType  type)
{
  guint n = 0;

  for (guint i = 0; i < bench->effects->len; i++)
    if (((YcSyncEffect *) bench->effects->pdata[i])->type == type)
      n++;
  return n;
}

static const YcSyncChange *
find_change (Bench            *bench,
             YcSyncChangeType  type)
{
  const YcSyncEffect *save = find (bench, YC_SYNC_EFFECT_SAVE);

  for (guint i = 0; save != NULL && i < save->changes->len; i++)
    if (((YcSyncChange *) save->changes->pdata[i])->type == type)
      return save->changes->pdata[i];
  return NULL;
}

static void
tick (Bench  *bench,
      gint64  later_ms)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_TICK };

  bench->now_ms += later_ms;
  step (bench, &event);
}

static YcSyncOp
make_op (guint8 id,
         guint8 stream,
         gint64 sequence)
{
  YcSyncOp op = { .sequence = sequence, .made_ms = sequence };

  op.id.bytes[0] = id;
  op.stream.type = YC_STREAM_CASE;
  op.stream.id.bytes[0] = stream;
  return op;
}

static void
answer (Bench           *bench,
        YcSyncEventType  type,
        guint64          request)
{
  YcSyncEvent event = { .type = type, .request = request };

  step (bench, &event);
}

static void
refuse (Bench      *bench,
        guint64     request,
        guint       status,
        const char *code)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_REFUSED, .request = request, .status = status,
                        .code = code };

  step (bench, &event);
}

static void
probed (Bench      *bench,
        const char *epoch)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_PROBED, .epoch = epoch, .time_ms = 5000000,
                        .request = find (bench, YC_SYNC_EFFECT_SEND_PROBE)->request };

  step (bench, &event);
}

static void
accept (Bench   *bench,
        guint64  request)
{
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_OP, .request = request, .position = 1, .revision = 1,
                        .hash = "h", .verdict = verdict, .time_ms = 1 };

  step (bench, &event);
}

/* A machine that has loaded @ops and whose line is up. */
static void
bench_init (Bench          *bench,
            const YcSyncOp *ops,
            gsize           n_ops)
{
  YcSyncEvent event = { .type = YC_SYNC_EVENT_START, .epoch = "e1", .ops = ops, .n_ops = n_ops };

  *bench = (Bench) { .machine = yc_sync_new (), .now_ms = 1000 };
  step (bench, &event);
  g_assert_cmpuint (count (bench, YC_SYNC_EFFECT_SEND_OP), ==, 0);
  probed (bench, "e1");
}

static void
bench_clear (Bench *bench)
{
  g_ptr_array_unref (bench->effects);
  yc_sync_free (bench->machine);
}

static void
assert_line (Bench           *bench,
             YcSyncLineState  state,
             const char      *reason,
             guint            waiting,
             guint            parked)
{
  g_autoptr (YcSyncLine) line = yc_sync_dup_line (bench->machine);

  g_assert_cmpint (line->state, ==, state);
  g_assert_cmpstr (line->reason, ==, reason);
  g_assert_cmpuint (line->waiting, ==, waiting);
  g_assert_cmpuint (line->parked->len, ==, parked);
}

/* One at a time in a stream, streams side by side, so many at the most. */
static void
test_order (void)
{
  YcSyncOp ops[YC_SYNC_PARALLEL_MAX + 3];
  Bench bench;
  guint64 first;

  for (guint8 i = 0; i < G_N_ELEMENTS (ops); i++)
    ops[i] = make_op (i + 1, i < 2 ? 1 : i, i + 1);
  bench_init (&bench, ops, G_N_ELEMENTS (ops));
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, YC_SYNC_PARALLEL_MAX);
  first = find (&bench, YC_SYNC_EFFECT_SEND_OP)->request;
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_OP)->op.bytes[0], ==, 1);

  accept (&bench, first);
  g_assert_nonnull (find_change (&bench, YC_SYNC_CHANGE_ACK));
  for (guint i = 0; i < bench.effects->len; i++)
    g_assert_cmpint (((YcSyncEffect *) bench.effects->pdata[i])->op.bytes[0], !=, 2);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", G_N_ELEMENTS (ops), 0);
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", G_N_ELEMENTS (ops) - 1, 0);
  bench_clear (&bench);
}

/* The number of the request that takes op @id out. */
static guint64
find_sent (Bench  *bench,
           guint8  id)
{
  for (guint i = 0; i < bench->effects->len; i++)
    {
      const YcSyncEffect *effect = bench->effects->pdata[i];

      if (effect->type == YC_SYNC_EFFECT_SEND_OP && effect->op.bytes[0] == id)
        return effect->request;
    }
  g_assert_not_reached ();
}

/* Four ops of one request: taken, taken, refused for good, and no answer. What
 * comes of them is one transaction, and each goes its own way. */
static void
answer_together (Bench *bench)
{
  g_autoptr (YcVerdict) verdict = yc_verdict_new (YC_OUTCOME_APPLIED);
  YcSyncEvent answers[] = {
    { .type = YC_SYNC_EVENT_OP, .request = find_sent (bench, 1), .revision = 1, .hash = "h", .verdict = verdict },
    { .type = YC_SYNC_EVENT_REFUSED, .request = find_sent (bench, 2), .status = 422, .code = "malformed" },
    { .type = YC_SYNC_EVENT_OP, .request = find_sent (bench, 3), .revision = 1, .hash = "h", .verdict = verdict },
    { .type = YC_SYNC_EVENT_REFUSED, .request = find_sent (bench, 4), .status = 500, .code = "" },
  };
  YcSyncEvent whole = { .type = YC_SYNC_EVENT_OPS, .answers = answers, .n_answers = G_N_ELEMENTS (answers) };

  step (bench, &whole);
  g_assert_cmpuint (count (bench, YC_SYNC_EFFECT_SAVE), ==, 1);
  g_assert_cmpuint (find (bench, YC_SYNC_EFFECT_SAVE)->changes->len, ==, 3);
  g_assert_cmpuint (count (bench, YC_SYNC_EFFECT_SEND_OP), ==, 0);
  assert_line (bench, YC_SYNC_LINE_ONLINE, "", 6, 1);
}

static void
test_together (void)
{
  YcSyncOp ops[] = { make_op (1, 1, 1), make_op (2, 2, 2), make_op (3, 3, 3), make_op (4, 4, 4), make_op (5, 1, 5),
                     make_op (6, 2, 6) };
  Bench bench;

  bench_init (&bench, ops, G_N_ELEMENTS (ops));
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 4);
  answer_together (&bench);
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 4, 1);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
  find_sent (&bench, 5);
  tick (&bench, 2 * YC_SYNC_BACKOFF_MIN_MS);
  find_sent (&bench, 4);
  bench_clear (&bench);

  /* Not saved: none of them was said. */
  bench_init (&bench, ops, G_N_ELEMENTS (ops));
  answer_together (&bench);
  answer (&bench, YC_SYNC_EVENT_UNSAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 6, 0);
  tick (&bench, 2 * YC_SYNC_BACKOFF_MIN_MS);
  for (guint8 id = 1; id <= 4; id++)
    find_sent (&bench, id);
  bench_clear (&bench);
}

/* What could not be saved is asked for again; nothing counts before. */
static void
test_unsaved (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  Bench bench;

  bench_init (&bench, &op, 1);
  accept (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request);
  answer (&bench, YC_SYNC_EVENT_UNSAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 1, 0);
  tick (&bench, YC_SYNC_BACKOFF_MIN_MS);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_OP)->op.bytes[0], ==, 1);
  bench_clear (&bench);
}

/* D17: what each answer does to the op, its stream, the other stream, the line. */
static void
test_answers (void)
{
  static const struct
  {
    guint status;
    const char *code;
    const char *parks;      /* the code under which it waits for a person; NULL: it does not */
    gboolean others_go;     /* ops of other streams still go at once */
    YcSyncLineState state;
  } cases[] = {
    { 401, "login", NULL, FALSE, YC_SYNC_LINE_NEEDS_LOGIN },
    { 401, "token", NULL, FALSE, YC_SYNC_LINE_REFUSED },
    { 403, "device", NULL, FALSE, YC_SYNC_LINE_REFUSED },
    { 403, "certificate", NULL, FALSE, YC_SYNC_LINE_REFUSED },
    { 403, "no-certificate", NULL, FALSE, YC_SYNC_LINE_OFFLINE },
    { 403, "role", "role", TRUE, YC_SYNC_LINE_ONLINE },
    { 403, "grant", "grant", TRUE, YC_SYNC_LINE_ONLINE },
    { 413, "", "too-big", TRUE, YC_SYNC_LINE_ONLINE },
    { 422, "malformed", "malformed", TRUE, YC_SYNC_LINE_ONLINE },
    { 422, "other-bytes", "other-bytes", TRUE, YC_SYNC_LINE_ONLINE },
    { 409, "unknown-kind", "unknown-kind", TRUE, YC_SYNC_LINE_ONLINE },
    { 409, "held", "held", TRUE, YC_SYNC_LINE_ONLINE },
    { 500, "", NULL, TRUE, YC_SYNC_LINE_ONLINE },
    { 404, "", NULL, TRUE, YC_SYNC_LINE_ONLINE },
    { 429, "busy", NULL, FALSE, YC_SYNC_LINE_OFFLINE },
    { 502, "", NULL, FALSE, YC_SYNC_LINE_OFFLINE },
    { 503, "store", NULL, FALSE, YC_SYNC_LINE_OFFLINE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      YcSyncOp ops[] = { make_op (1, 1, 1), make_op (2, 1, 2) };
      YcSyncOp other = make_op (3, 2, 3);
      YcSyncEvent event = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &other };
      g_autoptr (YcSyncLine) line = NULL;
      Bench bench;

      bench_init (&bench, ops, 2);
      refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request, cases[i].status, cases[i].code);
      if (find (&bench, YC_SYNC_EFFECT_SAVE) != NULL)
        answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
      line = yc_sync_dup_line (bench.machine);
      g_test_message ("%u %s", cases[i].status, cases[i].code);
      g_assert_cmpint (line->state, ==, cases[i].state);
      g_assert_cmpuint (line->waiting, ==, 2);
      g_assert_cmpuint (line->parked->len, ==, cases[i].parks != NULL ? 1 : 0);
      if (cases[i].parks != NULL)
        {
          g_assert_cmpstr (g_array_index (line->parked, YcSyncParked, 0).code, ==, cases[i].parks);
          g_assert_cmpuint (g_array_index (line->parked, YcSyncParked, 0).behind, ==, 1);
        }
      step (&bench, &event);
      g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, cases[i].others_go ? 1 : 0);
      bench_clear (&bench);
    }
}

/* What is parked stays so, also over a restart, until a person asks. */
static void
test_parked (void)
{
  YcSyncOp ops[] = { make_op (1, 1, 1), make_op (2, 1, 2), make_op (3, 2, 3) };
  YcSyncEvent retry = { .type = YC_SYNC_EVENT_RETRY, .retry = &ops[0].id };
  Bench bench;

  ops[0].parked = "role";
  bench_init (&bench, ops, 3);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_OP)->op.bytes[0], ==, 3);
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 3, 1);
  tick (&bench, 3000);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 0);
  step (&bench, &retry);
  g_assert_nonnull (find_change (&bench, YC_SYNC_CHANGE_UNPARK));
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_OP)->op.bytes[0], ==, 1);
  bench_clear (&bench);
}

/* An op the hub does not know yet asks again by itself. */
static void
test_unknown_kind (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  Bench bench;

  bench_init (&bench, &op, 1);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request, 409, "unknown-kind");
  tick (&bench, YC_SYNC_UNKNOWN_KIND_MS - 1);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  /* The hall's feed was due in the meantime, and nobody answered it. */
  if (find (&bench, YC_SYNC_EFFECT_SEND_PROBE) == NULL)
    tick (&bench, YC_SYNC_BACKOFF_MAX_MS);
  probed (&bench, "e1");
  g_assert_nonnull (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  bench_clear (&bench);
}

static void
test_login (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  YcSyncEvent auth = { .type = YC_SYNC_EVENT_AUTH };
  Bench bench;

  bench_init (&bench, &op, 1);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request, 401, "login");
  assert_line (&bench, YC_SYNC_LINE_NEEDS_LOGIN, "login", 1, 0);
  tick (&bench, 5000);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  step (&bench, &auth);
  g_assert_nonnull (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  bench_clear (&bench);
}

/* What was asked with the old token is answered to nobody. */
static void
test_refused_device (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  YcSyncEvent auth = { .type = YC_SYNC_EVENT_AUTH };
  Bench bench;
  guint64 feed;

  bench_init (&bench, &op, 1);
  feed = find (&bench, YC_SYNC_EFFECT_SEND_FEED)->request;
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request, 403, "device");
  assert_line (&bench, YC_SYNC_LINE_REFUSED, "device", 1, 0);
  tick (&bench, 5000);
  g_assert_cmpuint (bench.effects->len, ==, 0);
  step (&bench, &auth);
  g_assert_nonnull (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  refuse (&bench, feed, 403, "device");
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 1, 0);
  bench_clear (&bench);
}

/* One probe at a time, ever less often, for ever. */
static void
test_line_down (void)
{
  Bench bench;
  YcSyncEvent start = { .type = YC_SYNC_EVENT_START, .epoch = "e1" };
  gint64 last_ms = 0;

  bench = (Bench) { .machine = yc_sync_new (), .now_ms = 1000 };
  assert_line (&bench, YC_SYNC_LINE_CONNECTING, "", 0, 0);
  step (&bench, &start);
  for (guint i = 0; i < 50; i++)
    {
      const YcSyncEffect *timer;
      gint64 wait_ms;

      g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_PROBE), ==, 1);
      answer (&bench, YC_SYNC_EVENT_FAILED, find (&bench, YC_SYNC_EFFECT_SEND_PROBE)->request);
      assert_line (&bench, YC_SYNC_LINE_OFFLINE, "no-answer", 0, 0);
      timer = find (&bench, YC_SYNC_EFFECT_TIMER);
      wait_ms = timer->at_ms - bench.now_ms;
      g_assert_cmpint (wait_ms, >=, MIN (last_ms / 2, YC_SYNC_BACKOFF_MAX_MS / 2));
      g_assert_cmpint (wait_ms, <=, YC_SYNC_BACKOFF_MAX_MS);
      last_ms = wait_ms;
      tick (&bench, wait_ms - 1);
      g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PROBE));
      tick (&bench, 1);
    }
  probed (&bench, "e1");
  assert_line (&bench, YC_SYNC_LINE_ONLINE, "", 0, 0);
  bench_clear (&bench);
}

/* A lost answer is a late failure. */
static void
test_timeout (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  Bench bench;
  guint64 request;

  bench_init (&bench, &op, 1);
  request = find (&bench, YC_SYNC_EFFECT_SEND_OP)->request;
  tick (&bench, YC_SYNC_OP_TIMEOUT_MS);
  g_assert_cmpuint (find (&bench, YC_SYNC_EFFECT_CANCEL)->request, ==, request);
  assert_line (&bench, YC_SYNC_LINE_OFFLINE, "timeout", 1, 0);
  accept (&bench, request);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SAVE));
  bench_clear (&bench);
}

static GPtrArray *
make_rows (gint64 first,
           gint64 last)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func ((GDestroyNotify) yc_feed_row_free);

  for (gint64 i = first; i <= last; i++)
    {
      YcFeedRow *row = yc_feed_row_new ();

      row->position = i;
      row->stream.type = YC_STREAM_CASE;
      row->stream.id.bytes[0] = 9;
      row->revision = i;
      row->hash = g_strdup ("h");
      g_ptr_array_add (rows, row);
    }
  return rows;
}

/* The cursor moves when rows are saved; rows that do not go on are refused; a
 * notice has the case's own feed fetched. */
static void
test_feed (void)
{
  YcSyncEvent follow = { .type = YC_SYNC_EVENT_FOLLOW, .feed = "case-09000000000000000000000000000000", .hash = "" };
  g_autoptr (GPtrArray) rows = make_rows (1, 3);
  g_autoptr (GPtrArray) old = make_rows (1, 2);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_ROWS, .epoch = "e1", .rows = rows, .head = 3 };
  const YcSyncEffect *ask;
  Bench bench;
  guint64 save;

  bench_init (&bench, NULL, 0);
  ask = find (&bench, YC_SYNC_EFFECT_SEND_FEED);
  g_assert_cmpstr (ask->feed, ==, YC_SYNC_HALL);
  g_assert_cmpuint (ask->wait_s, ==, YC_SYNC_FEED_WAIT_S);
  event.request = ask->request;
  step (&bench, &follow);
  g_assert_cmpstr (find (&bench, YC_SYNC_EFFECT_SEND_FEED)->feed, ==, follow.feed);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_FEED)->request, 404, "");
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_FEED));

  step (&bench, &event);
  g_assert_cmpint (find_change (&bench, YC_SYNC_CHANGE_ROWS)->after, ==, 3);
  ask = find (&bench, YC_SYNC_EFFECT_SEND_FEED);
  g_assert_cmpstr (ask->feed, ==, follow.feed);
  save = find (&bench, YC_SYNC_EFFECT_SAVE)->request;
  answer (&bench, YC_SYNC_EVENT_SAVED, save);
  ask = find (&bench, YC_SYNC_EFFECT_SEND_FEED);
  g_assert_cmpint (ask->after, ==, 3);
  g_assert_cmpstr (ask->hash, ==, "h");

  event.rows = old;
  event.request = ask->request;
  step (&bench, &event);
  g_assert_null (find_change (&bench, YC_SYNC_CHANGE_ROWS));
  bench_clear (&bench);
}

/* A new life of the hub: one transaction, then everything from the store. */
static void
test_epoch (void)
{
  YcSyncOp op = make_op (1, 1, 1);
  YcSyncOp late = make_op (2, 2, 2);
  YcSyncEvent enqueued = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &late };
  YcSyncEvent start = { .type = YC_SYNC_EVENT_START, .epoch = "e2", .ops = &op, .n_ops = 1 };
  Bench bench;

  bench_init (&bench, &op, 1);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_OP)->request, 409, "new-epoch");
  probed (&bench, "e2");
  g_assert_cmpstr (find_change (&bench, YC_SYNC_CHANGE_EPOCH)->epoch, ==, "e2");
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  g_assert_nonnull (find (&bench, YC_SYNC_EFFECT_RELOAD));
  step (&bench, &enqueued);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_OP));
  step (&bench, &start);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 2);
  g_assert_cmpstr (find (&bench, YC_SYNC_EFFECT_SEND_OP)->epoch, ==, "e2");
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_FEED)->after, ==, 0);
  bench_clear (&bench);
}

#define SMALL "aa00000000000000000000000000000000000000000000000000000000000001"
#define LARGE "bb00000000000000000000000000000000000000000000000000000000000002"
#define LARGE_SIZE 1000000

static void
add_document (Bench      *bench,
              const char *sha256,
              gint64      size)
{
  YcSyncDocument document = { sha256, size };
  YcSyncEvent event = { .type = YC_SYNC_EVENT_DOCUMENT, .document = &document };

  step (bench, &event);
}

/* The hub has taken what it was sent, @took_ms after that. */
static void
take_piece (Bench  *bench,
            gint64  took_ms)
{
  const YcSyncEffect *effect = find (bench, YC_SYNC_EFFECT_SEND_PIECE);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_PIECE, .request = effect->request,
                        .after = effect->after + effect->piece_bytes,
                        .whole = effect->after + effect->piece_bytes == effect->size };

  bench->now_ms += took_ms;
  step (bench, &event);
}

static void
assert_documents (Bench      *bench,
                  guint       documents,
                  gint64      bytes,
                  const char *code)
{
  g_autoptr (YcSyncLine) line = yc_sync_dup_line (bench->machine);

  g_assert_cmpint (line->state, ==, YC_SYNC_LINE_ONLINE);
  g_assert_cmpuint (line->documents, ==, documents);
  g_assert_cmpint (line->document_bytes, ==, bytes);
  g_assert_cmpstr (line->document_code, ==, code);
}

/* A piece at a time, small documents first, none while an op goes; gone when on disk. */
static void
test_documents (void)
{
  YcSyncDocument documents[] = { { LARGE, LARGE_SIZE }, { SMALL, 100 } };
  YcSyncOp op = make_op (1, 1, 1);
  YcSyncEvent start = { .type = YC_SYNC_EVENT_START, .epoch = "e1", .documents = documents, .n_documents = 2 };
  YcSyncEvent enqueued = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &op };
  Bench bench = { .machine = yc_sync_new (), .now_ms = 1000 };
  guint64 save, sent;

  step (&bench, &start);
  probed (&bench, "e1");
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_PIECE), ==, 1);
  g_assert_cmpstr (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->hash, ==, SMALL);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 100);
  assert_documents (&bench, 2, LARGE_SIZE + 100, "");
  take_piece (&bench, 500);
  g_assert_cmpstr (find_change (&bench, YC_SYNC_CHANGE_SENT)->hash, ==, SMALL);
  /* By the hub's clock, 5 000 000 half a second ago: the horizon is counted by that. */
  g_assert_cmpint (find_change (&bench, YC_SYNC_CHANGE_SENT)->time_ms, ==, 5000500);
  save = find (&bench, YC_SYNC_EFFECT_SAVE)->request;
  /* While that is being put down the next one goes; an op does not wait for it. */
  g_assert_cmpstr (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->hash, ==, LARGE);
  assert_documents (&bench, 2, LARGE_SIZE, "");
  {
    guint64 piece = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
    YcSyncEvent taken = { .type = YC_SYNC_EVENT_PIECE, .request = piece, .after = 0x10000 };

    step (&bench, &enqueued);
    g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
    g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_PIECE), ==, 0);
    sent = find (&bench, YC_SYNC_EFFECT_SEND_OP)->request;
    answer (&bench, YC_SYNC_EVENT_SAVED, save);
    assert_documents (&bench, 1, LARGE_SIZE, "");
    step (&bench, &taken);
    g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
    accept (&bench, sent);
    /* The next of its stream may be waiting for just that. */
    g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
    answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
    g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, 0x10000);
  }
  for (guint i = 0; i < 40 && find_change (&bench, YC_SYNC_CHANGE_SENT) == NULL; i++)
    take_piece (&bench, 500);
  g_assert_cmpint (find_change (&bench, YC_SYNC_CHANGE_SENT)->after, ==, LARGE_SIZE);
  answer (&bench, YC_SYNC_EVENT_UNSAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
  tick (&bench, 2000);
  /* It may be down or not: the hub is asked again, by a piece of nothing. */
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, LARGE_SIZE);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 0);
  take_piece (&bench, 10);
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  assert_documents (&bench, 0, 0, "");
  bench_clear (&bench);
}

/* The pieces follow what the line carries. */
static void
test_piece_size (void)
{
  gint64 first, larger;
  Bench bench;

  bench_init (&bench, NULL, 0);
  add_document (&bench, LARGE, G_GINT64_CONSTANT (200) * 1024 * 1024);
  first = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes;
  for (guint i = 0; i < 12; i++)
    take_piece (&bench, 50);
  larger = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes;
  g_assert_cmpint (larger, >, first);
  g_assert_cmpint (larger, ==, 0x400000);
  for (guint i = 0; i < 8; i++)
    take_piece (&bench, 1500);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, <, first);
  bench_clear (&bench);
}

/* What is left over of a document is fast on any line, and a question faster. */
static void
test_piece_rest (void)
{
  Bench bench;

  bench_init (&bench, NULL, 0);
  add_document (&bench, SMALL, 0x10000 + 100);
  take_piece (&bench, 600);
  take_piece (&bench, 90);
  add_document (&bench, LARGE, LARGE_SIZE);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 0x10000);
  bench_clear (&bench);
}

/* The largest pieces are on their way when the line becomes one of 1 Mbit/s. */
static void
bench_init_slowed (Bench *bench)
{
  bench_init (bench, NULL, 0);
  add_document (bench, LARGE, G_GINT64_CONSTANT (200) * 1024 * 1024);
  for (guint i = 0; i < 12; i++)
    take_piece (bench, 50);
  g_assert_cmpint (find (bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 0x400000);
}

/* One that was slow says what the line carries; one that the hub has not
 * waited for to its end, or nobody has answered, is followed by the smallest. */
static void
test_piece_slowed (void)
{
  guint64 late;
  Bench bench;

  bench_init_slowed (&bench);
  take_piece (&bench, 8000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 0x400000 / 16);
  bench_clear (&bench);

  bench_init_slowed (&bench);
  bench.now_ms += 15000;
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 408, "slow");
  tick (&bench, 2000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, YC_SYNC_PIECE_BYTES_MIN);
  bench_clear (&bench);

  bench_init_slowed (&bench);
  late = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
  tick (&bench, YC_SYNC_PIECE_TIMEOUT_MS);
  g_assert_cmpuint (find (&bench, YC_SYNC_EFFECT_CANCEL)->request, ==, late);
  tick (&bench, 2000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, YC_SYNC_PIECE_BYTES_MIN);
  bench_clear (&bench);
}

/* A late piece is given up for an op, but not the smallest: ops without end
 * do not keep documents from getting on. */
static void
test_piece_in_the_way (void)
{
  YcSyncOp first = make_op (1, 1, 1);
  YcSyncOp second = make_op (2, 2, 2);
  YcSyncEvent enqueued = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &first };
  guint64 large, sent;
  Bench bench;

  bench_init_slowed (&bench);
  large = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
  tick (&bench, 500);
  step (&bench, &enqueued);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_CANCEL));
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_TIMER)->at_ms, ==, bench.now_ms - 500 + YC_SYNC_PIECE_LATE_MS);
  sent = find (&bench, YC_SYNC_EFFECT_SEND_OP)->request;
  tick (&bench, YC_SYNC_PIECE_LATE_MS - 500);
  g_assert_cmpuint (find (&bench, YC_SYNC_EFFECT_CANCEL)->request, ==, large);
  accept (&bench, sent);
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  tick (&bench, 2000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, YC_SYNC_PIECE_BYTES_MIN);

  enqueued.op = &second;
  step (&bench, &enqueued);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
  tick (&bench, YC_SYNC_PIECE_LATE_MS + 1000);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_CANCEL));
  bench_clear (&bench);
}

/* While the line is down nobody gives a late piece up, and nobody is woken for
 * it: each tick would ask for the next at once. */
static void
test_piece_line_down (void)
{
  YcSyncOp first = make_op (1, 1, 1);
  YcSyncOp second = make_op (2, 2, 2);
  YcSyncEvent enqueued = { .type = YC_SYNC_EVENT_ENQUEUED, .op = &first };
  guint64 failing;
  Bench bench;

  bench_init_slowed (&bench);
  step (&bench, &enqueued);
  failing = find (&bench, YC_SYNC_EFFECT_SEND_OP)->request;
  enqueued.op = &second;
  step (&bench, &enqueued);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_OP), ==, 1);
  answer (&bench, YC_SYNC_EVENT_FAILED, failing);
  {
    g_autoptr (YcSyncLine) line = yc_sync_dup_line (bench.machine);

    g_assert_cmpint (line->state, ==, YC_SYNC_LINE_OFFLINE);
  }
  for (guint i = 0; i < 20; i++)
    {
      tick (&bench, 500);
      if (find (&bench, YC_SYNC_EFFECT_TIMER) != NULL)
        g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_TIMER)->at_ms, >, bench.now_ms);
    }
  bench_clear (&bench);
}

/* So long that the hall's feed was silent meanwhile; the line is up again then. */
static void
wait_long (Bench  *bench,
           gint64  later_ms)
{
  tick (bench, later_ms);
  for (guint i = 0; i < 60 && find (bench, YC_SYNC_EFFECT_SEND_PROBE) == NULL; i++)
    tick (bench, 1000);
  probed (bench, "e1");
}

/* The proxy's word is the line's matter: a document is not given up for it. */
static void
test_document_no_certificate (void)
{
  Bench bench;

  bench_init (&bench, NULL, 0);
  add_document (&bench, LARGE, LARGE_SIZE);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 403, "no-certificate");
  assert_line (&bench, YC_SYNC_LINE_OFFLINE, "no-certificate", 0, 0);
  wait_long (&bench, 60000);
  assert_documents (&bench, 1, LARGE_SIZE, "");
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 403, "certificate");
  assert_line (&bench, YC_SYNC_LINE_REFUSED, "certificate", 0, 0);
  bench_clear (&bench);
}

/* What a hub may say instead; none of it takes the line down or stops ops. */
static void
test_document_refused (void)
{
  YcSyncEvent back = { .type = YC_SYNC_EVENT_PIECE };
  Bench bench;

  bench_init (&bench, NULL, 0);
  add_document (&bench, LARGE, LARGE_SIZE);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 409, "not-announced");
  assert_documents (&bench, 1, LARGE_SIZE, "not-announced");
  tick (&bench, 2000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->piece_bytes, ==, 0);
  take_piece (&bench, 50);
  tick (&bench, 5000);
  /* Nothing has come of it yet, but the hub knows it now. */
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 503, "full");
  assert_documents (&bench, 1, LARGE_SIZE, "hub-full");
  tick (&bench, 20000);
  take_piece (&bench, 500);
  assert_documents (&bench, 1, LARGE_SIZE - 0x10000, "");
  /* A hub that was set back has less. */
  back.request = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
  back.after = 5;
  step (&bench, &back);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
  tick (&bench, 2000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, 5);
  refuse (&bench, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, 422, "digest");
  assert_documents (&bench, 1, LARGE_SIZE, "digest");
  tick (&bench, 5000);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, 0);
  answer (&bench, YC_SYNC_EVENT_FAILED, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request);
  wait_long (&bench, 60000);
  answer (&bench, YC_SYNC_EVENT_LOST, find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request);
  assert_documents (&bench, 1, LARGE_SIZE, "damaged");
  wait_long (&bench, 60000);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
  wait_long (&bench, 300000);
  g_assert_nonnull (find (&bench, YC_SYNC_EFFECT_SEND_PIECE));
  bench_clear (&bench);
}

/* A lost answer, and a hub of another life. */
static void
test_document_late (void)
{
  YcSyncDocument document = { LARGE, LARGE_SIZE };
  YcSyncEvent start = { .type = YC_SYNC_EVENT_START, .epoch = "e2", .documents = &document, .n_documents = 1 };
  guint64 lost;
  Bench bench;

  bench_init (&bench, NULL, 0);
  add_document (&bench, LARGE, LARGE_SIZE);
  take_piece (&bench, 500);
  lost = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
  tick (&bench, YC_SYNC_PIECE_TIMEOUT_MS);
  tick (&bench, 2000);
  g_assert_cmpuint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, !=, lost);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, 0x10000);
  lost = find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request;
  {
    YcSyncEvent probed_again = { .type = YC_SYNC_EVENT_LINK };

    step (&bench, &probed_again);
    probed (&bench, "e2");
  }
  answer (&bench, YC_SYNC_EVENT_SAVED, find (&bench, YC_SYNC_EFFECT_SAVE)->request);
  step (&bench, &start);
  g_assert_cmpint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->after, ==, 0);
  g_assert_cmpuint (find (&bench, YC_SYNC_EFFECT_SEND_PIECE)->request, !=, lost);
  bench_clear (&bench);
}

static void
test_backoff (void)
{
  for (guint failures = 0; failures < 100; failures++)
    for (guint random = 0; random < 1000; random += 7)
      {
        gint64 ms = yc_sync_backoff_ms (failures, random * 4294967u);

        g_assert_cmpint (ms, >=, YC_SYNC_BACKOFF_MIN_MS / 2);
        g_assert_cmpint (ms, <=, YC_SYNC_BACKOFF_MAX_MS);
      }
}

/* An answer to the hall's feed without rows: it has been read to its end. */
static void
end_feed (Bench *bench)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  const YcSyncEffect *feed = find (bench, YC_SYNC_EFFECT_SEND_FEED);
  YcSyncEvent event = { .type = YC_SYNC_EVENT_ROWS, .epoch = "e1", .rows = rows, .time_ms = 5000000 };

  g_assert_nonnull (feed);
  event.request = feed->request;
  step (bench, &event);
}

/* When the feed was read to its end, and not again before its time. */
static void
test_head (void)
{
  Bench bench;

  bench_init (&bench, NULL, 0);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_HEAD));
  end_feed (&bench);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_HEAD), ==, 1);
  tick (&bench, 5000);
  end_feed (&bench);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_HEAD));
  tick (&bench, YC_SYNC_HEAD_MS - 5001);
  g_assert_null (find (&bench, YC_SYNC_EFFECT_SEND_HEAD));
  tick (&bench, 1);
  g_assert_cmpuint (count (&bench, YC_SYNC_EFFECT_SEND_HEAD), ==, 1);
  bench_clear (&bench);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/order", test_order);
  g_test_add_func ("/sync/together", test_together);
  g_test_add_func ("/sync/unsaved", test_unsaved);
  g_test_add_func ("/sync/answers", test_answers);
  g_test_add_func ("/sync/parked", test_parked);
  g_test_add_func ("/sync/unknown-kind", test_unknown_kind);
  g_test_add_func ("/sync/login", test_login);
  g_test_add_func ("/sync/refused-device", test_refused_device);
  g_test_add_func ("/sync/line-down", test_line_down);
  g_test_add_func ("/sync/timeout", test_timeout);
  g_test_add_func ("/sync/feed", test_feed);
  g_test_add_func ("/sync/epoch", test_epoch);
  g_test_add_func ("/sync/documents", test_documents);
  g_test_add_func ("/sync/piece-size", test_piece_size);
  g_test_add_func ("/sync/piece-rest", test_piece_rest);
  g_test_add_func ("/sync/piece-slowed", test_piece_slowed);
  g_test_add_func ("/sync/piece-in-the-way", test_piece_in_the_way);
  g_test_add_func ("/sync/piece-line-down", test_piece_line_down);
  g_test_add_func ("/sync/document-refused", test_document_refused);
  g_test_add_func ("/sync/document-no-certificate", test_document_no_certificate);
  g_test_add_func ("/sync/document-late", test_document_late);
  g_test_add_func ("/sync/head", test_head);
  g_test_add_func ("/sync/backoff", test_backoff);
  return g_test_run ();
}
