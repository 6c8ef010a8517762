#pragma once
#include <stddef.h>

// Indexes/v3/words.tsv and Indexes/v3/pinyin.tsv, byte for byte.
const unsigned char *lantai_words(void);
size_t lantai_words_size(void);
const unsigned char *lantai_pinyin(void);
size_t lantai_pinyin_size(void);
