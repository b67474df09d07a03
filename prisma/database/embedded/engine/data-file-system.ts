import fs from 'node:fs';
import { dirname } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { syncFolder } from '../../../files/sync.ts';

type EmscriptenOptions = Parameters<NodeFS['init']>[1];

interface FileNode {
  mode: number;
}

interface Stream {
  nfd: number;
  node: FileNode;
}

interface Attributes {
  mode?: number;
  size?: number;
}

type Write = (stream: Stream, buffer: Uint8Array, offset: number, length: number, position: number) => number;

/** What we replace of Emscripten's NODEFS, which maps the data folder of Postgres onto a folder of the host. */
interface NodeFileSystem {
  tryFSOperation<T>(operation: () => T): T;
  realPath(node: FileNode): string;
  node_ops: {
    mknod(parent: FileNode, name: string, mode: number, device: unknown): FileNode;
    setattr(node: FileNode, attributes: Attributes): void;
    rename(node: FileNode, folder: FileNode, name: string): void;
    unlink(parent: FileNode, name: string): void;
    rmdir(parent: FileNode, name: string): void;
  };
  stream_ops: {
    setattr(stream: Stream, attributes: Attributes): void;
    write: Write;
    fsync?(stream: Stream): number;
  };
}

interface Module {
  FS: { filesystems: { NODEFS: NodeFileSystem }; getStream(descriptor: number): Stream | null };
}

interface Imports {
  env: { __syscall_fdatasync(descriptor: number): number };
}

export interface DataFileSystemOptions {
  /** Whether fsync and fdatasync reach the disk. */
  sync: boolean;
  /** Called when the disk is full as a file is written, with its path; true if space was freed and the write may be tried again. */
  onFull(path: string): boolean;
  /** Whether a file becomes longer only while `mayGrow` allows it. */
  isBounded(path: string): boolean;
  /** Whether a bounded file may become so many bytes longer. If not, that is answered as on a full disk. */
  mayGrow(bytes: number): boolean;
  /** Called for every write, with the file's path and the bytes. */
  onWrite?(path: string, bytes: number): void;
}

const ownerOnly = ~0o077;
/** Of Emscripten's numbers for errno. */
const badDescriptor = 8;

/**
 * The folder of the host that Postgres' files are kept in. Emscripten's NODEFS, on which it is built, has no fsync, gives every file to
 * everybody and does not finish a write that the disk took in part; here fsync and fdatasync reach the disk, together with the names of
 * new, renamed and deleted files, and every file is its owner's alone.
 */
export class DataFileSystem extends NodeFS {
  readonly #options: DataFileSystemOptions;
  /** Folders whose list of names changed since it was synced. */
  readonly #renamed = new Set<string>();

  constructor(dataDir: string, options: DataFileSystemOptions) {
    super(dataDir);
    this.#options = options;
  }

  override async init(pglite: PGlite, options: EmscriptenOptions) {
    const { emscriptenOpts } = await super.init(pglite, options);
    const { instantiateWasm, preRun } = emscriptenOpts;
    let module: Module | undefined;
    emscriptenOpts.preRun = [
      (mod) => {
        module = mod as unknown as Module;
        this.#replace(module.FS.filesystems.NODEFS);
      },
      ...(preRun ?? []),
    ];
    emscriptenOpts.instantiateWasm = (imports: Imports, done: unknown) => {
      // Emscripten's own does nothing; Postgres syncs its write-ahead log by it.
      imports.env.__syscall_fdatasync = (descriptor) => {
        const stream = module?.FS.getStream(descriptor);
        return stream ? this.#answer(() => this.#sync(stream, fs.fdatasyncSync), module) : -badDescriptor;
      };
      return instantiateWasm?.(imports, done);
    };
    return { emscriptenOpts };
  }

