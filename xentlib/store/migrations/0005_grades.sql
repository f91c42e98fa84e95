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

INSERT INTO grades_by_place (attempt, place, grader, verdict, score, mistake)
SELECT attempt, place, grader, verdict, score, mistake FROM grades ORDER BY attempt, place;

DROP TABLE grades;

ALTER TABLE grades_by_place RENAME TO grades;
