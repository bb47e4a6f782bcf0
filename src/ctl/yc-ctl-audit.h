#pragma once

int yc_ctl_audit (int argc, char **argv);