  /** A system call's result: 0, or the negated errno. */
  #answer(operation: () => void, module: Module | undefined): number {
    try {
      module?.FS.filesystems.NODEFS.tryFSOperation(operation);
      return 0;
    } catch (error) {
      const { errno } = error as { errno?: number };
      if (errno === undefined) throw error;
      return -errno;
    }
  }

  #sync({ nfd }: Stream, sync: (descriptor: number) => void): void {
    if (!this.#options.sync) return;
    sync(nfd);
    for (const folder of this.#renamed) {
      syncFolder(folder);
      this.#renamed.delete(folder);
    }
  }

  #replace(nodefs: NodeFileSystem): void {
    const { node_ops: node, stream_ops: stream } = nodefs;
    const { mknod, rename, unlink, rmdir } = node;
    const setNode = node.setattr;
    const setStream = stream.setattr;
    const changed = (folder: FileNode) => void this.#renamed.add(nodefs.realPath(folder));
    const owned = (attributes: Attributes) =>
      attributes.mode === undefined ? attributes : { ...attributes, mode: attributes.mode & ownerOnly };

    node.setattr = (file, attributes) => setNode(file, owned(attributes));
    stream.setattr = (file, attributes) => {
      // Postgres makes a table longer by up to 16 MiB at a time, as a hole that it then fills.
      if (attributes.size !== undefined) this.#requireRoom(nodefs, file, attributes.size);
      setStream(file, owned(attributes));
    };
    node.mknod = (parent, name, mode, device) => {
      changed(parent);
      const path = `${nodefs.realPath(parent)}/${name}`;
      // NODEFS remembers a file that it fails to create, and does not find it on the next try.
      if (isFile(mode))
        this.#retried(path, () =>
          nodefs.tryFSOperation(() => fs.writeFileSync(path, '', { flag: 'a', mode: 0o600 })),
        );
      return mknod(parent, name, mode & ownerOnly, device);
    };
    node.rename = (file, folder, name) => {
      this.#renamed.add(dirname(nodefs.realPath(file)));
      changed(folder);
      rename(file, folder, name);
    };
    node.unlink = (parent, name) => {
      changed(parent);
      unlink(parent, name);
    };
    node.rmdir = (parent, name) => {
      this.#renamed.delete(`${nodefs.realPath(parent)}/${name}`);
      changed(parent);
      rmdir(parent, name);
    };
    stream.fsync = (file) => {
      nodefs.tryFSOperation(() => this.#sync(file, fs.fsyncSync));
      return 0;
    };
    stream.write = this.#wholeWrite(nodefs, stream.write);
  }

  /** Writes all of it or, where the disk is full and cannot be relieved, as much as it takes. */
  #wholeWrite(nodefs: NodeFileSystem, write: Write): Write {
    return (stream, buffer, offset, length, position) => {
      const path = nodefs.realPath(stream.node);
      let written = 0;
      this.#requireRoom(nodefs, stream, position + length);
      while (written < length) {
        try {
          written += this.#retried(path, () =>
            write(stream, buffer, offset + written, length - written, position + written),
          );
        } catch (error) {
          if (written === 0) throw error;
          break;
        }
      }
      this.#options.onWrite?.(path, written);
      return written;
    };
  }

  /** @throws ErrnoError ENOSPC for a file that may not become as long as `end` */
  #requireRoom(nodefs: NodeFileSystem, { nfd, node }: Stream, end: number): void {
    const path = nodefs.realPath(node);
    if (!this.#options.isBounded(path)) return;
    nodefs.tryFSOperation(() => {
      const growth = end - fs.fstatSync(nfd).size;
      if (growth > 0 && !this.#options.mayGrow(growth))
        throw Object.assign(new Error('The disk is full.'), { code: 'ENOSPC' });
    });
  }

  #retried<T>(path: string, operation: () => T): T {
    try {
      return operation();
    } catch (error) {
      if (!isFull(error) || !this.#options.onFull(path)) throw error;
      return operation();
    }
  }
}

function isFile(mode: number): boolean {
  return (mode & 0o170000) === 0o100000;
}

/** Whether Emscripten's error is ENOSPC or EDQUOT. */
function isFull(error: unknown): boolean {
  const { errno } = error as { errno?: number };
  return errno === 51 || errno === 19;
}
