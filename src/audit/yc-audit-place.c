/* yc-audit-place.c: whether rows follow each other as they were chained
 *
 * A row fits where the chain's value beside it is the one that follows from the
 * value before it, its position and its digest. One that does not is a suspect.
 * What comes behind it tells what was done, because a value is hard to make up:
 *
 *   the next row follows from the suspect's value      the suspect was changed
 *   … from the value that the suspect should have      only that value was
 *   … from what stood before, one position lower       the suspect was put in
 *   … from the suspect's value, one position higher    rows before it are gone
 *
 * In the last two cases all rows behind stand elsewhere than they were chained:
 * `shift` is by how much, so that they are no suspects. When all were read,
 * yc_audit_place_settle() tries each suspect at the places of the others: rows
 * that were exchanged fit there, and the row behind such a one is found to be
 * innocent. Memory is bounded by YC_AUDIT_SUSPECTS_MAX.
 */

#include "yc-audit-place.h"

#include "yc-audit-row.h"

#include <string.h>

#define SHIFT_MAX 64      /* rows put in or taken out at once that are recognized */
#define PLACED_MAX 64     /* suspects whose place is looked for */
#define RECENT_MAX 8      /* suspects whose values a row may follow from elsewhere */
#define NEAR 2            /* positions on each side that are tried, too */

typedef struct
{
  gint64 position; /* where it stands */
  gint64 expected; /* where it would have been chained */
  char *stream;
  char *op;
  guint8 digest[YC_SM3_SIZE];
  char hash[YC_CHAIN_TEXT_SIZE];  /* that stands beside it */
  char value[YC_CHAIN_TEXT_SIZE]; /* that follows from what stands before it */
  YcAuditFault fault; /* by itself */
  const char *detail; /* (nullable) */
  gint64 shift;       /* what all rows behind it were moved by; 0: nothing */
  gboolean value_changed; /* its right value is @value */
  gint64 belongs;     /* where it fits; 0: nowhere */
} Suspect;

/* A row that fits, but some positions away from where all before it do. */
typedef struct
{
  gint64 position;
  gint64 belongs;  /* where it was chained */
  char *stream;
  char *op;
  char hash[YC_CHAIN_TEXT_SIZE];
  gint64 loose;    /* by how much, where no suspect is the cause; else 0 */
} Moved;

struct _YcAuditPlace
{
  gint64 last; /* position; 0: no row yet */
  char last_hash[YC_CHAIN_TEXT_SIZE];  /* that stands there; "" before the first */
  char last_value[YC_CHAIN_TEXT_SIZE]; /* that should */
  char good_hash[YC_CHAIN_TEXT_SIZE];  /* of the last row that fitted */
  Suspect *suspect; /* (nullable): the last row */
  gint64 shift;
  GPtrArray *suspects;
  GArray *moved;    /* of Moved; at most YC_AUDIT_SUSPECTS_MAX */
};

static void
suspect_free (gpointer data)
{
  Suspect *suspect = data;

  g_free (suspect->stream);
  g_free (suspect->op);
  g_free (suspect);
}

static void
moved_clear (gpointer data)
{
  g_free (((Moved *) data)->stream);
  g_free (((Moved *) data)->op);
}

YcAuditPlace *
yc_audit_place_new (void)
{
  YcAuditPlace *self = g_new0 (YcAuditPlace, 1);

  self->suspects = g_ptr_array_new_with_free_func (suspect_free);
  self->moved = g_array_new (FALSE, FALSE, sizeof (Moved));
  g_array_set_clear_func (self->moved, moved_clear);
  return self;
}

void
yc_audit_place_free (YcAuditPlace *self)
{
  g_ptr_array_unref (self->suspects);
  g_array_unref (self->moved);
  g_free (self);
}

static gboolean
fits (const char   *previous,
      gint64        position,
      const guint8  digest[YC_SM3_SIZE],
      const char   *hash)
{
  char value[YC_CHAIN_TEXT_SIZE];

  if (position < 1)
    return FALSE;
  yc_chain_next (previous, position, digest, value);
  return strcmp (value, hash) == 0;
}

