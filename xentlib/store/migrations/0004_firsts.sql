-- What a report reads: the first answer that counts of each learner of a class to each question, with its latest grade.
-- It follows from attempts and grades (see firsts.py), and stands here because a report over a million answers would
-- otherwise look up five million rows. mistake: '' where no known one was made; tries: the answers that count.

CREATE TABLE firsts (
    class TEXT NOT NULL,
    learner TEXT NOT NULL,
    question TEXT NOT NULL,
    attempt BIGINT NOT NULL,
    lang TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    mistake TEXT,
    tries INTEGER NOT NULL,
    PRIMARY KEY (class, learner, question),
    FOREIGN KEY (class, learner) REFERENCES memberships (class, learner) ON DELETE CASCADE
) {clustered};

INSERT INTO firsts (class, learner, question, attempt, lang, score, mistake, tries)
SELECT class, learner, question, attempt, lang, score, mistake, tries FROM (
    SELECT
        v.class, v.learner, v.question, a.id AS attempt, a.lang, g.score,
        CASE WHEN g.verdict = 'correct' THEN NULL ELSE coalesce(g.mistake, '') END AS mistake,
        row_number() OVER (PARTITION BY v.class, v.learner, v.question ORDER BY a.id) AS place,
        count(*) OVER (PARTITION BY v.class, v.learner, v.question) AS tries
    FROM memberships m
    JOIN variants v ON v.learner = m.learner AND v.class = m.class
    JOIN attempts a ON a.variant = v.id
    JOIN grades g ON g.attempt = a.id
    WHERE g.verdict NOT IN ('near', 'unreadable')
        AND g.place = (SELECT max(place) FROM grades WHERE attempt = a.id)
        AND NOT EXISTS (SELECT 1 FROM reveals r WHERE r.variant = a.variant AND r.n < a.n)
) AS counted WHERE place = 1;
