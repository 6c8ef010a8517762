-- The search index, version 1: derived from Corpus/, deleted and rebuilt, never repaired.

-- Terms of the current version of each item; rowid is item.id of the catalog. Contentless: the text stays in the boxes.
--   title   题名
--   number  文号, 档号, 原编号
--   names   责任者, persons and the values of description fields
--   body    the extracted text
--   tags    what filters inside the index: volume=CODE, field:NAME=VALUE, each one whole term
-- columnsize=0: the lengths that ranking needs stand in `columns`.
CREATE VIRTUAL TABLE terms USING fts5 (
    title, number, names, body, tags,
    content = '', columnsize = 0, detail = full, tokenize = 'lantai'
);

-- Collect more terms in memory before a segment is written: fewer segments, less merging.
INSERT INTO terms (terms, rank) VALUES ('hashsize', 16777216);

-- What ranking, filters and facets look up by item, 1,024 items a chunk, 16 bytes each (little-endian):
--   UInt32 length in bytes of text · Int32 date as 20230519 · UInt16 class · UInt16 organisation · UInt16 flags · UInt16 unused
-- Flag 1: the item is there; flag 2: it is void.
CREATE TABLE columns (
    chunk INTEGER PRIMARY KEY,
    data BLOB NOT NULL
);

-- Numbers for class and organisation codes.
CREATE TABLE code (
    kind TEXT NOT NULL,
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (kind, id),
    UNIQUE (kind, code)
) WITHOUT ROWID;

-- One row: through which sequence number of the catalog everything is indexed; how many items there are and the sum of their lengths.
CREATE TABLE state (
    version INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    items INTEGER NOT NULL,
    length INTEGER NOT NULL
);
INSERT INTO state VALUES (1, 0, 0, 0);
