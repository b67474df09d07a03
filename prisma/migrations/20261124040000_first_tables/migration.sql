-- Vectors: embeddings of knowledge entries and predictions
CREATE EXTENSION IF NOT EXISTS vector;

-- CreateEnum
CREATE TYPE "run_kind" AS ENUM ('TEACHER', 'STUDENT', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "run_status" AS ENUM ('QUEUED', 'RUNNING', 'FINISHED', 'FAILED', 'CANCELLED', 'LOST');

-- CreateEnum
CREATE TYPE "split" AS ENUM ('TRAIN', 'DEV', 'TEST');

-- CreateEnum
CREATE TYPE "search" AS ENUM ('EXACT', 'HNSW');

-- CreateEnum
CREATE TYPE "predictor" AS ENUM ('STUDENT', 'RETRIEVED', 'FUSED', 'TEACHER');

-- CreateEnum
CREATE TYPE "outcome" AS ENUM ('BOTH_RIGHT', 'HELPED', 'HURT', 'BOTH_WRONG');

-- CreateTable
CREATE TABLE "project" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recipe" (
    "digest" TEXT NOT NULL,
    "row_digest" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "task" TEXT,
    "objective" TEXT,
    "kind" "run_kind" NOT NULL,
    "config" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "recipe_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "run_kind" NOT NULL,
    "status" "run_status" NOT NULL,
    "task" TEXT,
    "seed" INTEGER,
    "recipe_digest" TEXT NOT NULL,
    "tags" TEXT[],
    "notes" TEXT,
    "environment" JSONB,
    "parameters" BIGINT,
    "teacher_id" UUID,
    "knowledge_base_id" UUID,
    "failure_message" TEXT,
    "failure_stack" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "input_digest" TEXT NOT NULL,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric" (
    "id" SERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,
    "non_finite_count" INTEGER NOT NULL DEFAULT 0,
    "last_step" BIGINT,
    "last_value" DOUBLE PRECISION,
    "last_time" TIMESTAMPTZ(3),
    "min_step" BIGINT,
    "min_value" DOUBLE PRECISION,
    "min_time" TIMESTAMPTZ(3),
    "max_step" BIGINT,
    "max_value" DOUBLE PRECISION,
    "max_time" TIMESTAMPTZ(3),

    CONSTRAINT "metric_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "metric_point" (
    "run_id" UUID NOT NULL,
    "metric_id" INTEGER NOT NULL,
    "step" BIGINT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "time" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "metric_point_pkey" PRIMARY KEY ("run_id","metric_id","step")
);

-- CreateTable
CREATE TABLE "ingested_batch" (
    "run_id" UUID NOT NULL,
    "batch" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ingested_batch_pkey" PRIMARY KEY ("run_id","batch")
);

-- CreateTable
CREATE TABLE "dataset" (
    "digest" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "split" "split" NOT NULL,
    "name" TEXT NOT NULL,
    "labels" TEXT[],
    "size" INTEGER NOT NULL,
    "written" INTEGER NOT NULL DEFAULT 0,
    "synthetic" BOOLEAN NOT NULL,
    "complete" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dataset_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "example" (
    "dataset_digest" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "texts" TEXT[],
    "label" DOUBLE PRECISION,

    CONSTRAINT "example_pkey" PRIMARY KEY ("dataset_digest","index")
);

-- CreateTable
CREATE TABLE "knowledge_base" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "teacher_id" UUID NOT NULL,
    "dataset_digest" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "classes" INTEGER NOT NULL,
    "size" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "indexed" BOOLEAN NOT NULL DEFAULT false,
    "health" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sealed_at" TIMESTAMPTZ(3),
    "input_digest" TEXT NOT NULL,

    CONSTRAINT "knowledge_base_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "knowledge_entry" (
    "knowledge_base_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "example" INTEGER NOT NULL,
    "embedding" vector NOT NULL,
    "soft_labels" REAL[],

    CONSTRAINT "knowledge_entry_pkey" PRIMARY KEY ("knowledge_base_id","index")
) PARTITION BY LIST ("knowledge_base_id");

-- CreateTable
CREATE TABLE "evaluation" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "dataset_digest" TEXT NOT NULL,
    "knowledge_base_id" UUID,
    "k" INTEGER,
    "temperature" DOUBLE PRECISION,
    "beta" DOUBLE PRECISION,
    "search" "search",
    "ef_search" INTEGER,
    "policy_chosen_on" TEXT,
    "classes" INTEGER NOT NULL,
    "dimension" INTEGER,
    "written" INTEGER NOT NULL DEFAULT 0,
    "gain_p_value" DOUBLE PRECISION,
    "gain_test" TEXT,
    "recall_at_k" DOUBLE PRECISION,
    "student_p50" DOUBLE PRECISION,
    "student_p95" DOUBLE PRECISION,
    "retrieval_p50" DOUBLE PRECISION,
    "retrieval_p95" DOUBLE PRECISION,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "input_digest" TEXT NOT NULL,
    "result_digest" TEXT,

    CONSTRAINT "evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "score" (
    "evaluation_id" UUID NOT NULL,
    "predictor" "predictor" NOT NULL,
    "name" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "score_pkey" PRIMARY KEY ("evaluation_id","predictor","name")
);

-- CreateTable
CREATE TABLE "prediction" (
    "evaluation_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "student" REAL[],
    "retrieved" REAL[],
    "fused" REAL[],
    "teacher" REAL[],
    "embedding" vector,
    "neighbor_indices" INTEGER[],
    "neighbor_similarities" REAL[],
    "outcome" "outcome",

    CONSTRAINT "prediction_pkey" PRIMARY KEY ("evaluation_id","index")
);

