-- Whether a batch under a known id is a retry or other content. Null for batches written before: these count as retries.
ALTER TABLE "ingested_batch" ADD COLUMN "digest" BYTEA;
