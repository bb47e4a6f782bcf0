/* A hub in this process, and desks that speak to it over real HTTP. */
#pragma once

#include "yc-hub-admin.h"
#include "yc-hub-auth.h"
#include "yc-hub-server.h"
#include "yc-json-guard.h"
#include "yc-op-wire.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* 2026-11-24 10:00 in China. */
#define TEST_NOW_MS G_GINT64_CONSTANT (1795485600000)
#define TEST_PASSWORD "correct horse"
#define TEST_NUMBER "11010519491231002X"

typedef struct
{
  YcClock clock;
  gint64 now_ms;
} TestClock;

typedef struct
{
  char *folder;
  char *catalogues; /* a file or a folder */
  TestClock clock;
  GBytes *offices;     /* (nullable): which outside offices there are */
  YcHub *hub;          /* NULL when the hub is another process */
  YcHubServer *server; /* the same */
  guint port;
  SoupSession *session;
} TestHub;

/* A device with an operator at it. */
typedef struct
{
  TestHub *hub;
  char *token;
  char *device;
  char *by;
  char *window;
  YcKeyPair *session_key;
  guint8 hub_key[YC_KEY_SIZE];
  YcId grant;
  YcId boot;
  gint64 boot_ms; /* of the ops it makes */
  gint64 sending_ms;
} TestDesk;

char     *test_hub_dup_catalogues (void);
TestHub  *test_hub_new            (void);
TestHub  *test_hub_new_with       (const char *catalogues,
                                   GBytes     *offices);
TestHub  *test_hub_new_remote     (const char *folder,
                                   guint       port);
void      test_hub_free           (TestHub    *self);
void      test_hub_restart        (TestHub    *self);
/* A backup, and its putting back in the hub's place, at the same port. */
char     *test_hub_back_up        (TestHub    *self);
void      test_hub_set_back       (TestHub    *self,
                                   const char *backup);
char     *test_hub_restart_and_ask (TestHub   *self,
                                   const char *command);
char     *test_hub_admin          (TestHub    *self,
                                   const char *command);
void      test_hub_add_operator   (TestHub    *self,
                                   const char *code,
                                   const char *roles);

/* Asks, and waits for the answer. @ret_json: (out) (optional) (transfer full) */
guint     test_hub_ask            (TestHub    *self,
                                   const char *method,
                                   const char *target,
                                   const char *token,
                                   GBytes     *body,
                                   json_t    **ret_json);
GBytes   *test_hub_ask_bytes      (TestHub     *self,
                                   SoupMessage *message,
                                   GError     **error);
guint     test_hub_post           (TestHub    *self,
                                   const char *target,
                                   const char *token,
                                   json_t     *body,
                                   json_t    **ret_json);

TestDesk *test_desk_new           (TestHub    *hub,
                                   const char *window,
                                   const char *operator_code);
TestDesk *test_desk_new_with_code (TestHub    *hub,
                                   const char *code,
                                   const char *operator_code,
                                   const char *password);
void      test_desk_free          (TestDesk   *self);
void      test_desk_login         (TestDesk   *self,
                                   const char *operator_code,
                                   const char *password);
YcOp     *test_desk_make          (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *kind,
                                   YcBody         *body);
YcOp     *test_desk_draft         (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *kind,
                                   YcBody         *body);
void      test_desk_sign          (TestDesk       *self,
                                   YcOp           *op);
guint     test_desk_send          (TestDesk       *self,
                                   YcOp           *op,
                                   json_t        **ret_json);
void      test_desk_apply         (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *kind,
                                   YcBody         *body);
json_t   *test_desk_refused       (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *kind,
                                   YcBody         *body);
json_t   *test_desk_feed          (TestDesk       *self,
                                   const char     *target);

YcBody   *test_body               (const char     *key,
                                   ...) G_GNUC_NULL_TERMINATED;
YcBody   *test_set_body           (const char     *path,
                                   const YcValue  *value,
                                   const YcValue  *was);
YcBody   *test_set_text           (const char     *path,
                                   const char     *text,
                                   const char     *was);
YcStream  test_stream_new         (YcStreamType    type);
char     *test_stream_feed        (const YcStream *stream);

void      test_case_open          (TestDesk       *self,
                                   const YcStream *stream);
void      test_case_open_version  (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *version);
void      test_case_fill          (TestDesk       *self,
                                   const YcStream *stream,
                                   gint64          capital_fen);
void      test_case_fill_whole    (TestDesk       *self,
                                   const YcStream *stream);
#define TEST_MADE_PIECE "registration/licence-original"
#define TEST_MADE_FROM "/name/trade"
char     *test_build_made         (void);
YcCase   *test_case_read          (TestDesk       *self,
                                   const YcStream *stream);
guint     test_case_count         (TestDesk       *self,
                                   const YcStream *stream,
                                   const char     *kind);
char     *test_case_submit        (TestDesk       *self,
                                   const YcStream *stream,
                                   json_t        **ret_json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestHub, test_hub_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestDesk, test_desk_free)

G_END_DECLS
