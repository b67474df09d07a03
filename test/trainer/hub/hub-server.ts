import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A repository as the imitated Hub has it. */
export interface ServedRepository {
  /** model where it is left out */
  type?: 'model' | 'dataset';
  name: string;
  commit: string;
  files: Record<string, Buffer>;
}

/** A small server that answers as the Hugging Face Hub does: revisions, trees, and files by ranges. */
export class HubServer {
  readonly requests: { path: string; range: string | undefined; authorization: string | undefined }[] = [];
  /** Files above this size count as large ones, known by their sha256. */
  largeFrom = 1000;
  /** Break the connection after so many bytes of a file, so many times. */
  breaks = { after: 0, times: 0 };
  /** Sends this many bytes of a file at first, and the rest once `until` has resolved. */
  gate: { after: number; until: Promise<void> } | null = null;
  /** Sends this in place of a file's content. */
  forged: Buffer | null = null;
  /** Redirects downloads there, with this path. */
  redirect: string | null = null;
  /** Lists another page of files there. */
  nextPage: string | null = null;
  /** Claims this many bytes fewer than a file has, in the answer that tells its size. */
  understated = 0;
  /** Sends this many bytes more than were asked for. */
  surplus = 0;
  /** Names this as the digest of every file. */
  digest: string | null = null;
  readonly #server: Server;
  #repository: ServedRepository;
  readonly #before: ServedRepository[] = [];

  constructor(repository: ServedRepository) {
    this.#repository = repository;
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://hub');
      const { range, authorization } = request.headers;
      this.requests.push({ path: url.pathname, range, authorization });
      this.#answer(decodeURIComponent(url.pathname), range, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts a new commit on the main branch; the one before can be had by its name. */
  push(commit: string, files: Record<string, Buffer>): void {
    this.#before.push(this.#repository);
    this.#repository = { ...this.#repository, commit, files };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(path: string, range: string | undefined, response: ServerResponse): void {
    const { name } = this.#repository;
    const at = (revision = '') =>
      [this.#repository, ...this.#before].find(({ commit }) => revision === 'main' || commit === revision);
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const { type = 'model' } = this.#repository;
    const api = `/api/${type}s/${name}/`;
    const rest = path.startsWith(api) ? path.slice(api.length) : null;
    const [verb, revision] = rest?.split('/') ?? [];
    const asked = rest === null ? undefined : at(revision);
    if (asked) {
      if (verb === 'revision') return void json(200, { _id: '1', id: name, sha: asked.commit, siblings: [] });
      if (this.nextPage !== null) response.setHeader('link', `<${this.nextPage}>; rel="next"`);
      return void json(
        200,
        Object.entries(asked.files).map(([file, content]) => this.#entry(file, content)),
      );
    }
    const place = new RegExp(`^${type === 'dataset' ? '/datasets' : ''}/${name}/resolve/([^/]+)/(.+)$`).exec(
      path,
    );
    const content = place ? at(place[1])?.files[place[2] ?? ''] : undefined;
    if (!content) return void json(404, { error: 'Repository not found' });
    if (this.redirect !== null)
      return void response.writeHead(302, { location: `${this.redirect}${path}` }).end();
    this.#send(this.forged ?? content, range, response);
  }

  #entry(path: string, content: Buffer): object {
    const oid = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
    const large = content.length > this.largeFrom;
    const sha256 = createHash('sha256').update(content).digest('hex');
    if (this.digest !== null) return { type: 'file', path, size: content.length, oid: this.digest };
    const lfs = { oid: sha256, size: content.length, pointerSize: 130 };
    return { type: 'file', path, size: content.length, oid, ...(large ? { lfs } : {}) };
  }

  #send(content: Buffer, range: string | undefined, response: ServerResponse): void {
    const [, first = '0', last = ''] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
    const end = Math.min(content.length, last === '' ? content.length : Number(last) + 1);
    const asked = content.subarray(Number(first), end);
    const more = asked.length > 1 ? this.surplus : 0;
    const part = Buffer.concat([asked, Buffer.alloc(more)]);
    response.writeHead(206, {
      etag: '"x"',
      'content-range': `bytes ${first}-${end - 1}/${content.length - this.understated}`,
      'x-cache': 'Miss from cloudfront',
      'content-length': part.length,
    });
    if (this.breaks.times > 0 && part.length > this.breaks.after) {
      this.breaks.times -= 1;
      response.write(part.subarray(0, this.breaks.after), () => setTimeout(() => response.destroy(), 50));
      return;
    }
    if (this.gate && part.length > this.gate.after) {
      const { after, until } = this.gate;
      response.write(part.subarray(0, after));
      void until.then(() => response.end(part.subarray(after)));
      return;
    }
    response.end(part);
  }
}