/* Whether the row was chained behind @value some positions away. */
static gboolean
try_behind (YcAuditPlace     *self,
            const char       *value,
            const YcAuditRow *row,
            const guint8      digest[YC_SM3_SIZE],
            gint64           *ret_shift)
{
  for (gint64 by = 1; by <= SHIFT_MAX; by++)
    for (gint64 shift = -by; shift <= by; shift += 2 * by)
      if (fits (value, row->position - self->shift - shift, digest, row->hash))
        {
          *ret_shift = shift;
          return TRUE;
        }
  return FALSE;
}

/* The same, behind any value that it may have stood behind. */
static gboolean
try_shift (YcAuditPlace     *self,
           const YcAuditRow *row,
           const guint8      digest[YC_SM3_SIZE],
           gint64           *ret_shift)
{
  if (try_behind (self, self->last_hash, row, digest, ret_shift) ||
      try_behind (self, self->good_hash, row, digest, ret_shift))
    return TRUE;
  for (guint i = 0; i < MIN (self->suspects->len, RECENT_MAX); i++)
    {
      const Suspect *suspect = g_ptr_array_index (self->suspects, self->suspects->len - 1 - i);

      if (try_behind (self, suspect->hash, row, digest, ret_shift))
        return TRUE;
    }
  return FALSE;
}

static void
move (YcAuditPlace     *self,
      const YcAuditRow *row,
      gint64            shift)
{
  Moved moved = { row->position, row->position - self->shift - shift, g_strdup (row->stream), yc_id_dup_text (&row->id), "",
                  self->suspect == NULL ? shift : 0 };

  if (self->suspect != NULL)
    self->suspect->shift += shift;
  g_strlcpy (moved.hash, row->hash, sizeof moved.hash);
  g_array_append_val (self->moved, moved);
  self->shift += shift;
}

static gboolean
is_sound (YcAuditPlace     *self,
          const YcAuditRow *row,
          const guint8      digest[YC_SM3_SIZE])
{
  gint64 expected = row->position - self->shift;
  gint64 shift;

  /* Behind a gap there is nothing that it could follow from. */
  if (row->position != self->last + 1 || fits (self->last_hash, expected, digest, row->hash))
    return TRUE;
  if (self->suspect != NULL && fits (self->last_value, expected, digest, row->hash))
    {
      self->suspect->value_changed = TRUE;
      return TRUE;
    }
  if (!try_shift (self, row, digest, &shift))
    return FALSE;
  move (self, row, shift);
  return TRUE;
}

static Suspect *
add_suspect (YcAuditPlace     *self,
             const YcAuditRow *row,
             const guint8      digest[YC_SM3_SIZE],
             YcAuditFault      fault,
             const char       *detail)
{
  Suspect *suspect = g_new0 (Suspect, 1);

  suspect->position = row->position;
  suspect->expected = row->position - self->shift;
  suspect->stream = g_strdup (row->stream);
  suspect->op = yc_id_dup_text (&row->id);
  memcpy (suspect->digest, digest, YC_SM3_SIZE);
  g_strlcpy (suspect->hash, row->hash, sizeof suspect->hash);
  yc_chain_next (self->last_hash, suspect->expected, digest, suspect->value);
  suspect->fault = fault;
  suspect->detail = detail;
  g_ptr_array_add (self->suspects, suspect);
  return suspect;
}

/**
 * yc_audit_place_take:
 * @row: the next by position
 * @fault: what is wrong with it by itself
 * @detail: (nullable): the same in words
 * @report: (inout): gets that where the row fits all the same
 */
void
yc_audit_place_take (YcAuditPlace     *self,
                     const YcAuditRow *row,
                     YcAuditFault      fault,
                     const char       *detail,
                     YcAuditReport    *report)
{
  guint8 digest[YC_SM3_SIZE];
  g_autofree char *op = yc_id_dup_text (&row->id);
  gboolean sound;

  yc_audit_row_digest (row, digest);
  sound = is_sound (self, row, digest);
  if (sound && fault != YC_AUDIT_NOTHING)
    yc_audit_report_add (report, fault, row->position, row->stream, op, detail);
  self->suspect = sound ? NULL : add_suspect (self, row, digest, fault, detail);
  g_strlcpy (self->last_value, sound ? row->hash : self->suspect->value, sizeof self->last_value);
  g_strlcpy (self->last_hash, row->hash, sizeof self->last_hash);
  if (sound)
    g_strlcpy (self->good_hash, row->hash, sizeof self->good_hash);
  self->last = row->position;
}

