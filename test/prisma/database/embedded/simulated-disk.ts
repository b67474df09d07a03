import fs from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const pageBytes = 4096;

interface Inode {
  directory: boolean;
  content: Buffer;
  size: number;
  syncedSize: number;
  /** Of each page written since the last sync, all that it was, the synced content first. */
  versions: Map<number, Buffer[]>;
}

/** A change of names in folders: whole or not at all, and after the changes before it in the same folder. */
interface NameChange {
  folders: string[];
  apply(tree: Map<string, Inode>): void;
}

type Random = () => number;

/**
 * Follows what this process does to the files below a folder through Node's synchronous calls, and knows what of it a power failure may leave: content
 * that was synced is there; of a page of 4 KiB written since, any version may be; the names in a folder are those of its last sync and, in their order, any number of the
 * changes since. It knows no more than POSIX promises: the sync of a file does not keep its name.
 */
export class SimulatedDisk {
  readonly #root: string;
  readonly #live = new Map<string, Inode>();
  readonly #kept = new Map<string, Inode>();
  readonly #pending: NameChange[] = [];
  readonly #descriptors = new Map<number, string>();
  readonly #originals: Partial<Record<keyof typeof fs, unknown>> = {};
  readonly #onChange: () => void;

  /** @param root exists; @param onChange called after each change and sync, when the power may fail */
  constructor(root: string, onChange: () => void) {
    this.#root = root;
    this.#onChange = onChange;
    this.#link('.', newInode(true))(this.#live);
    this.#link('.', this.#inode('.'))(this.#kept);
    this.#watch();
  }

