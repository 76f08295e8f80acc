-- The run store. Times of day are milliseconds since 1970 in UTC; durations are seconds.
-- "Retr": tells a store from any other SQLite file.
PRAGMA application_id = 0x52657472;

-- AUTOINCREMENT: an id is never used again, so that "run:12" always means the same run.
CREATE TABLE runs (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    name              TEXT    NOT NULL,
    status            TEXT    NOT NULL CHECK (status IN
                          ('running', 'paused', 'finished', 'stopped', 'failed', 'interrupted')),
    reason            TEXT    NOT NULL DEFAULT '',   -- a sentence with %1, %2 …
    reason_arguments  TEXT    NOT NULL DEFAULT '[]', -- their values, JSON
    experiment        TEXT    NOT NULL,              -- the experiment file
    facts             TEXT,                          -- JSON; null until training began
    seed              INTEGER NOT NULL,              -- the 64 bits of an unsigned number
    started           INTEGER NOT NULL,
    ended             INTEGER,

    -- The figures last known, so that a list of runs needs no look into metrics.
    planned_steps     INTEGER NOT NULL,
    step              INTEGER NOT NULL DEFAULT 0,
    seconds           REAL    NOT NULL DEFAULT 0,
    tokens            INTEGER NOT NULL DEFAULT 0,
    tokens_per_second REAL    NOT NULL DEFAULT 0,
    alpha             REAL    NOT NULL,
    beta              REAL    NOT NULL,
    cross_entropy     REAL,                          -- the last evaluation's, nats per token
    kl_to_teacher     REAL,
    kl_to_truth       REAL,
    has_teacher       INTEGER NOT NULL,
    student           TEXT    NOT NULL,
    parameters        INTEGER NOT NULL DEFAULT 0,

    -- What it ran on.
    program           TEXT    NOT NULL,
    torch_version     TEXT    NOT NULL,
    cpu               TEXT    NOT NULL,
    git_revision      TEXT    NOT NULL,

    -- The process that writes the run: if there is none of this id and start time any more in this
    -- boot, the run was interrupted.
    process_id        INTEGER NOT NULL,
    process_start     INTEGER NOT NULL,              -- clock ticks after boot
    boot_id           TEXT    NOT NULL,

    parent            INTEGER REFERENCES runs (id) ON DELETE SET NULL,
    fork_step         INTEGER,

    notes             TEXT    NOT NULL DEFAULT '',
    starred           INTEGER NOT NULL DEFAULT 0,
    archived          INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE series (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);

CREATE TABLE metrics (
    run     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    series  INTEGER NOT NULL REFERENCES series (id),
    step    INTEGER NOT NULL,
    seconds REAL    NOT NULL,
    tokens  INTEGER NOT NULL,
    value   REAL,                                    -- null: not a number
    PRIMARY KEY (run, series, step)
) WITHOUT ROWID;

CREATE TABLE control_events (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step    INTEGER NOT NULL,                        -- steps done when it acted
    seconds REAL    NOT NULL,
    key     TEXT    NOT NULL,
    before  REAL,
    after   REAL
);
CREATE INDEX control_events_run ON control_events (run, step);

CREATE TABLE checkpoints (
    run     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step    INTEGER NOT NULL,
    folder  TEXT    NOT NULL,                        -- relative: in the run's checkpoint folder
    written INTEGER NOT NULL,
    PRIMARY KEY (run, step)
) WITHOUT ROWID;

CREATE TABLE probes (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step    INTEGER NOT NULL,
    text    TEXT    NOT NULL
);
CREATE INDEX probes_run ON probes (run, step);

CREATE TABLE samples (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    step    INTEGER NOT NULL,
    model   TEXT    NOT NULL,
    text    TEXT    NOT NULL
);
CREATE INDEX samples_run ON samples (run, step);

CREATE TABLE tags (
    run      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    tag      TEXT    NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (run, tag)
) WITHOUT ROWID;
