import GRDB

/// The tables. A migration is frozen once shipped: written as SQL, independent of the types of the program.
enum CatalogSchema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in try db.execute(sql: version1) }
        migrator.registerMigration("2") { db in try db.execute(sql: version2) }
        migrator.registerMigration("3") { db in try db.execute(sql: version3) }
        migrator.registerMigration("4") { db in try db.execute(sql: version4) }
        migrator.registerMigration("5") { db in try db.execute(sql: version5) }
        migrator.registerMigration("6") { db in try db.execute(sql: version6) }
        migrator.registerMigration("7") { db in try db.execute(sql: version7) }
        migrator.registerMigration("8") { db in try db.execute(sql: version8) }
        migrator.registerMigration("9") { db in try db.execute(sql: version9) }
        migrator.registerMigration("10") { db in try db.execute(sql: version10) }
        migrator.registerMigration("11") { db in try db.execute(sql: version11) }
        return migrator
    }

    private static let version1 = """
        CREATE TABLE fonds (
            code TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            org TEXT NOT NULL
        ) STRICT;

        CREATE TABLE organisation (
            code TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            short_name TEXT
        ) STRICT;

        -- Every adopted plan stays: versions filed under it name its number.
        CREATE TABLE file_plan (
            version INTEGER PRIMARY KEY,
            yaml TEXT NOT NULL,
            adopted_at TEXT NOT NULL,
            adopted_by TEXT NOT NULL
        ) STRICT;

        CREATE TABLE person (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            birth_date TEXT,
            identity_number TEXT
        ) STRICT;
        CREATE INDEX person_by_name ON person (name);
        CREATE INDEX person_by_identity ON person (identity_number) WHERE identity_number IS NOT NULL;

        -- Counters of a series number; a number once given is never given again.
        CREATE TABLE series (
            code TEXT PRIMARY KEY,
            last_volume INTEGER NOT NULL DEFAULT 0,
            last_item INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE volume (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            class TEXT NOT NULL,
            org TEXT NOT NULL,
            year TEXT NOT NULL,
            period TEXT NOT NULL,
            state TEXT NOT NULL,
            opened_on TEXT NOT NULL,
            closed_on TEXT,
            last_item INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX volume_by_title ON volume (title);

        CREATE TABLE volume_person (
            volume INTEGER NOT NULL REFERENCES volume (id),
            person INTEGER NOT NULL REFERENCES person (id),
            role TEXT NOT NULL,
            PRIMARY KEY (volume, person, role)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX volume_by_person ON volume_person (person);

        CREATE TABLE box (
            id INTEGER PRIMARY KEY,
            folder TEXT NOT NULL,
            number INTEGER NOT NULL,
            file TEXT NOT NULL UNIQUE,
            -- Committed bytes: what stands behind them in the file does not count.
            length INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'open',
            -- While the box is rewritten: the file in the making, and the one that was replaced and must go.
            next_file TEXT,
            retired_file TEXT,
            UNIQUE (folder, number)
        ) STRICT;

        CREATE TABLE frame (
            id INTEGER PRIMARY KEY,
            box INTEGER NOT NULL REFERENCES box (id),
            offset INTEGER NOT NULL,
            length INTEGER NOT NULL,
            sha256 TEXT NOT NULL
        ) STRICT;
        CREATE INDEX frame_by_box ON frame (box, offset);

        -- The current state of an item; its description over time stands in its versions.
        CREATE TABLE item (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT UNIQUE,
            title TEXT NOT NULL,
            date TEXT NOT NULL,
            class TEXT NOT NULL,
            org TEXT NOT NULL,
            volume INTEGER REFERENCES volume (id),
            versions INTEGER NOT NULL,
            voided INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'active'
        ) STRICT;
        CREATE INDEX item_by_date ON item (date);
        CREATE INDEX item_by_volume ON item (volume) WHERE volume IS NOT NULL;

        CREATE TABLE version (
            -- The archive-wide sequence number of the filing.
            id INTEGER PRIMARY KEY,
            item INTEGER NOT NULL REFERENCES item (id),
            number INTEGER NOT NULL,
            -- The bytes of metadata.json in the box.
            metadata TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            text_sha256 TEXT,
            frame INTEGER NOT NULL REFERENCES frame (id) DEFERRABLE INITIALLY DEFERRED,
            -- Where the version begins in the unpacked frame, in bytes.
            frame_offset INTEGER NOT NULL,
            UNIQUE (item, number)
        ) STRICT;
        CREATE INDEX version_by_fingerprint ON version (fingerprint);
        CREATE INDEX version_by_frame ON version (frame);

        -- The files whose bytes stand in the folder of this version.
        CREATE TABLE file (
            version INTEGER NOT NULL REFERENCES version (id),
            name TEXT NOT NULL,
            size INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            PRIMARY KEY (version, name)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX file_by_digest ON file (sha256);

        CREATE TABLE item_person (
            item INTEGER NOT NULL REFERENCES item (id),
            person INTEGER NOT NULL REFERENCES person (id),
            role TEXT NOT NULL,
            PRIMARY KEY (item, person, role)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX item_by_person ON item_person (person);

        CREATE TABLE act (
            -- Of the same sequence as version.id.
            id INTEGER PRIMARY KEY,
            content TEXT NOT NULL,
            frame INTEGER NOT NULL REFERENCES frame (id) DEFERRABLE INITIALLY DEFERRED,
            frame_offset INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX act_by_frame ON act (frame);
        """

    private static let version2 = """
        -- Searches with a name. Not boxed: they are a convenience, and may hold a child's name, which has to go for good
        -- when its owner takes it away.
        CREATE TABLE saved_search (
            owner TEXT NOT NULL,
            name TEXT NOT NULL,
            -- JSON: what is asked.
            query TEXT NOT NULL,
            saved_at TEXT NOT NULL,
            PRIMARY KEY (owner, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Holds, appraisal and disposal. `placed`, `lifted`, `opened`, `sequence` are numbers of acts: they order what
    /// happened whatever the clocks said.
    private static let version3 = """
        CREATE TABLE hold (
            number INTEGER PRIMARY KEY,
            reason TEXT NOT NULL,
            placed INTEGER NOT NULL,
            placed_at TEXT NOT NULL,
            placed_by TEXT NOT NULL,
            lifted INTEGER,
            lifted_at TEXT,
            lifted_by TEXT,
            lift_reason TEXT
        ) STRICT;

        CREATE TABLE hold_target (
            -- 'item', 'volume': a code; 'person': a number.
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            hold INTEGER NOT NULL REFERENCES hold (number),
            PRIMARY KEY (kind, target, hold)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE retention_event (
            code TEXT NOT NULL,
            kind TEXT NOT NULL,
            day TEXT NOT NULL,
            PRIMARY KEY (code, kind)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE appraisal (
            number INTEGER PRIMARY KEY,
            title TEXT NOT NULL,
            opened INTEGER NOT NULL,
            opened_at TEXT NOT NULL,
            opened_by TEXT NOT NULL
        ) STRICT;

        CREATE TABLE appraisal_item (
            appraisal INTEGER NOT NULL REFERENCES appraisal (number),
            code TEXT NOT NULL,
            PRIMARY KEY (appraisal, code)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX appraisal_by_item ON appraisal_item (code);

        CREATE TABLE opinion (
            appraisal INTEGER NOT NULL REFERENCES appraisal (number),
            code TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            given_by TEXT NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (appraisal, code, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE approval (
            appraisal INTEGER NOT NULL REFERENCES appraisal (number),
            code TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            given_at TEXT NOT NULL,
            given_by TEXT NOT NULL,
            verdict TEXT NOT NULL,
            -- The end of an extended period.
            until TEXT,
            PRIMARY KEY (appraisal, code)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX approval_by_item ON approval (code);

        CREATE TABLE disposal (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            appraisal INTEGER NOT NULL,
            authority TEXT NOT NULL,
            -- JSON: their names.
            witnesses TEXT NOT NULL,
            register TEXT NOT NULL,
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            -- Null until nothing of it is left in any file; set by the next writer where one died over it.
            finished_at TEXT
        ) STRICT;

        -- What stays of an item that is gone. Its code is never given again.
        CREATE TABLE stub (
            code TEXT PRIMARY KEY,
            disposal INTEGER NOT NULL REFERENCES disposal (number),
            class TEXT NOT NULL,
            org TEXT NOT NULL,
            volume TEXT,
            date TEXT NOT NULL,
            filed_at TEXT NOT NULL,
            versions INTEGER NOT NULL,
            digest TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX stub_by_disposal ON stub (disposal);

        -- 1 while the box holds bytes of what is gone and waits to be rewritten.
        ALTER TABLE box ADD COLUMN has_gone INTEGER NOT NULL DEFAULT 0;
        """

    private static let version4 = """
        CREATE TABLE user (
            name TEXT PRIMARY KEY,
            full_name TEXT NOT NULL,
            role TEXT,
            org TEXT NOT NULL,
            state TEXT NOT NULL
        ) STRICT;

        -- Not boxed: a recovered archive has its users, and none of them a password.
        CREATE TABLE credential (
            user TEXT PRIMARY KEY REFERENCES user (name),
            hash TEXT NOT NULL,
            must_change INTEGER NOT NULL,
            -- Since the last success; seconds since 1970 of the last failure.
            failures INTEGER NOT NULL DEFAULT 0,
            failed_at INTEGER NOT NULL DEFAULT 0,
            locked INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        -- Who works on a case.
        CREATE TABLE assignment (
            volume INTEGER NOT NULL REFERENCES volume (id),
            user TEXT NOT NULL,
            PRIMARY KEY (volume, user)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX assignment_by_user ON assignment (user);

        -- The level of a volume where it is not that of its class.
        ALTER TABLE volume ADD COLUMN level TEXT;
        CREATE INDEX volume_by_level ON volume (level) WHERE level IS NOT NULL;

        CREATE TABLE access_grant (
            id INTEGER PRIMARY KEY,
            user TEXT NOT NULL,
            object TEXT NOT NULL,
            purpose TEXT NOT NULL,
            requested_at TEXT NOT NULL,
            state TEXT NOT NULL,
            decided_by TEXT,
            decided_at TEXT,
            until TEXT,
            is_emergency INTEGER NOT NULL,
            reviewed_by TEXT,
            review_note TEXT
        ) STRICT;
        CREATE INDEX access_grant_by_user ON access_grant (user);

        -- What somebody filed, they may read.
        CREATE INDEX version_by_filer ON version (json_extract(metadata, '$.filedBy')) WHERE number = 1;
        """

    private static let version5 = """
        -- What a disposal under way has to make disappear from the log and from requests: titles and names ('text'), codes
        -- ('code'). Empty between disposals.
        CREATE TABLE erasure (
            kind TEXT NOT NULL,
            term TEXT NOT NULL,
            PRIMARY KEY (kind, term)
        ) STRICT, WITHOUT ROWID;
        """

    /// Handing over to another archive, and receiving from one.
    private static let version6 = """
        CREATE TABLE transfer (
            number INTEGER PRIMARY KEY,
            appraisal INTEGER NOT NULL,
            receiver TEXT,
            -- SHA-256 of the package's tagmanifest-sha256.txt.
            package TEXT NOT NULL UNIQUE,
            at TEXT NOT NULL,
            by TEXT NOT NULL
        ) STRICT;

        CREATE TABLE transfer_item (
            transfer INTEGER NOT NULL REFERENCES transfer (number),
            code TEXT NOT NULL,
            digest TEXT NOT NULL,
            -- Null until a receipt says: 'gone', 'kept', 'refused'.
            outcome TEXT,
            -- The receiver's code, or why it refused the record.
            filed_as TEXT,
            reason TEXT,
            detail TEXT,
            -- The receipt that said it last.
            receipt TEXT,
            PRIMARY KEY (transfer, code)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX transfer_by_item ON transfer_item (code);

        CREATE TABLE transfer_receipt (
            -- SHA-256 of its file.
            digest TEXT PRIMARY KEY,
            transfer INTEGER NOT NULL REFERENCES transfer (number),
            -- The code under which it was filed.
            code TEXT NOT NULL,
            register TEXT,
            fonds TEXT NOT NULL,
            name TEXT NOT NULL,
            -- JSON: their names.
            witnesses TEXT NOT NULL,
            at TEXT NOT NULL,
            by TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- By which transfer it ended; null for a destruction.
        ALTER TABLE disposal ADD COLUMN transfer INTEGER;

        -- What was received: codes of the sender's, and those given here.
        CREATE TABLE accession (
            package TEXT NOT NULL,
            code TEXT NOT NULL,
            digest TEXT NOT NULL,
            filed_as TEXT,
            reason TEXT,
            detail TEXT,
            at TEXT NOT NULL,
            by TEXT NOT NULL,
            PRIMARY KEY (package, code)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX accession_by_code ON accession (code);

        CREATE TABLE accession_volume (
            code TEXT PRIMARY KEY,
            filed_as TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let version7 = """
        -- Requests of the persons concerned. `taken`, `decided`, `lifted`, `placed` are numbers of acts.
        CREATE TABLE subject_request (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            party TEXT NOT NULL,
            org TEXT NOT NULL,
            received_on TEXT NOT NULL,
            due TEXT NOT NULL,
            taken INTEGER NOT NULL,
            taken_at TEXT NOT NULL,
            taken_by TEXT NOT NULL,
            decision TEXT,
            decided INTEGER,
            decided_at TEXT,
            decided_by TEXT,
            -- JSON: what proves that it was done.
            answer TEXT,
            answered_at TEXT,
            answered_by TEXT,
            lifted_at TEXT,
            lifted_by TEXT
        ) STRICT;

        -- Not bound to subject_request: where recovery finds only a part, what is kept in storage only stays so.
        CREATE TABLE request_object (
            request INTEGER NOT NULL,
            -- 'item', 'volume': a code; 'person': a number.
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            PRIMARY KEY (request, kind, target)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX request_by_object ON request_object (kind, target);

        -- What was said, by whom: goes with the records that a request is about.
        CREATE TABLE request_words (
            request INTEGER NOT NULL,
            step TEXT NOT NULL,
            -- JSON: RequestWords.
            words TEXT NOT NULL,
            PRIMARY KEY (request, step)
        ) STRICT, WITHOUT ROWID;

        -- What is kept in storage only, now.
        CREATE TABLE storage_restriction (
            kind TEXT NOT NULL,
            code TEXT NOT NULL,
            request INTEGER NOT NULL,
            placed INTEGER NOT NULL,
            PRIMARY KEY (kind, code, request)
        ) STRICT, WITHOUT ROWID;

        -- The act that granted it; null for grants from before there were restrictions.
        ALTER TABLE access_grant ADD COLUMN granted INTEGER;

        -- An external identifier is unique among what its filer may know of, which no index can tell: a refusal because of
        -- a record that is kept from somebody would say that there is one.
        CREATE TABLE item_7 (
            id INTEGER PRIMARY KEY,
            code TEXT NOT NULL UNIQUE,
            external_id TEXT,
            title TEXT NOT NULL,
            date TEXT NOT NULL,
            class TEXT NOT NULL,
            org TEXT NOT NULL,
            volume INTEGER REFERENCES volume (id),
            versions INTEGER NOT NULL,
            voided INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'active'
        ) STRICT;
        INSERT INTO item_7 SELECT id, code, external_id, title, date, class, org, volume, versions, voided, state FROM item;
        DROP TABLE item;
        ALTER TABLE item_7 RENAME TO item;
        CREATE INDEX item_by_date ON item (date);
        CREATE INDEX item_by_volume ON item (volume) WHERE volume IS NOT NULL;
        CREATE INDEX item_by_external_id ON item (external_id) WHERE external_id IS NOT NULL;
        """

    private static let version8 = """
        -- Tokens that programs sign in with: only their SHA-256. Not boxed, like credentials: a recovered archive has none.
        CREATE TABLE user_token (
            user TEXT NOT NULL REFERENCES user (name),
            name TEXT NOT NULL,
            digest BLOB NOT NULL UNIQUE,
            created_at TEXT NOT NULL,
            -- The last day.
            until TEXT NOT NULL,
            reading_only INTEGER NOT NULL,
            PRIMARY KEY (user, name)
        ) STRICT, WITHOUT ROWID;
        """

    private static let version9 = """
        -- 1 while the current version says something that was proposed and that nobody has confirmed.
        ALTER TABLE item ADD COLUMN unconfirmed INTEGER NOT NULL DEFAULT 0;
        UPDATE item SET unconfirmed = 1 WHERE NOT voided AND id IN
            (SELECT x.item FROM version x JOIN item i ON i.id = x.item AND i.versions = x.number
             WHERE json_array_length(x.metadata, '$.proposed') > 0);
        CREATE INDEX item_unconfirmed ON item (id) WHERE unconfirmed = 1;

        -- With which programs the files of an item were read again and gave no more text. Not boxed: where it is lost, they
        -- are read once more.
        CREATE TABLE reading_attempt (
            item INTEGER PRIMARY KEY REFERENCES item (id),
            means TEXT NOT NULL
        ) STRICT;
        """

    private static let version10 = """
        -- Both NULL but for a volume that is open again.
        ALTER TABLE volume ADD COLUMN reopened_on TEXT;
        ALTER TABLE volume ADD COLUMN reopened_by TEXT;
        -- Beside max() stand the values of the last time.
        UPDATE volume SET state = 'reopened', reopened_on = r.day, reopened_by = r.who
        FROM (
            SELECT json_extract(content, '$.content.volumeReopened.code') AS code,
                json_extract(content, '$.content.volumeReopened.on') AS day,
                json_extract(content, '$.by') AS who, max(id)
            FROM act WHERE instr(content, '"volumeReopened"') > 0 GROUP BY 1
        ) r
        WHERE volume.code = r.code AND volume.state = 'open';
        """

    private static let version11 = """
        -- Second factors: what the codes of a user's phone come from, which has to be readable to check them. Not boxed, like
        -- credentials: a recovered archive has none.
        CREATE TABLE second_factor (
            user TEXT PRIMARY KEY REFERENCES user (name),
            secret BLOB NOT NULL,
            -- The step of 30 seconds since 1970 whose code was used last.
            last_step INTEGER NOT NULL,
            set_up_at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        -- What is left of the codes on paper: only their SHA-256.
        CREATE TABLE recovery_code (
            user TEXT NOT NULL REFERENCES second_factor (user),
            digest BLOB NOT NULL,
            PRIMARY KEY (user, digest)
        ) STRICT, WITHOUT ROWID;
        """
}