  /** Gives Node's calls back. */
  release(): void {
    Object.assign(fs, this.#originals);
  }

  /** Writes what a power failure at this moment leaves into another folder. */
  cut(into: string, random: Random): void {
    this.#original('mkdirSync')(into, { recursive: true });
    const stopped = new Set<string>();
    const made = new Set<string>();
    const tree = new Map(this.#kept);
    for (const change of this.#pending) {
      if (change.folders.some((folder) => stopped.has(folder)) || random() < 0.3) {
        for (const folder of change.folders) stopped.add(folder);
      } else change.apply(tree);
    }
    for (const [path, inode] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (path !== '.' && !made.has(dirname(path))) continue;
      const place = join(into, path);
      if (inode.directory) {
        this.#original('mkdirSync')(place, { recursive: true });
        made.add(path);
      } else this.#original('writeFileSync')(place, leftOf(inode, random));
    }
  }

  #watch(): void {
    const below = (path: unknown) => {
      if (typeof path !== 'string') return null;
      const inside = relative(this.#root, path) || '.';
      return inside.startsWith('..') || inside.startsWith(sep) ? null : inside;
    };
    this.#wrap('openSync', (descriptor, path) => {
      const inside = below(path);
      if (inside !== null) this.#descriptors.set(descriptor as number, inside);
      return false;
    });
    this.#wrap('closeSync', (_, descriptor) => {
      this.#descriptors.delete(descriptor as number);
      return false;
    });
    this.#wrap('writeFileSync', (_, path) => {
      const inside = below(path);
      if (inside === null) return false;
      if (this.#live.has(inside)) this.#resize(this.#inode(inside), 0);
      else this.#create(inside, newInode(false));
      return true;
    });
    this.#wrap('mkdirSync', (_, path) => {
      const inside = below(path);
      if (inside === null || this.#live.has(inside)) return false;
      this.#create(inside, newInode(true));
      return true;
    });
    this.#wrap('writeSync', (written, descriptor, buffer, offset, _length, position) => {
      const inside = this.#descriptors.get(descriptor as number);
      if (inside === undefined) return false;
      const bytes = (buffer as Uint8Array).subarray(
        offset as number,
        (offset as number) + (written as number),
      );
      this.#write(this.#inode(inside), Buffer.from(bytes), position as number);
      return true;
    });
    const resize = (path: string | null | undefined, size: unknown) => {
      if (path === null || path === undefined) return false;
      this.#resize(this.#inode(path), (size as number | undefined) ?? 0);
      return true;
    };
    this.#wrap('truncateSync', (_, path, size) => resize(below(path), size));
    this.#wrap('ftruncateSync', (_, descriptor, size) =>
      resize(this.#descriptors.get(descriptor as number), size),
    );
    this.#wrap('renameSync', (_, from, to) => {
      const [old, name] = [below(from), below(to)];
      if (old === null || name === null) return false;
      const inode = this.#inode(old);
      this.#change([dirname(old), dirname(name)], (tree) => {
        tree.delete(old);
        tree.set(name, inode);
      });
      for (const [descriptor, path] of this.#descriptors)
        if (path === old) this.#descriptors.set(descriptor, name);
      return true;
    });
    const remove = (_: unknown, path: unknown) => {
      const inside = below(path);
      if (inside === null) return false;
      this.#change([dirname(inside)], (tree) => void tree.delete(inside));
      return true;
    };
    this.#wrap('unlinkSync', remove);
    this.#wrap('rmdirSync', remove);
    const sync = (_: unknown, descriptor: unknown) => {
      const inside = this.#descriptors.get(descriptor as number);
      if (inside === undefined) return false;
      this.#sync(inside);
      return true;
    };
    this.#wrap('fsyncSync', sync);
    this.#wrap('fdatasyncSync', sync);
  }

  /** @param after what a call that succeeded changes here, given its result and parameters; whether it changed anything */
  #wrap(name: keyof typeof fs, after: (result: unknown, ...parameters: unknown[]) => boolean): void {
    const original = fs[name] as (...parameters: unknown[]) => unknown;
    this.#originals[name] = original;
    const wrapped = (...parameters: unknown[]) => {
      const result = original(...parameters);
      if (after(result, ...parameters)) this.#onChange();
      return result;
    };
    Object.assign(fs, { [name]: wrapped });
  }

  #original<K extends keyof typeof fs>(name: K): (typeof fs)[K] {
    return this.#originals[name] as (typeof fs)[K];
  }

  #inode(path: string): Inode {
    const inode = this.#live.get(path);
    if (!inode) throw new Error(`${path} was written, but never seen to be created.`);
    return inode;
  }

  #create(path: string, inode: Inode): void {
    this.#change([dirname(path)], this.#link(path, inode));
  }

  #link(path: string, inode: Inode) {
    return (tree: Map<string, Inode>) => void tree.set(path, inode);
  }

  #change(folders: string[], apply: NameChange['apply']): void {
    apply(this.#live);
    this.#pending.push({ folders, apply });
  }

  #write(inode: Inode, bytes: Buffer, position: number): void {
    for (let page = Math.floor(position / pageBytes); page * pageBytes < position + bytes.length; page++)
      remember(inode, page);
    if (position + bytes.length > inode.content.length) {
      const larger = Buffer.alloc(Math.max(position + bytes.length, 2 * inode.content.length));
      inode.content.copy(larger);
      inode.content = larger;
    }
    bytes.copy(inode.content, position);
    inode.size = Math.max(inode.size, position + bytes.length);
  }

  #resize(inode: Inode, size: number): void {
    for (let page = Math.floor(size / pageBytes); page * pageBytes < inode.size; page++)
      remember(inode, page);
    inode.content.fill(0, Math.min(size, inode.content.length));
    inode.size = size;
  }

  #sync(path: string): void {
    const inode = this.#inode(path);
    inode.versions.clear();
    inode.syncedSize = inode.size;
    if (!inode.directory) return;
    const synced = this.#pending.filter(({ folders }) => folders.includes(path));
    for (const change of synced) {
      change.apply(this.#kept);
      this.#pending.splice(this.#pending.indexOf(change), 1);
    }
  }
}

function newInode(directory: boolean): Inode {
  return { directory, content: Buffer.alloc(0), size: 0, syncedSize: 0, versions: new Map() };
}

/** Keeps what a page is before it changes. */
function remember(inode: Inode, page: number): void {
  const before = pageOf(inode, page);
  const versions = inode.versions.get(page);
  if (versions) versions.push(before);
  else inode.versions.set(page, [before]);
}

function pageOf(inode: Inode, page: number): Buffer {
  const copy = Buffer.alloc(pageBytes);
  copy.set(inode.content.subarray(page * pageBytes, (page + 1) * pageBytes));
  return copy;
}

function leftOf(inode: Inode, random: Random): Buffer {
  const size = random() < 0.5 ? inode.syncedSize : inode.size;
  const left = Buffer.alloc(size);
  left.set(inode.content.subarray(0, Math.min(size, inode.size)));
  for (const [page, versions] of inode.versions) {
    const choices = [...versions, pageOf(inode, page)];
    const chosen = choices[Math.floor(random() * choices.length)] as Buffer;
    if (page * pageBytes < size) chosen.copy(left, page * pageBytes);
  }
  return left;
}
