/* The catalogue: what matters there are, and what each asks and promises (D31).
 *
 * Plain data that never changes once it is read. Labels are in the language
 * of the office, Chinese. Everything is owned by the catalogue and lives as
 * long as it does. */
#pragma once

#include "yc-calendar.h"
#include "yc-expr.h"
#include "yc-finding.h"
#include "yc-name-rules.h"

G_BEGIN_DECLS

typedef enum
{
  YC_FIELD_TEXT,
  YC_FIELD_LONG_TEXT,
  YC_FIELD_INT,
  YC_FIELD_MONEY, /* fen; shown in yuan */
  YC_FIELD_DATE,
  YC_FIELD_CHOICE,
  YC_FIELD_AREA,          /* a GB/T 2260 code */
  YC_FIELD_PERSON_NUMBER, /* GB 11643, or another document's number */
  YC_FIELD_CREDIT_CODE,   /* GB 32100 */
  YC_FIELD_PHONE,
  YC_FIELD_INDUSTRY, /* a class of GB/T 4754 */
  YC_FIELD_SCOPE,    /* wordings of business items; yc-scope.h */
} YcFieldType;

typedef struct
{
  char *code;
  char *label;
} YcChoice;

/* What stands in a field until somebody says otherwise. */
typedef struct
{
  YcExpr *value; /* gives a value */
  YcExpr *when;  /* (nullable): NULL for always */
  char *from;    /* where it comes from, in words: "同注册资本" */
} YcProposal;

/* A field of the form. In a list its path is relative to the row: "name". */
typedef struct
{
  char *path;  /* "/name/trade"; of a row's field "amount" */
  char *label;
  char *help;  /* (nullable) */
  char *unit;  /* (nullable): "元", "份" */
  YcFieldType type;
  gboolean sensitive;
  guint chars_max;
  gint64 min; /* INT and MONEY */
  gint64 max;
  gboolean required;     /* where no condition stands */
  YcExpr *required_when; /* (nullable) */
  YcExpr *shown_when;    /* (nullable) */
  YcValue initial;       /* none for nothing */
  GPtrArray *proposals;  /* of YcProposal, never NULL; the first that holds counts */
  char *check;           /* (nullable): a check of yc-checks.h by name */
  GPtrArray *choices;    /* of YcChoice, never NULL */
} YcFieldSpec;

/* Rows of the same fields. */
typedef struct
{
  char *path; /* "/shareholders" */
  char *label;
  char *row_label; /* "股东" */
  guint rows_min;
  guint rows_max;
  YcExpr *shown_when; /* (nullable): NULL for always */
  GPtrArray *fields; /* of YcFieldSpec */
} YcListSpec;

/* One page of the form: fields, then at most one list. */
typedef struct
{
  char *id;
  char *label;
  GPtrArray *fields; /* of YcFieldSpec */
  YcListSpec *list;  /* (nullable) */
} YcPage;

/* A line of the checklist. */
typedef struct
{
  char *id;
  char *label;
  char *help; /* (nullable) */
  YcExpr *needed_when; /* (nullable): NULL for always */
  guint originals;
  guint copies;
  gboolean from_card; /* identity cards read at the window stand for it */
  guint owed_days;    /* 0: may not be owed */
  GPtrArray *modules; /* of char *: on whose checklists it is; empty for registration's */
} YcItemSpec;

/* A reason to decide at once; all must hold. */
typedef struct
{
  char *id;
  char *label;  /* what it asks, in words */
  char *failed; /* what to say when it does not hold */
  YcExpr *holds;
} YcRule;

/* Who must be identified: a person's path, or a list of them. */
typedef struct
{
  char *path; /* "/legal-representative" or "/shareholders" */
  char *label;
  gboolean is_list;
  YcExpr *applies_when; /* (nullable): for a list, asked of each row with "./" */
} YcSigner;

