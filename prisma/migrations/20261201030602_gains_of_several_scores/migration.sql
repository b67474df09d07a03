-- Where a task has several scores, the gain is that of their mean. Until now only the first score was tested: that p-value belongs to another
-- figure than the gain next to which it would be shown.
UPDATE "evaluation" SET "gain_p_value" = NULL, "gain_test" = NULL WHERE "gain_test" IS NOT NULL AND (
    "gain_p_value" IS NULL
    OR (SELECT count(*) FROM "score" WHERE "evaluation_id" = "evaluation"."id" AND "predictor" = 'FUSED') > 1);
