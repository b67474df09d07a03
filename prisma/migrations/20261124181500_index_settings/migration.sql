-- How the HNSW index of a knowledge base was built
ALTER TABLE "knowledge_base"
    ADD COLUMN "index_connectivity" INTEGER,
    ADD COLUMN "index_ef_construction" INTEGER;

-- Those that stand have pgvector's own settings
UPDATE "knowledge_base" SET "index_connectivity" = 16, "index_ef_construction" = 64 WHERE "indexed";
