/* What a GRBL 1.1 machine says, and how much may be said to it: pure. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define YC_GRBL_LINE_MAX_BYTES 80       /* to it, with the end of the line */
#define YC_GRBL_WINDOW_MAX_BYTES 127    /* in its buffer of 128 */
#define YC_GRBL_ANSWER_MAX_BYTES 256    /* from it */
#define YC_GRBL_ERRORS_MAX 38
#define YC_GRBL_ALARMS_MAX 10

/* Bytes that are obeyed at once and are never counted. */
#define YC_GRBL_STATUS '?'
#define YC_GRBL_HOLD '!'
#define YC_GRBL_RESUME '~'
#define YC_GRBL_RESET 0x18

typedef enum
{
  YC_GRBL_UNKNOWN,
  YC_GRBL_IDLE,
  YC_GRBL_RUN,
  YC_GRBL_HOLDING, /* slowing down */
  YC_GRBL_HELD,    /* stands still: Hold:0 */
  YC_GRBL_JOG,
  YC_GRBL_ALARM,
  YC_GRBL_DOOR,
  YC_GRBL_CHECK,
  YC_GRBL_HOME,
  YC_GRBL_SLEEP,
} YcGrblState;

typedef struct
{
  YcGrblState state;
  gboolean has_place;
  gint32 x_um; /* of the machine */
  gint32 y_um;
  guint spindle; /* S as it is now; 0 when it is not told */
} YcGrblReport;

typedef enum
{
  YC_GRBL_ANSWER_NOTHING, /* an empty line, a message, a greeting's neighbour */
  YC_GRBL_ANSWER_OK,
  YC_GRBL_ANSWER_ERROR,   /* number */
  YC_GRBL_ANSWER_ALARM,   /* number */
  YC_GRBL_ANSWER_REPORT,  /* report */
  YC_GRBL_ANSWER_GREETING,/* it has just been switched on or reset */
  YC_GRBL_ANSWER_SETTING, /* $number = value_milli / 1000 */
  YC_GRBL_ANSWER_NONSENSE,
} YcGrblAnswerType;

typedef struct
{
  YcGrblAnswerType type;
  guint number;
  gint64 value_milli;
  YcGrblReport report;
} YcGrblAnswer;

void        yc_grbl_parse_answer (const char   *line,
                                  YcGrblAnswer *ret_answer);
const char *yc_grbl_state_to_name (YcGrblState  state);

/* Cuts what comes into lines. */
typedef struct
{
  char bytes[YC_GRBL_ANSWER_MAX_BYTES + 1];
  gsize size;
  gboolean overlong; /* the line that is coming in is longer than any */
} YcGrblLines;

/* TRUE when a line is whole; it stands in lines->bytes until the next call. */
gboolean    yc_grbl_lines_take    (YcGrblLines  *lines,
                                   guint8        byte);

/* Counts the characters that are in the machine's buffer: a line may be sent
 * when it fits, and is gone from there when it is answered. */
typedef struct
{
  guint8 sizes[YC_GRBL_WINDOW_MAX_BYTES];
  guint first;
  guint count;
  guint in_flight_bytes;
} YcGrblWindow;

gboolean    yc_grbl_window_fits   (const YcGrblWindow *window,
                                   gsize               size_bytes);
void        yc_grbl_window_push   (YcGrblWindow       *window,
                                   gsize               size_bytes);
gboolean    yc_grbl_window_pop    (YcGrblWindow       *window);

/* (transfer full): what an answer means to a clerk: YC_DEVICE_RETRY or
 * YC_DEVICE_ERROR. */
GError     *yc_grbl_error_new     (guint               number);
GError     *yc_grbl_alarm_new     (guint               number);

G_END_DECLS
