/* Bytes of second-generation identity card readers (SAM module): pure. */
#pragma once

#include "yc-card.h"
#include "yc-device-error.h"

G_BEGIN_DECLS

/* The longest request and reply we make or take: preamble, length, 65 535. */
#define YC_IDCARD_FRAME_MAX_BYTES (5 + 2 + 4096)

/* A command: CMD in the high byte, PARA in the low one. */
typedef enum
{
  YC_IDCARD_RESET = 0x10FF,
  YC_IDCARD_STATUS = 0x11FF,
  YC_IDCARD_SAM_ID = 0x12FF,
  YC_IDCARD_FIND = 0x2001,
  YC_IDCARD_SELECT = 0x2002,
  YC_IDCARD_READ = 0x3001,
  YC_IDCARD_READ_FINGERPRINT = 0x3010,
  YC_IDCARD_READ_MORE_ADDRESS = 0x3003,
} YcIdcardCommand;

/* SW3 of a reply. */
typedef enum
{
  YC_IDCARD_SW_OK = 0x90,
  YC_IDCARD_SW_NO_CONTENT = 0x91,
  YC_IDCARD_SW_FOUND = 0x9F,
  YC_IDCARD_SW_READ_FAILED = 0x41,
  YC_IDCARD_SW_SELF_TEST_FAILED = 0x60,
  YC_IDCARD_SW_NOT_AUTHORISED = 0x66,
  YC_IDCARD_SW_NO_CARD = 0x80,
  YC_IDCARD_SW_SELECT_FAILED = 0x81,
} YcIdcardStatus;

typedef struct
{
  guint8 sw3;
  const guint8 *data; /* inside the bytes that were parsed */
  gsize size_bytes;
} YcIdcardReply;

GBytes     *yc_idcard_build_request (YcIdcardCommand  command);
gssize      yc_idcard_parse_reply   (const guint8    *bytes,
                                     gsize            size_bytes,
                                     YcIdcardReply   *ret_reply,
                                     GError         **error);
const char *yc_idcard_sw3_to_text   (guint8           sw3);
char       *yc_idcard_format_sam_id (const guint8    *data,
                                     gsize            size_bytes,
                                     GError         **error);
YcCard     *yc_idcard_decode_blocks (const guint8    *data,
                                     gsize            size_bytes,
                                     GError         **error);
YcCard     *yc_idcard_decode_reply  (GBytes          *frame,
                                     GError         **error);
GStrv       yc_idcard_decode_more_addresses (const guint8 *data,
                                             gsize         size_bytes,
                                             GError      **error);

G_END_DECLS
