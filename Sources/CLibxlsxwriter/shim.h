// Gives Swift libxlsxwriter's interface; no logic.
#pragma once

#include <xlsxwriter.h>
