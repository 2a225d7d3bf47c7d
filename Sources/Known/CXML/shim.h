// libxml2, its pulling reader. Its declarations that need ICU's are not used, and collide with
// those that Foundation has.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/xmlreader.h>
