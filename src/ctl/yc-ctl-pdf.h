/* yichuang-ctl pdf key | prepare | sign | verify */
#pragma once

int yc_ctl_pdf        (int    argc,
                       char **argv);
int yc_ctl_pdf_verify (int    argc,
                       char **argv);
