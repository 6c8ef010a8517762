// What Lantai uses of libxml2 (Debian package libxml2-dev): the HTML parser and its SAX events.
//
// Debian builds libxml2 with ICU, and then its headers include ICU's, which clash with the ICU inside Swift's
// Foundation as soon as one file imports both ("UErrorCode has different definitions"). Without this flag the headers
// leave out two members at the end of xmlCharEncodingHandler, a structure that we only ever hold by pointer.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlIO.h>
