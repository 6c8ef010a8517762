-- The search index, version 3: derived from Corpus/, deleted and rebuilt, never repaired.

-- Terms of the current version of each item; rowid is the version's sequence number in the catalog, called the document's
-- number here. Contentless: the text stays in the boxes.
--   body    the extracted text; first, because FTS5 spends no bytes on saying that a position is in the first column
--   title   题名
--   number  文号, 档号, 原编号
--   names   责任者, persons and the values of description fields
--   marks   whole terms: what filters inside the index (volume=CODE, field:NAME=VALUE), canonical forms of dates, numbers
--           and codes, spellings of names
-- columnsize=0: the lengths that ranking needs stand in `columns`.
CREATE VIRTUAL TABLE terms USING fts5 (
    body, title, number, names, marks,
    content = '', columnsize = 0, detail = full, tokenize = 'lantai'
);

-- Collect more terms in memory before a segment is written: fewer segments, less merging.
INSERT INTO terms (terms, rank) VALUES ('hashsize', 33554432);

-- What ranking, filters and facets look up by document, 1,024 documents a chunk, 16 bytes each (little-endian):
--   UInt32 length in bytes of text; its two highest bits: the document is there, it is void
--   Int32 date as 20230519 · UInt16 class · UInt16 organisation · UInt32 item
CREATE TABLE columns (
    chunk INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);

-- The characters of each document and the series it belongs to, for ranking the best: see CharacterProfile.
CREATE TABLE profile (
    document INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);

-- Titles as they complete what is being typed: folded, each with its document.
CREATE TABLE title (
    folded TEXT NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (folded, document)
) WITHOUT ROWID;

-- Names of persons by how they sound, and in how many documents each stands.
CREATE TABLE name (
    ear TEXT NOT NULL,
    name TEXT NOT NULL,
    documents INTEGER NOT NULL,
    PRIMARY KEY (ear, name)
) WITHOUT ROWID;
CREATE INDEX name_by_characters ON name (name);

-- Names by their spellings and initials, whole and in lower-case letters: zhangsan, zs.
CREATE TABLE spelling (
    latin TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (latin, name)
) WITHOUT ROWID;

-- Numbers for class and organisation codes.
CREATE TABLE code (
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, code)
) WITHOUT ROWID;

-- One row: through which sequence number of the catalog everything is indexed; how many items there are and the sum of
-- their lengths; how many documents have been replaced and not yet merged away.
CREATE TABLE state (
    version INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    items INTEGER NOT NULL,
    length INTEGER NOT NULL,
    replaced INTEGER NOT NULL
);
INSERT INTO state VALUES (3, 0, 0, 0, 0);
