/* test-op-batch.c: ops in one request come out as they went in */

#include "yc-op-batch.h"

#include <string.h>

static void
parcel_free_cb (gpointer data)
{
  yc_op_parcel_free (data);
}

/* @count parcels whose bytes are as many as their number, and of every kind. */
static GPtrArray *
make_parcels (guint count)
{
  GPtrArray *parcels = g_ptr_array_new_with_free_func (parcel_free_cb);

  for (guint i = 1; i <= count; i++)
    {
      g_autofree guint8 *data = g_malloc (i);
      guint8 signature_data[YC_SIGNATURE_SIZE];
      g_autoptr (GBytes) signature = NULL, bytes = NULL;
      YcId id = { { (guint8) i, 7 } };

      for (guint j = 0; j < i; j++)
        data[j] = (guint8) (j * 37 + '\n');
      memset (signature_data, (int) i, sizeof signature_data);
      signature = g_bytes_new (signature_data, sizeof signature_data);
      bytes = g_bytes_new (data, i);
      g_ptr_array_add (parcels, yc_op_parcel_new (&id, signature, bytes));
    }
  return parcels;
}

static void
test_round (void)
{
  for (guint count = 1; count <= YC_OP_BATCH_MAX; count++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) parcels = make_parcels (count);
      g_autoptr (GBytes) body = yc_op_batch_encode (parcels);
      g_autoptr (GPtrArray) again = yc_op_batch_decode (body, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (again->len, ==, count);
      for (guint i = 0; i < count; i++)
        {
          const YcOpParcel *a = g_ptr_array_index (parcels, i), *b = g_ptr_array_index (again, i);

          g_assert_true (yc_id_equal (&a->id, &b->id) && g_bytes_equal (a->bytes, b->bytes) &&
                         g_bytes_equal (a->signature, b->signature));
        }
    }
}

static void
assert_refused (GBytes     *body,
                const char *reason)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (yc_op_batch_decode (body, &error));
  g_assert_nonnull (error);
  if (reason != NULL)
    g_assert_nonnull (strstr (error->message, reason));
}

/* Cut anywhere it is no batch, unless just behind an op. */
static void
test_cut (void)
{
  g_autoptr (GPtrArray) parcels = make_parcels (3);
  g_autoptr (GBytes) body = yc_op_batch_encode (parcels);
  guint whole = 0;

  for (gsize size = 0; size < g_bytes_get_size (body); size++)
    {
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (body, 0, size);
      g_autoptr (GPtrArray) read = yc_op_batch_decode (cut, NULL);

      whole += read != NULL;
    }
  g_assert_cmpuint (whole, ==, 2);
}

static void
test_limits (void)
{
  g_autoptr (GPtrArray) many = make_parcels (YC_OP_BATCH_MAX + 1);
  g_autoptr (GPtrArray) twice = make_parcels (1);
  g_autoptr (GBytes) too_many = yc_op_batch_encode (many);
  g_autoptr (GBytes) too_long = g_bytes_new_take (g_strnfill (YC_OP_BATCH_BYTES_MAX + 1, ' '), YC_OP_BATCH_BYTES_MAX + 1);
  g_autoptr (GBytes) same = NULL;
  const YcOpParcel *first = g_ptr_array_index (twice, 0);

  g_ptr_array_add (twice, yc_op_parcel_new (&first->id, first->signature, first->bytes));
  same = yc_op_batch_encode (twice);
  assert_refused (too_many, "More than 64 ops");
  assert_refused (too_long, "bytes");
  assert_refused (same, "Op 2: its id was there before");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/op-batch/round", test_round);
  g_test_add_func ("/op-batch/cut", test_cut);
  g_test_add_func ("/op-batch/limits", test_limits);
  return g_test_run ();
}
