// The large tables, as bytes in the program: nothing is read, copied or built before a table is asked.
#include "tables.h"

// #embed is of C23; this compiler has it as an extension of older C.
#pragma clang diagnostic ignored "-Wc23-extensions"

#define TABLE(name) \
    const unsigned char *lantai_##name(void) { return name##_bytes; } \
    size_t lantai_##name##_size(void) { return sizeof name##_bytes; }

static const unsigned char words_bytes[] = {
#embed "../v3/words.tsv"
};
TABLE(words)

static const unsigned char pinyin_bytes[] = {
#embed "../v3/pinyin.tsv"
};
TABLE(pinyin)