/* There are so many that no more should be read. */
gboolean
yc_audit_place_is_full (YcAuditPlace *self)
{
  return self->suspects->len >= YC_AUDIT_SUSPECTS_MAX || self->moved->len >= YC_AUDIT_SUSPECTS_MAX;
}

/* The position that the last row was chained at. */
gint64
yc_audit_place_get_last (YcAuditPlace *self)
{
  return self->last - self->shift;
}

/* @value: what a signed head has for the last row */
void
yc_audit_place_take_head (YcAuditPlace *self,
                          const char   *value)
{
  if (self->suspect != NULL && strcmp (self->suspect->value, value) == 0)
    self->suspect->value_changed = TRUE;
}

/* Whether @suspect was chained at @target behind a value that stands elsewhere than before it. */
static gboolean
was_behind_other (YcAuditPlace  *self,
                  const Suspect *suspect,
                  gint64         target)
{
  for (guint i = 0; i < MIN (self->suspects->len, PLACED_MAX); i++)
    {
      const Suspect *other = g_ptr_array_index (self->suspects, i);

      if (other != suspect && fits (other->hash, target, suspect->digest, suspect->hash))
        return TRUE;
    }
  for (guint i = 0; i < MIN (self->moved->len, PLACED_MAX); i++)
    if (fits (g_array_index (self->moved, Moved, i).hash, target, suspect->digest, suspect->hash))
      return TRUE;
  return FALSE;
}

/* Whether @suspect was chained at @target. */
static gboolean
was_at (YcAuditPlace  *self,
        YcAuditRows   *rows,
        const Suspect *suspect,
        gint64         target,
        gboolean      *ret_was,
        GError       **error)
{
  gint64 moved = suspect->position - suspect->expected;
  char before[YC_CHAIN_TEXT_SIZE], there[YC_CHAIN_TEXT_SIZE];

  *ret_was = FALSE;
  if (target < 1)
    return TRUE;
  if (!yc_audit_rows_find_hash (rows, target - 1 + moved, before, error) ||
      !yc_audit_rows_find_hash (rows, target + moved, there, error))
    return FALSE;
  /* At its own place its own value is known not to follow from what stands there. */
  *ret_was = (target != suspect->expected && (fits (before, target, suspect->digest, suspect->hash) ||
                                              fits (before, target, suspect->digest, there))) ||
             was_behind_other (self, suspect, target);
  return TRUE;
}

static gboolean
find_place (YcAuditPlace *self,
            YcAuditRows  *rows,
            Suspect      *suspect,
            GError      **error)
{
  gboolean was;

  for (gint64 by = -NEAR; by <= NEAR; by++)
    {
      if (!was_at (self, rows, suspect, suspect->expected + by, &was, error))
        return FALSE;
      if (was)
        suspect->belongs = suspect->expected + by;
    }
  for (guint i = 0; i < MIN (self->suspects->len, PLACED_MAX) && suspect->belongs == 0; i++)
    {
      const Suspect *other = g_ptr_array_index (self->suspects, i);

      if (!was_at (self, rows, suspect, other->expected, &was, error))
        return FALSE;
      if (was)
        suspect->belongs = other->expected;
    }
  return TRUE;
}

/* Several rows that were put in together have the move at the last of them. */
static void
spread_moves (YcAuditPlace *self)
{
  for (guint i = self->suspects->len; i > 1; i--)
    {
      const Suspect *suspect = g_ptr_array_index (self->suspects, i - 1);
      Suspect *before = g_ptr_array_index (self->suspects, i - 2);

      if (suspect->shift > 1 && before->position == suspect->position - 1 && before->shift == 0 &&
          suspect->belongs == 0 && before->belongs == 0)
        before->shift = suspect->shift - 1;
    }
}

