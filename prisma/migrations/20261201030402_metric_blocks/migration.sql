-- Extremes of consecutive points: when the minimum of a series is rewritten, the next one is found among blocks instead of all points.
-- The blocks of a metric tile its steps up to block_end; what exists already gets its blocks with the metric's next write.
CREATE TABLE "metric_block" (
    "metric_id" INTEGER NOT NULL,
    "after_step" BIGINT,
    "last_step" BIGINT NOT NULL,
    "count" INTEGER NOT NULL,
    "min_step" BIGINT,
    "min_value" DOUBLE PRECISION,
    "max_step" BIGINT,
    "max_value" DOUBLE PRECISION,

    CONSTRAINT "metric_block_pkey" PRIMARY KEY ("metric_id","last_step")
);

ALTER TABLE "metric_block" ADD CONSTRAINT "metric_block_metric_id_fkey" FOREIGN KEY ("metric_id") REFERENCES "metric"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "metric" ADD COLUMN "block_end" BIGINT, ADD COLUMN "block_count" INTEGER NOT NULL DEFAULT 0;
