-- Classes, and the hash of the code that brings a learner to another device.

CREATE TABLE classes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    made BIGINT NOT NULL
);

CREATE TABLE memberships (
    class TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    joined BIGINT NOT NULL,
    PRIMARY KEY (class, learner)
);

ALTER TABLE learners ADD COLUMN class TEXT REFERENCES classes (id) ON DELETE SET NULL;

ALTER TABLE learners ADD COLUMN recovery TEXT;

CREATE UNIQUE INDEX learners_by_recovery ON learners (recovery);

CREATE INDEX memberships_by_learner ON memberships (learner);