-- CreateTable
CREATE TABLE "artifact" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "run_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "artifact_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "published_result" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "benchmark" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "task" TEXT NOT NULL,
    "split" "split" NOT NULL,
    "score" TEXT NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "parameters" BIGINT,
    "citation" TEXT NOT NULL,
    "url" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "published_result_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "project_name_key" ON "project"("name");

-- CreateIndex
CREATE INDEX "project_created_at_id_idx" ON "project"("created_at", "id");

-- CreateIndex
CREATE INDEX "recipe_row_digest_idx" ON "recipe"("row_digest");

-- CreateIndex
CREATE INDEX "recipe_objective_idx" ON "recipe"("objective");

-- CreateIndex
CREATE INDEX "run_project_id_created_at_id_idx" ON "run"("project_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "run_created_at_id_idx" ON "run"("created_at", "id");

-- CreateIndex
CREATE INDEX "run_name_id_idx" ON "run"("name", "id");

-- CreateIndex
CREATE INDEX "run_status_id_idx" ON "run"("status", "id");

-- CreateIndex
CREATE INDEX "run_task_id_idx" ON "run"("task", "id");

-- CreateIndex
CREATE INDEX "run_recipe_digest_seed_idx" ON "run"("recipe_digest", "seed");

-- CreateIndex
CREATE INDEX "run_teacher_id_idx" ON "run"("teacher_id");

-- CreateIndex
CREATE INDEX "run_knowledge_base_id_idx" ON "run"("knowledge_base_id");

-- CreateIndex
CREATE INDEX "run_tags_idx" ON "run" USING GIN ("tags");

-- CreateIndex
CREATE UNIQUE INDEX "metric_run_id_key_key" ON "metric"("run_id", "key");

-- CreateIndex
CREATE INDEX "dataset_task_split_idx" ON "dataset"("task", "split");

-- CreateIndex
CREATE INDEX "knowledge_base_created_at_id_idx" ON "knowledge_base"("created_at", "id");

-- CreateIndex
CREATE INDEX "knowledge_base_teacher_id_idx" ON "knowledge_base"("teacher_id");

-- CreateIndex
CREATE INDEX "knowledge_base_dataset_digest_idx" ON "knowledge_base"("dataset_digest");

-- CreateIndex
CREATE INDEX "evaluation_run_id_created_at_idx" ON "evaluation"("run_id", "created_at");

-- CreateIndex
CREATE INDEX "evaluation_dataset_digest_idx" ON "evaluation"("dataset_digest");

-- CreateIndex
CREATE INDEX "evaluation_knowledge_base_id_idx" ON "evaluation"("knowledge_base_id");

-- CreateIndex
CREATE INDEX "prediction_evaluation_id_outcome_index_idx" ON "prediction"("evaluation_id", "outcome", "index");

-- CreateIndex
CREATE INDEX "artifact_sha256_idx" ON "artifact"("sha256");

-- CreateIndex
CREATE UNIQUE INDEX "artifact_run_id_name_key" ON "artifact"("run_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "published_result_benchmark_method_task_split_score_key" ON "published_result"("benchmark", "method", "task", "split", "score");

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_project_id_fkey" FOREIGN KEY ("project_id") REFERENCES "project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_recipe_digest_fkey" FOREIGN KEY ("recipe_digest") REFERENCES "recipe"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_teacher_id_fkey" FOREIGN KEY ("teacher_id") REFERENCES "run"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_knowledge_base_id_fkey" FOREIGN KEY ("knowledge_base_id") REFERENCES "knowledge_base"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metric" ADD CONSTRAINT "metric_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ingested_batch" ADD CONSTRAINT "ingested_batch_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "example" ADD CONSTRAINT "example_dataset_digest_fkey" FOREIGN KEY ("dataset_digest") REFERENCES "dataset"("digest") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_base" ADD CONSTRAINT "knowledge_base_teacher_id_fkey" FOREIGN KEY ("teacher_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "knowledge_base" ADD CONSTRAINT "knowledge_base_dataset_digest_fkey" FOREIGN KEY ("dataset_digest") REFERENCES "dataset"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evaluation" ADD CONSTRAINT "evaluation_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evaluation" ADD CONSTRAINT "evaluation_dataset_digest_fkey" FOREIGN KEY ("dataset_digest") REFERENCES "dataset"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "evaluation" ADD CONSTRAINT "evaluation_knowledge_base_id_fkey" FOREIGN KEY ("knowledge_base_id") REFERENCES "knowledge_base"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "score" ADD CONSTRAINT "score_evaluation_id_fkey" FOREIGN KEY ("evaluation_id") REFERENCES "evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prediction" ADD CONSTRAINT "prediction_evaluation_id_fkey" FOREIGN KEY ("evaluation_id") REFERENCES "evaluation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "artifact" ADD CONSTRAINT "artifact_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Points go with their metric. A foreign key would look the metric up again for every point that is written.
CREATE FUNCTION delete_points_of_metrics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM metric_point USING gone WHERE metric_point.run_id = gone.run_id AND metric_point.metric_id = gone.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER metric_points_go_with_it AFTER DELETE ON "metric"
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION delete_points_of_metrics();

-- Entries go with their knowledge base: its partition is dropped, so that the bytes are free at once.
CREATE FUNCTION drop_knowledge_partition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TABLE IF EXISTS %I', 'knowledge_entry_' || replace(OLD.id::text, '-', ''));
    RETURN NULL;
END
$$;

CREATE TRIGGER knowledge_entries_go_with_it AFTER DELETE ON "knowledge_base"
    FOR EACH ROW EXECUTE FUNCTION drop_knowledge_partition();
