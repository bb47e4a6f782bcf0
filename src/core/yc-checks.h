/* Values that check themselves: every reason at once, each with its mend. */
#pragma once

#include "yc-date.h"
#include "yc-finding.h"
#include "yc-form.h"

G_BEGIN_DECLS

/* A check by the name that a catalogue's field has for it:
 *
 *   area, area-county     GB/T 2260, any level or a county
 *   citizen-number        GB 11643
 *   contribution-date     in a row: within five years (Company Law, article 47)
 *   credit-code           GB 32100
 *   date, date-not-future, date-not-past
 *   ethnic-group          GB/T 3304
 *   luhn                  digits, the last one Luhn's: accounts, units
 *   mobile, phone
 *   name-industry, person-name, trade-name
 *   seal-code             14 digits that begin with an area
 *   shares-sum            equals the sum of the shareholders' amounts
 *   term-years            1 to 100
 */
gboolean   yc_check_is_known (const char    *name);
void       yc_check_run      (const char    *name,
                              const char    *path,
                              const YcValue *value,
                              const YcForm  *form,
                              const char    *row,
                              const YcDate  *today,
                              GPtrArray     *findings);

/* Inside of a citizen number. */
char       yc_citizen_number_check_digit (const char *number);
gboolean   yc_citizen_number_is_valid    (const char *number);
gboolean   yc_citizen_number_get_birth   (const char *number,
                                          YcDate     *ret_birth);

/* Inside of an account's or a unit's number. */
char       yc_luhn_check_digit (const char *digits);
gboolean   yc_luhn_is_valid    (const char *number);

/* Inside of a unified social credit identifier. */
#define YC_CREDIT_CODE_SIZE 19       /* with the closing zero */
#define YC_ORGANISATION_CODE_SIZE 10 /* the same */

gboolean   yc_credit_code_is_valid (const char *code);
gboolean   yc_organisation_code_build (const char *body,
                                       char        ret_code[YC_ORGANISATION_CODE_SIZE]);
gboolean   yc_credit_code_build    (char        authority,
                                    char        category,
                                    const char *area,
                                    const char *organisation,
                                    char        ret_code[YC_CREDIT_CODE_SIZE]);

G_END_DECLS