/* A paper that is read and signed by hand on the customer display. */
typedef struct
{
  char *paper;        /* the document's kind: "application" */
  char *label;
  GPtrArray *signers; /* of char *: paths of signers, in the order they sign */
  gboolean required;  /* the case is not submitted without */
  YcExpr *needed_when; /* (nullable): NULL for always */
} YcSignedPaper;

typedef enum
{
  YC_OUTPUT_ELECTRONIC,
  YC_OUTPUT_PAPER,
  YC_OUTPUT_OBJECT,
} YcOutputKind;

/* What a module gives. */
typedef struct
{
  char *key; /* "credit-code" */
  char *label;
  YcOutputKind kind;
  char *check;     /* (nullable): a check its value must pass, by name */
  char *as;        /* (nullable): path of a field, of a choice or a sum, that its value is like */
  gboolean handed; /* signed for at the window, or posted */
  YcExpr *given_when; /* (nullable): NULL for always */
  char *made;           /* (nullable): as what the hall makes it itself, once: "seal" */
  GPtrArray *made_from; /* of char *: paths whose values its artwork shows */
  YcExpr *made_when;    /* (nullable): NULL for always; else it is brought by who makes it */
} YcOutput;

/* What a reviewer looks at before they decide. */
typedef struct
{
  char *id;
  char *label;
  GPtrArray *fields; /* of char *: paths; a list's own for all its rows */
  GPtrArray *items;  /* of char *: ids of the checklist */
  YcExpr *holds;     /* (nullable): what a rule can say of it */
} YcReviewPoint;

typedef struct
{
  char *id; /* "registration" */
  char *label;
  char *office;         /* (nullable): who decides it; NULL for rules and reviewers */
  GPtrArray *after;     /* of char *: modules that must be done before, where they are chosen */
  char *chosen_by;      /* (nullable): path of the field that says "yes"; NULL for always */
  char *opt_out_notice; /* (nullable): what an applicant must know who does without it */
  guint promise_minutes; /* 0: at once */
  guint statutory_days;  /* working days; 0: none are set */
  GPtrArray *uses;       /* of char *: paths its office is sent; a list's own for all its rows */
  GPtrArray *outputs;    /* of YcOutput */
  GPtrArray *review_points; /* of YcReviewPoint */
  GPtrArray *rules;         /* of YcRule */
} YcModule;

/* What is promised for the whole case; the first whose condition holds counts. */
typedef struct
{
  YcExpr *when; /* (nullable): NULL for always */
  guint minutes;
  char *label;
} YcPromise;

/* A reason to turn a form away, or to stop a clock. */
typedef struct
{
  char *id;
  char *label;
  char *remedy; /* (nullable): what can be done about it */
} YcCodedReason;

/* What may not be, although each field by itself is right. */
typedef struct
{
  char *id;   /* stable: the finding's code */
  char *path; /* the field that is to be mended; of a row's field "material" */
  char *list; /* (nullable): of whose rows it is asked */
  YcExpr *when;
  char *message;
  char *mend;       /* (nullable) */
  char *mend_value; /* (nullable) */
  YcSeverity severity;
} YcConstraint;

typedef struct
{
  char *id;     /* "limited-company-establishment" */
  char *label;
  char *prefix; /* of case numbers */
  GPtrArray *modules; /* of YcModule */
  GPtrArray *pages;   /* of YcPage */
  GPtrArray *items;   /* of YcItemSpec */
  GPtrArray *signers; /* of YcSigner */
  GPtrArray *signatures; /* of YcSignedPaper, in the order they are signed */
  GPtrArray *promises; /* of YcPromise */
  GPtrArray *refusals; /* of YcCodedReason */
  GPtrArray *constraints; /* of YcConstraint */
  /* (nullable): what an applicant is asked separately before what identifies them
   * is taken in, and how it goes on where they do not agree */
  char *consent;
  char *consent_refused;
  char *name_kind;     /* (nullable): of a YcNameKind; NULL where the name is not judged */
  const YcNameRules *name_rules; /* (nullable): the catalogue's */
} YcMatter;

typedef struct _YcCatalogue YcCatalogue;

