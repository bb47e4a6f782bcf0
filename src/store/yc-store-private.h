#pragma once

#include "yc-store-txn-private.h"
#include "yc-store.h"
#include "yc-vault.h"

G_BEGIN_DECLS

typedef enum
{
  YC_STORE_CALL_READS,  /* one transaction that is given up at the end */
  YC_STORE_CALL_WRITES, /* one transaction that is committed */
  YC_STORE_CALL_PLAIN,  /* takes care of transactions itself */
} YcStoreCallMode;

typedef struct _YcStoreCall YcStoreCall;

/* The work of a call: gives a result, or NULL with @error. */
typedef gpointer (*YcStoreFunc) (YcVault     *vault,
                                 YcStoreCall *call,
                                 GError     **error);

/* What a call takes with it to the store's thread; each kind uses the members
 * it needs. */
struct _YcStoreCall
{
  YcStoreCallMode mode;
  YcStoreFunc func;
  GDestroyNotify result_free;
  GPtrArray *ops;
  YcStoreTxn *txn;
  YcStream stream;
  YcId id;
  char *name;
  char *text;
  GBytes *bytes;
  gpointer state; /* of a work of several calls, one at a time; its caller's but for: */
  GDestroyNotify state_free; /* (nullable) */
  gint64 number;
  gint64 size;
  gint64 now_ms;
};

/* For calls whose answer is yes. */
#define YC_STORE_YES GINT_TO_POINTER (1)

YcStoreCall *yc_store_call_new     (YcStoreCallMode      mode,
                                    YcStoreFunc          func,
                                    GDestroyNotify       result_free);
void         yc_store_call_run     (YcStore             *self,
                                    YcStoreCall         *call,
                                    gpointer             tag,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data);
gpointer     yc_store_call_finish  (YcStore             *self,
                                    GAsyncResult        *result,
                                    gpointer             tag,
                                    GError             **error);
void         yc_store_recrypt_behind (YcStore          *self);
void         yc_store_note_stamp   (YcStore             *self,
                                    const YcStamp       *stamp);

G_END_DECLS
