-- What a report of a class walks along.

CREATE INDEX variants_by_class ON variants (class, question);

CREATE INDEX learners_by_class ON learners (class);
