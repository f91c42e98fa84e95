-- What an answer needs. {id} is a number that grows and is never given twice.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE learners (
    id TEXT PRIMARY KEY
);

CREATE TABLE variants (
    id TEXT PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    class TEXT NOT NULL,
    question TEXT NOT NULL,
    n INTEGER NOT NULL,
    note TEXT NOT NULL,
    seed TEXT NOT NULL,
    UNIQUE (learner, class, question, n)
);

CREATE TABLE attempts (
    id {id},
    variant TEXT NOT NULL REFERENCES variants (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    client_key TEXT NOT NULL,
    answer TEXT NOT NULL,
    lang TEXT NOT NULL,
    arrived BIGINT NOT NULL,
    UNIQUE (variant, client_key),
    UNIQUE (variant, n)
);

CREATE TABLE grades (
    attempt BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    grader TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    mistake TEXT,
    PRIMARY KEY (attempt, place),
    UNIQUE (attempt, grader)
);

-- n: so many answers came before the solution was seen.
CREATE TABLE reveals (
    variant TEXT PRIMARY KEY REFERENCES variants (id) ON DELETE CASCADE,
    arrived BIGINT NOT NULL,
    n INTEGER NOT NULL
);
