/* fuzz-op.c: an op that decodes has bytes that decode to the same op again */

#include "yc-fuzz.h"
#include "yc-op-wire.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GBytes) signature = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) written = NULL, again_written = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (YcOp) op = yc_op_decode (bytes, signature, &error);
  g_autoptr (YcOp) again = NULL;

  g_assert ((op == NULL) == (error != NULL));
  if (op == NULL)
    return 0;
  written = yc_op_encode (op);
  again = yc_op_decode (written, signature, &error);
  g_assert_no_error (error);
  again_written = yc_op_encode (again);
  g_assert_true (g_bytes_equal (written, again_written));
  return 0;
}
