/* Reading a JSON document that people write, and telling them where it is wrong.
 * For the readers of the catalogue and of templates only. */
#pragma once

#include "yc-catalogue-reader.h"

#include <jansson.h>

G_BEGIN_DECLS

/* What a reference must be. */
typedef enum
{
  YC_REFERENCE_FIELD,
  YC_REFERENCE_NUMBER,   /* a field that can be summed */
  YC_REFERENCE_LIST,
  YC_REFERENCE_USED,     /* a field or a list: what is sent to an office */
  YC_REFERENCE_COMPARED, /* a field that can hold @value */
  YC_REFERENCE_LIKE,     /* a choice or a sum of money */
} YcReferenceType;

/* A name in an expression, to be looked up when its matter has been read whole. */
typedef struct
{
  YcReferenceType type;
  char *at;   /* JSON path of the name */
  char *path; /* what is named */
  char *list; /* (nullable): the list whose rows "./" means */
  YcValue value;
} YcReference;

typedef struct
{
  const char *name;      /* the file's */
  GString *at;           /* JSON path of what is being read */
  GPtrArray *references; /* of YcReference, of this matter */
  GError **error;
} YcReading;

typedef gboolean (*YcReadingEach) (YcReading *self,
                                   json_t    *json,
                                   gpointer   data);

void     yc_reading_init       (YcReading          *self,
                                const char         *name,
                                GError            **error);
void     yc_reading_clear      (YcReading          *self);

/* Both return a mark for leave(). */
gsize    yc_reading_enter      (YcReading          *self,
                                const char         *member);
gsize    yc_reading_enter_index (YcReading         *self,
                                gsize               index);
void     yc_reading_leave      (YcReading          *self,
                                gsize               mark);

/* Always FALSE. */
gboolean yc_reading_refuse     (YcReading          *self,
                                YcCatalogueError    code,
                                const char         *format,
                                ...) G_GNUC_PRINTF (3, 4);
gboolean yc_reading_refuse_member (YcReading       *self,
                                const char         *member,
                                YcCatalogueError    code,
                                const char         *reason);

/* Members that are not there leave @ret alone; they are TRUE. */
gboolean yc_reading_check_object (YcReading        *self,
                                json_t             *json,
                                const char *const  *required,
                                const char *const  *optional);
gboolean yc_reading_get_text   (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                guint               chars_max,
                                char              **ret_text);
gboolean yc_reading_get_id     (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                char              **ret_id);
gboolean yc_reading_get_int    (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                gint64              min,
                                gint64              max,
                                gint64             *ret_int);
gboolean yc_reading_get_uint   (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                guint               max,
                                guint              *ret_uint);
gboolean yc_reading_get_boolean (YcReading         *self,
                                json_t             *json,
                                const char         *member,
                                gboolean           *ret_boolean);
gboolean yc_reading_get_date   (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                YcDate             *ret_date);
gboolean yc_reading_get_texts  (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                gsize               count_max,
                                guint               chars_max,
                                GPtrArray          *ret_texts);
gboolean yc_reading_get_each   (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                gsize               count_max,
                                YcReadingEach       each,
                                gpointer            data);

void     yc_reading_refer      (YcReading          *self,
                                YcReferenceType     type,
                                const char         *path,
                                const char         *list,
                                const YcValue      *value);
gboolean yc_reading_resolve    (YcReading          *self,
                                const YcMatter     *matter);

/* @list: (nullable): of whose rows the expression is asked */
gboolean yc_reading_get_expr   (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                const char         *list,
                                YcExpr            **ret_truth);
/* The same of one that gives a value. */
gboolean yc_reading_get_value  (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                const char         *list,
                                YcExpr            **ret_value);

/* yc-catalogue-reader-modules.c */
gboolean yc_reading_get_label  (YcReading          *self,
                                json_t             *json,
                                const char         *member,
                                char              **ret_label);
gboolean yc_reading_refuse_twice (YcReading        *self,
                                const char         *member);
gboolean yc_reading_get_modules (YcReading         *self,
                                json_t             *json,
                                YcMatter           *matter);
gboolean yc_reading_get_promises (YcReading        *self,
                                json_t             *json,
                                YcMatter           *matter);
gboolean yc_reading_get_reasons (YcReading         *self,
                                json_t             *json,
                                const char         *member,
                                GPtrArray          *ret_reasons);
gboolean yc_reading_get_calendar (YcReading        *self,
                                json_t             *json,
                                YcCalendar         *calendar);

/* yc-catalogue-reader-names.c */
gboolean yc_reading_get_name_rules (YcReading      *self,
                                json_t             *json,
                                YcNameRules       **ret_rules);

#define YC_CATALOGUE_LABEL_CHARS_MAX 60
#define YC_CATALOGUE_HELP_CHARS_MAX 300

G_END_DECLS