#define YC_CATALOGUE_VERSION_MAX 20 /* bytes */

gboolean        yc_catalogue_version_is_valid (const char   *version);

YcCatalogue    *yc_catalogue_new         (const char        *version,
                                          const YcDate      *valid_from,
                                          const YcDate      *valid_to);
YcCatalogue    *yc_catalogue_ref         (YcCatalogue       *self);
void            yc_catalogue_unref       (YcCatalogue       *self);
void            yc_catalogue_take_matter (YcCatalogue       *self,
                                          YcMatter          *matter);
const char     *yc_catalogue_get_version (const YcCatalogue *self);
gboolean        yc_catalogue_is_valid_on (const YcCatalogue *self,
                                          const YcDate      *day);
const YcDate   *yc_catalogue_get_valid_from (const YcCatalogue *self);
const YcDate   *yc_catalogue_get_valid_to (const YcCatalogue *self);
int             yc_catalogue_compare     (const YcCatalogue *self,
                                          const YcCatalogue *other);
GPtrArray      *yc_catalogue_get_matters (const YcCatalogue *self);
YcCalendar     *yc_catalogue_get_calendar (const YcCatalogue *self);
/* Both of YcCodedReason. */
GPtrArray      *yc_catalogue_get_pauses  (const YcCatalogue *self);
GPtrArray      *yc_catalogue_get_carriers (const YcCatalogue *self);
/* Working days in which somebody must be called back. */
guint           yc_catalogue_get_callback_days (const YcCatalogue *self);
void            yc_catalogue_set_callback_days (YcCatalogue *self,
                                          guint              days);
const YcMatter *yc_catalogue_find_matter (const YcCatalogue *self,
                                          const char        *id);
/* (nullable) */
const YcNameRules *yc_catalogue_get_name_rules (const YcCatalogue *self);
void            yc_catalogue_take_name_rules (YcCatalogue    *self,
                                          YcNameRules       *rules);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (YcCatalogue, yc_catalogue_unref)

YcMatter          *yc_matter_new           (void);
void               yc_matter_free          (YcMatter       *self);
YcPage            *yc_page_new             (void);
YcListSpec        *yc_list_spec_new        (void);
YcFieldSpec       *yc_field_spec_new       (void);
YcProposal        *yc_proposal_new         (void);
YcItemSpec        *yc_item_spec_new        (void);
YcRule            *yc_rule_new             (void);
YcSigner          *yc_signer_new           (void);
YcSignedPaper     *yc_signed_paper_new     (void);
void               yc_signed_paper_free    (gpointer        data);
YcModule          *yc_module_new           (void);
YcOutput          *yc_output_new           (void);
gboolean           yc_output_has_form      (const YcOutput *self,
                                            const YcMatter *matter,
                                            const char     *value);
char              *yc_output_dup_words     (const YcOutput *self,
                                            const YcMatter *matter,
                                            const char     *value);
YcReviewPoint     *yc_review_point_new     (void);
YcPromise         *yc_promise_new          (void);
YcCodedReason     *yc_coded_reason_new     (void);
YcConstraint      *yc_constraint_new       (void);
YcChoice          *yc_choice_new           (const char     *code,
                                            const char     *label);

/* The spec at a case's path; rows' ids are passed over: "/shareholders/<id>/name". */
const YcFieldSpec *yc_matter_find_field    (const YcMatter *self,
                                            const char     *path);
const YcListSpec  *yc_matter_find_list     (const YcMatter *self,
                                            const char     *path);
const YcPage      *yc_matter_find_page     (const YcMatter *self,
                                            const char     *path);
const YcItemSpec  *yc_matter_find_item     (const YcMatter *self,
                                            const char     *id);
const YcModule    *yc_matter_find_module   (const YcMatter *self,
                                            const char     *id);
const char        *yc_field_spec_get_choice_label (const YcFieldSpec *self,
                                            const char     *code);
