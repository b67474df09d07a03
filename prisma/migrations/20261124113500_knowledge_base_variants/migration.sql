-- CreateEnum
CREATE TYPE "knowledge_storage" AS ENUM ('VECTOR', 'HALFVEC', 'BINARY');

-- Where a smaller knowledge base came from, and how its keys are kept
ALTER TABLE "knowledge_base"
    ADD COLUMN "storage" "knowledge_storage" NOT NULL DEFAULT 'VECTOR',
    ADD COLUMN "rerank" INTEGER,
    ADD COLUMN "derived_from_id" UUID,
    ADD COLUMN "method" TEXT,
    ADD COLUMN "settings" JSONB;

-- CreateIndex
CREATE INDEX "knowledge_base_derived_from_id_idx" ON "knowledge_base"("derived_from_id");

-- AddForeignKey
ALTER TABLE "knowledge_base" ADD CONSTRAINT "knowledge_base_derived_from_id_fkey" FOREIGN KEY ("derived_from_id") REFERENCES "knowledge_base"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Keys of half precision have a column of their own, prototypes stand for several examples, and an entry may have no example
ALTER TABLE "knowledge_entry"
    ALTER COLUMN "example" DROP NOT NULL,
    ALTER COLUMN "embedding" DROP NOT NULL,
    ADD COLUMN "embedding_half" halfvec,
    ADD COLUMN "members" INTEGER NOT NULL DEFAULT 1;
