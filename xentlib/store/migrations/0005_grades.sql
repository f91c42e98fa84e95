-- A question that was mended and put back has a grader that it had before: the latest grade is the one of the highest
-- place, and a grader may stand twice. Clustered, since grades are looked for by attempt and never otherwise.

CREATE TABLE grades_by_place (
    attempt BIGINT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    grader TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    mistake TEXT,
    PRIMARY KEY (attempt, place)
) {clustered};

-- Renamed before it is read: a grade that another process wrote meanwhile would not come along.
ALTER TABLE grades RENAME TO grades_before;

INSERT INTO grades_by_place (attempt, place, grader, verdict, score, mistake)
SELECT attempt, place, grader, verdict, score, mistake FROM grades_before ORDER BY attempt, place;

DROP TABLE grades_before;

ALTER TABLE grades_by_place RENAME TO grades;
