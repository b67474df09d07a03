/** full: a commit is acknowledged once it is on stable storage. relaxed: the operating system writes it when it sees fit. */
export const durabilities = ['full', 'relaxed'] as const;
export type Durability = (typeof durabilities)[number];

/** How much room the embedded database keeps on its disk, in bytes. */
export interface Room {
  /** Size of the file that is given up when the disk is full, so that the transaction under way can finish. */
  reserve: number;
  /** Below this much free space, writes are refused. */
  least: number;
}

/**
 * The reserve is four segments of the write-ahead log: reading needs log as well, since the first read of a new row notes in its page that the
 * row is committed.
 */
export const defaultRoom: Room = { reserve: 64 * 1024 ** 2, least: 32 * 1024 ** 2 };

export interface EngineOptions {
  /** Folder of Postgres' files; in memory without one. */
  dataDir?: string | undefined;
  /** A tar file, made by `dump`, that a new database starts from. */
  snapshot?: Uint8Array | undefined;
  durability: Durability;
  room: Room;
}

/** One Postgres in WebAssembly: a single session, which answers one call after another. */
export interface Engine {
  /** The server's answer to whole messages of Postgres' wire protocol. */
  send(messages: Uint8Array): Promise<Uint8Array>;
  /** Writes rows in the format of binary COPY into `table (columns)`, within the open transaction. */
  copy(target: string, rows: Uint8Array): Promise<void>;
  /** The whole database as a tar file. */
  dump(): Promise<Uint8Array>;
  /** Shuts the server down in order, with a checkpoint. */
  close(): Promise<void>;
  /** Ends it wherever it is, as a crash would: calls fail with the reason. */
  kill(reason: Error): Promise<void>;
  /** Resolves when the engine has ended by itself, with the reason; never after `close`. */
  readonly failed: Promise<Error>;
}
