/* A template from within: blocks, texts, styles. */
#pragma once

#include "yc-template.h"
#include "yc-typeset.h"

G_BEGIN_DECLS

#define YC_TEMPLATE_BLOCKS_MAX 400
#define YC_TEMPLATE_DEPTH_MAX 6     /* of blocks in each other */
#define YC_TEMPLATE_STYLES_MAX 24
#define YC_TEMPLATE_TEXT_CHARS_MAX 2000
#define YC_TEMPLATE_COLUMNS_MAX 12
#define YC_TEMPLATE_ROWS_MAX 120
#define YC_TEMPLATE_PARTS_MAX 64    /* of one text */

typedef enum
{
  YC_FORMAT_PLAIN,  /* as the field's type is written */
  YC_FORMAT_CODE,   /* the value as it is kept */
  YC_FORMAT_WAN,    /* money: 100万元 */
  YC_FORMAT_UPPER,  /* money: 人民币壹佰万元整 */
  YC_FORMAT_SHARE,  /* money: part of another field, 60% */
  YC_FORMAT_MASK,   /* all but the last four characters hidden */
  YC_FORMAT_BOX,    /* ☑ where the choice is the argument, else ☐ */
  YC_FORMAT_BOXES,  /* all choices, each with its box */
  YC_FORMAT_COUNT,  /* of a list: how many rows */
  YC_FORMAT_JOIN,   /* of a list: a field of each row, with 、 between */
} YcFormat;

typedef enum
{
  YC_PART_LITERAL,
  YC_PART_FIELD,
  YC_PART_ROW_NUMBER, /* {n} */
  YC_PART_PAGE,       /* {page}, only in a footer */
  YC_PART_PAGES,      /* {pages}, only in a footer */
} YcPartType;

/* What can stand at a path: a field of the form, or a fact beside it. */
typedef struct
{
  const YcFieldSpec *spec; /* (nullable): of a field of the form */
  YcFieldType type;
  gboolean sensitive;
} YcSubject;

typedef struct
{
  YcPartType type;
  char *literal;
  char *path;       /* absolute; of a row's field its column: "/shareholders/name" */
  char *list;       /* (nullable): of the row's field */
  char *field;      /* (nullable): the row's field, "name"; of JOIN as well */
  YcSubject subject;
  YcFormat format;
  char *argument;   /* (nullable) */
  char *otherwise;  /* (nullable): where nothing stands */
} YcTextPart;

typedef struct
{
  GPtrArray *parts; /* of YcTextPart */
} YcTemplateText;

typedef enum
{
  YC_NUMBER_NONE,
  YC_NUMBER_CHAPTER, /* 第一章 */
  YC_NUMBER_ARTICLE, /* 第一条, through all chapters */
  YC_NUMBER_SECTION, /* 一、 */
  YC_NUMBER_ITEM,    /* （一）, anew below each of those above */
  YC_NUMBER_DIGIT,   /* 1. , the same */
  YC_N_NUMBERS,
} YcNumber;

typedef struct
{
  char *each;       /* (nullable): a list, for one row of cells a row */
  YcExpr *when;     /* (nullable) */
  double height_mm; /* at least */
  GPtrArray *cells; /* of YcTemplateCell */
} YcTemplateRow;

typedef struct
{
  YcTemplateText *text;
  const YcTypesetStyle *style;
  guint span;
} YcTemplateCell;

typedef enum
{
  YC_BLOCK_PARAGRAPH,
  YC_BLOCK_TABLE,
  YC_BLOCK_EACH,
  YC_BLOCK_GROUP, /* blocks under one condition */
  YC_BLOCK_SIGN,
  YC_BLOCK_SEAL,
  YC_BLOCK_QR,
  YC_BLOCK_SPACE,
  YC_BLOCK_BREAK,
} YcBlockType;

typedef struct
{
  YcBlockType type;
  YcExpr *when;          /* (nullable) */
  const YcTypesetStyle *style;
  YcTemplateText *text;  /* PARAGRAPH, QR; SIGN: the label; SEAL: the words */
  YcNumber number;
  gboolean keep;         /* stays with what comes next */
  char *list;            /* EACH; SIGN: (nullable) */
  GPtrArray *blocks;     /* EACH, GROUP: of YcBlock */
  GArray *columns_mm;    /* TABLE: of double */
  GPtrArray *header;     /* TABLE: of YcTemplateRow, repeated on every page */
  GPtrArray *rows;       /* TABLE: of YcTemplateRow */
  char *role;            /* SIGN, SEAL */
  char *person;          /* SIGN: (nullable): the person's path; of a list the row's */
  guint columns;         /* SIGN: places beside each other */
  double width_mm;       /* SIGN */
  double height_mm;      /* SIGN, SPACE; SEAL: its diameter; QR: its side */
} YcBlock;

struct _YcTemplate
{
  gatomicrefcount refs;
  char *id;
  char *version;
  char *title;
  char *item;            /* (nullable): of the checklist, that it is */
  gboolean sensitive;
  gboolean for_form_printer;
  YcExpr *when;          /* (nullable) */
  YcCatalogue *catalogue;
  const YcMatter *matter;
  YcTypesetPage page;
  GHashTable *styles;    /* name → YcTypesetStyle */
  GHashTable *constants; /* path → text: what the data need not say */
  YcTemplateText *title_text;
  YcTemplateText *header;  /* (nullable) */
  YcTemplateText *footer;  /* (nullable) */
  const YcTypesetStyle *header_style;
  const YcTypesetStyle *footer_style;
  GPtrArray *blocks;     /* of YcBlock */
};

/* What is asked while a text is written out. */
typedef struct
{
  const YcTemplate *template;
  const YcTemplateData *data;
  const YcForm *form;  /* the data over the template's constants */
  const YcDate *today;
  const char *row;     /* (nullable): the row's path */
  guint row_number;    /* from 1 */
  guint page;
  guint pages;
  GHashTable *shown;   /* of char *: paths */
} YcTemplateScene;

/* yc-template-text.c */
YcTemplateText *yc_template_text_parse    (const char            *text,
                                           const YcTemplate      *template,
                                           const char            *list,
                                           gboolean               in_footer,
                                           char                 **ret_reason);
void            yc_template_text_free     (YcTemplateText        *self);
YcTypesetText  *yc_template_text_write    (const YcTemplateText  *self,
                                           YcTemplateScene       *scene,
                                           GError               **error);
void            yc_template_show          (YcTemplateScene       *scene,
                                           const char            *path);

/* yc-template-facts.c: what can stand beside the form */
gboolean        yc_template_find_subject  (const YcMatter        *matter,
                                           const char            *list,
                                           const char            *path,
                                           YcSubject             *ret_subject);
gboolean        yc_template_has_list      (const YcMatter        *matter,
                                           const char            *list);
gboolean        yc_template_is_fact       (const char            *path);
gboolean        yc_template_role_exists   (const char            *role);

/* yc-template.c */
YcBlock        *yc_block_new              (YcBlockType            type);
void            yc_block_free             (YcBlock               *self);
YcTemplateRow  *yc_template_row_new       (void);
void            yc_template_row_free      (YcTemplateRow         *self);
void            yc_template_cell_free     (YcTemplateCell        *self);

/* yc-template-reader.c */
YcTemplate     *yc_template_new           (YcCatalogue           *catalogue);

G_END_DECLS
