/* Words are no includes: #include "yc-page.h" */
#include "yc-case.h"
