/* yichuang-ctl seal job | time: seals as a machine's job, and how long it takes. */
#pragma once

int yc_ctl_seal_job (int    argc,
                     char **argv);
