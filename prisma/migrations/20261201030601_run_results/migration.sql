-- An undefined score, such as the correlation of constant predictions, is NULL. It was recorded as exactly 0, and the gain with a p-value.
ALTER TABLE "score" ALTER COLUMN "value" DROP NOT NULL;
UPDATE "score" SET "value" = NULL WHERE "name" IN ('pearson', 'spearman') AND "value" = 0;
UPDATE "evaluation" SET "gain_p_value" = NULL WHERE EXISTS (
    SELECT FROM "score" WHERE "evaluation_id" = "evaluation"."id" AND "value" IS NULL AND "predictor" IN ('STUDENT', 'FUSED'));

-- Load of the machine while latency was measured; NULL in earlier evaluations, where it is unknown
ALTER TABLE "evaluation"
    ADD COLUMN "latency_load" DOUBLE PRECISION,
    ADD COLUMN "latency_quiet" BOOLEAN;

-- Entries and index are separate figures: building an index does not change the size of the entries
ALTER TABLE "knowledge_base"
    ADD COLUMN "entry_bytes" BIGINT NOT NULL DEFAULT 0,
    ADD COLUMN "index_bytes" BIGINT NOT NULL DEFAULT 0;
UPDATE "knowledge_base" SET "index_bytes" = coalesce(
    pg_total_relation_size(to_regclass('knowledge_entry_' || replace("id"::text, '-', '') || '_hnsw')), 0);
UPDATE "knowledge_base" SET "entry_bytes" = greatest("bytes" - "index_bytes", 0);
ALTER TABLE "knowledge_base" DROP COLUMN "bytes";

-- Examples of each class, for the majority-class baseline; NULL until every example is written, and for regression
ALTER TABLE "dataset" ADD COLUMN "label_counts" INTEGER[];
UPDATE "dataset" SET "label_counts" = (
    SELECT array_agg((
        SELECT count(*) FROM "example" WHERE "dataset_digest" = "dataset"."digest" AND "label" = class.id - 1
    )::integer ORDER BY class.id)
    FROM generate_series(1, cardinality("dataset"."labels")) AS class (id)
) WHERE cardinality("labels") > 0 AND "written" = "size"
    AND NOT EXISTS (SELECT FROM "example" WHERE "dataset_digest" = "dataset"."digest" AND "label" IS NULL);

-- What a teacher's own run predicts is the teacher's prediction
UPDATE "score" SET "predictor" = 'TEACHER'
FROM "evaluation" JOIN "run" ON "run"."id" = "evaluation"."run_id"
WHERE "evaluation"."id" = "score"."evaluation_id" AND "run"."kind" = 'TEACHER' AND "score"."predictor" = 'STUDENT'
    AND NOT EXISTS (
        SELECT FROM "score" AS other WHERE other."evaluation_id" = "score"."evaluation_id" AND other."predictor" = 'TEACHER');

-- Of each run and dataset the scores of the evaluation that counts, written when an evaluation is finished
CREATE TABLE "run_result" (
    "run_id" UUID NOT NULL,
    "dataset_digest" TEXT NOT NULL,
    "score" TEXT NOT NULL,
    "evaluation_id" UUID NOT NULL,
    "predictor" "predictor" NOT NULL,
    "alone" DOUBLE PRECISION,
    "neighbors_only" DOUBLE PRECISION,
    "fused" DOUBLE PRECISION,

    CONSTRAINT "run_result_pkey" PRIMARY KEY ("run_id","dataset_digest","score")
);
CREATE INDEX "run_result_dataset_digest_idx" ON "run_result"("dataset_digest");
CREATE INDEX "run_result_evaluation_id_idx" ON "run_result"("evaluation_id");
ALTER TABLE "run_result" ADD CONSTRAINT "run_result_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "run_result" ADD CONSTRAINT "run_result_dataset_digest_fkey" FOREIGN KEY ("dataset_digest") REFERENCES "dataset"("digest") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "run_result" ADD CONSTRAINT "run_result_evaluation_id_fkey" FOREIGN KEY ("evaluation_id") REFERENCES "evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

INSERT INTO "run_result" ("run_id", "dataset_digest", "score", "evaluation_id", "predictor", "alone", "neighbors_only", "fused")
SELECT chosen."run_id", chosen."dataset_digest", "score"."name", chosen."id", chosen."ranked_by",
    coalesce(
        max("value") FILTER (WHERE "score"."predictor" = CASE chosen."kind" WHEN 'TEACHER' THEN 'TEACHER'::"predictor" ELSE 'STUDENT' END),
        max("value") FILTER (WHERE "score"."predictor" = 'STUDENT')),
    max("value") FILTER (WHERE "score"."predictor" = 'RETRIEVED'),
    max("value") FILTER (WHERE "score"."predictor" = 'FUSED')
FROM (
    SELECT DISTINCT ON ("evaluation"."run_id", "evaluation"."dataset_digest") "evaluation".*, "run"."kind",
        CASE
            WHEN "run"."kind" = 'TEACHER' THEN 'TEACHER'
            WHEN "evaluation"."k" IS NULL THEN 'STUDENT'
            WHEN "run"."kind" = 'EXTERNAL' OR "recipe"."objective" = 'reaugkd'
                OR "recipe"."config"->'objective'->'terms' @> '[{"objective": {"name": "reaugkd"}}]' THEN 'FUSED'
            ELSE 'STUDENT'
        END::"predictor" AS "ranked_by"
    FROM "evaluation"
    JOIN "run" ON "run"."id" = "evaluation"."run_id"
    JOIN "recipe" ON "recipe"."digest" = "run"."recipe_digest"
    LEFT JOIN "knowledge_base" ON "knowledge_base"."id" = "evaluation"."knowledge_base_id"
    WHERE "evaluation"."finished_at" IS NOT NULL AND "evaluation"."search" IS DISTINCT FROM 'HNSW'
        AND "knowledge_base"."method" IS NULL
    ORDER BY "evaluation"."run_id", "evaluation"."dataset_digest", "evaluation"."search" NULLS LAST, "evaluation"."finished_at" DESC
) AS chosen
JOIN "score" ON "score"."evaluation_id" = chosen."id"
GROUP BY chosen."run_id", chosen."dataset_digest", "score"."name", chosen."id", chosen."ranked_by", chosen."kind";