/* One that stands where it was settled, behind a row that does not, has a place and no fault. */
static void
report_suspect (const Suspect *suspect,
                YcAuditReport *report,
                GArray        *drops)
{
  g_autofree char *belongs = g_strdup_printf ("it was settled at position %" G_GINT64_FORMAT, suspect->belongs);
  YcAuditDrop drop = { suspect->expected, -suspect->shift };
  YcAuditFault fault = suspect->fault;
  const char *detail = suspect->detail;

  if (suspect->belongs != 0 && suspect->belongs != suspect->expected)
    {
      fault = YC_AUDIT_REORDERED;
      detail = belongs;
    }
  else if (suspect->shift > 0 && suspect->belongs == 0)
    {
      fault = YC_AUDIT_INSERTED;
      detail = "it was put in: the rows behind it were settled one after the other without it";
    }
  else if (suspect->shift < 0 && suspect->belongs == 0)
    g_array_append_val (drops, drop);
  else if (fault == YC_AUDIT_NOTHING && suspect->value_changed)
    {
      fault = YC_AUDIT_CHANGED_VALUE;
      detail = "the row is as it was settled, the chain's value beside it is not";
    }
  else if (fault == YC_AUDIT_NOTHING && suspect->belongs == 0)
    {
      fault = YC_AUDIT_CHANGED_VERDICT;
      detail = "the op is its author's; its verdict, hall or moment of receipt is not what was settled, or the row "
               "before it was changed together with its value";
    }
  if (fault != YC_AUDIT_NOTHING)
    yc_audit_report_add (report, fault, suspect->position, suspect->stream, suspect->op, detail);
}

/* Whether a suspect belongs where @position is: then what stands there was exchanged with it. */
static gboolean
is_place_of_another (YcAuditPlace *self,
                     gint64        position)
{
  for (guint i = 0; i < self->suspects->len; i++)
    {
      const Suspect *suspect = g_ptr_array_index (self->suspects, i);

      if (suspect->belongs == position && suspect->belongs != suspect->expected)
        return TRUE;
    }
  return FALSE;
}

/* A row that was exchanged with another looks like a move, and the row behind
 * it like the move back. */
static void
report_moved (YcAuditPlace  *self,
              const Moved   *moved,
              gboolean       exchanged,
              YcAuditReport *report,
              GArray        *drops)
{
  g_autofree char *belongs = g_strdup_printf ("it was settled at position %" G_GINT64_FORMAT, moved->belongs);
  YcAuditDrop drop = { moved->position, -moved->loose };

  if (moved->belongs != moved->position && is_place_of_another (self, moved->position))
    yc_audit_report_add (report, YC_AUDIT_REORDERED, moved->position, moved->stream, moved->op, belongs);
  else if (moved->loose < 0 && !exchanged)
    g_array_append_val (drops, drop);
  else if (moved->loose > 0 && !exchanged)
    yc_audit_report_add (report, YC_AUDIT_INSERTED, moved->position, "", "", "rows were put in before this one");
}

/**
 * yc_audit_place_settle:
 * @rows: where all of them are from
 * @report: (inout): gets what was found
 * @error: of %YC_AUDIT_ERROR
 *
 * Returns: (transfer full) (element-type YcAuditDrop) (nullable): which rows are
 *   missing although there is no gap
 */
GArray *
yc_audit_place_settle (YcAuditPlace   *self,
                       YcAuditRows    *rows,
                       YcAuditReport  *report,
                       GError        **error)
{
  g_autoptr (GArray) drops = g_array_new (FALSE, FALSE, sizeof (YcAuditDrop));
  gboolean exchanged = FALSE;

  for (guint i = 0; i < MIN (self->suspects->len, PLACED_MAX); i++)
    {
      Suspect *suspect = g_ptr_array_index (self->suspects, i);

      if (!find_place (self, rows, suspect, error))
        return NULL;
      exchanged = exchanged || (suspect->belongs != 0 && suspect->belongs != suspect->expected);
    }
  spread_moves (self);
  for (guint i = 0; i < self->suspects->len; i++)
    report_suspect (g_ptr_array_index (self->suspects, i), report, drops);
  for (guint i = 0; i < self->moved->len; i++)
    report_moved (self, &g_array_index (self->moved, Moved, i), exchanged, report, drops);
  return g_steal_pointer (&drops);
}