gboolean           yc_field_spec_is_shown  (const YcFieldSpec *self,
                                            const YcForm   *form,
                                            const char     *row,
                                            const YcDate   *today);
gboolean           yc_field_spec_is_required (const YcFieldSpec *self,
                                            const YcForm   *form,
                                            const char     *row,
                                            const YcDate   *today);
/* What is to stand there where nobody has said it: what the first proposal that
 * holds gives, else what it begins with. Returns: (nullable): that proposal */
const YcProposal  *yc_field_spec_propose   (const YcFieldSpec *self,
                                            const YcForm   *form,
                                            const char     *row,
                                            const YcDate   *today,
                                            YcValue        *ret_value);
gboolean           yc_list_spec_is_shown   (const YcListSpec *self,
                                            const YcForm   *form,
                                            const YcDate   *today);
gboolean           yc_item_spec_is_needed  (const YcItemSpec *self,
                                            const YcForm   *form,
                                            const YcDate   *today);
gboolean           yc_module_is_chosen     (const YcModule *self,
                                            const YcForm   *form);
const YcOutput    *yc_module_find_output   (const YcModule *self,
                                            const char     *key);
gboolean           yc_module_has_after     (const YcModule *self,
                                            const char     *module);
/* (nullable): NULL where the matter promises nothing as a whole */
const YcPromise   *yc_matter_find_promise  (const YcMatter *self,
                                            const YcForm   *form,
                                            const YcDate   *today);
const YcCodedReason *yc_coded_reasons_find (GPtrArray      *reasons,
                                            const char     *id);
/* The paths of all persons who must be identified; (transfer full). */
char             **yc_matter_list_signers  (const YcMatter *self,
                                            const YcForm   *form,
                                            const YcDate   *today);

/* (nullable): NULL where nobody signs it */
const YcSignedPaper *yc_matter_find_signed_paper (const YcMatter *self,
                                            const char     *paper);
char             **yc_matter_list_paper_signers (const YcMatter *self,
                                            const YcSignedPaper *spec,
                                            const YcForm   *form,
                                            const YcDate   *today);
gboolean           yc_signed_paper_is_needed (const YcSignedPaper *self,
                                            const YcForm   *form,
                                            const YcDate   *today);

/* Whether a value may be put at a path at all: "unknown-path", "wrong-type",
 * "too-long", "not-a-choice"; NULL where it may. What may be put in may still
 * be wrong: that is for yc_matter_check(). */
const char        *yc_matter_check_value   (const YcMatter *self,
                                            const char     *path,
                                            const YcValue  *value);
/* Everything that is missing or wrong, at once, in the order of the form:
 * fields, then identities ("<person>/identity"), then items ("/items/<id>"). */
GPtrArray         *yc_matter_check         (const YcMatter *self,
                                            const YcForm   *form,
                                            const YcDate   *today);
/* What is wrong with the name in @form, each reason with its mends: of
 * YcNameReason; (transfer full). The paths of its parts, in their order. */
GPtrArray         *yc_matter_explain_name  (const YcMatter *self,
                                            const YcForm   *form);
const char        *yc_name_part_get_path   (YcNamePart      part);
/* The likeness of the name in @form to one in @parts. */
YcNameLikeness     yc_matter_compare_name  (const YcMatter *self,
                                            const YcForm   *form,
                                            const char *const *parts);
/* What is wrong with one field's value by itself; (transfer full). */
GPtrArray         *yc_field_spec_check     (const YcFieldSpec *self,
                                            const char     *path,
                                            const YcForm   *form,
                                            const char     *row,
                                            const YcDate   *today);

/* One rule, looked at. */
typedef struct
{
  const YcRule *rule;
  gboolean holds;
  char *seen; /* the values it was decided on */
} YcRuleResult;

/* of YcRuleResult; (transfer full). Approve at once where all hold. */
GPtrArray         *yc_module_decide        (const YcModule *self,
                                            const YcForm   *form,
                                            const YcDate   *today,
                                            gboolean       *ret_approve);

G_END_DECLS
