-- How long a run may be silent before it is LOST; null for the default
ALTER TABLE "run"
    ADD COLUMN "heartbeat_timeout_seconds" INTEGER,
    ADD COLUMN "clock_ahead_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- API processes that watch for silent runs
CREATE TABLE "watcher" (
    "id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "watcher_pkey" PRIMARY KEY ("id")
);
