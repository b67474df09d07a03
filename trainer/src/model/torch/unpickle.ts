import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';
import type { ByteReader } from './byte-reader.ts';

/** What stands for a global of Python, such as a class. Nothing of Python's is run: `call` is ours. */
export interface PickleGlobal {
  name: string;
  /** What calling it with these arguments makes; left out where it cannot be called. */
  call?(args: readonly unknown[]): unknown;
}

/** What a pickle may speak of besides plain values. */
export interface PickleNames {
  /** @throws ExpectedError for a global that is not known */
  global(module: string, name: string): PickleGlobal;
  /** An object that lies outside the pickle, by what the pickle says of it. */
  persistent(id: unknown): unknown;
}

/**
 * Reads one pickle (protocol 2, as torch.save writes it), with the instructions that state dicts use and no others. Tuples and lists become
 * arrays, dicts maps, integers beyond 2^53 bigints. A global is what `names` makes of it: no code is looked up, imported or run.
 *
 * @param source the file's name, for messages
 * @throws ExpectedError naming the instruction or global that is not known, and where the pickle is not well formed
 */
export function unpickle(bytes: ByteReader, names: PickleNames, source: string): unknown {
  return new Unpickler(bytes, names, source).run();
}

class Unpickler {
  readonly #bytes: ByteReader;
  readonly #names: PickleNames;
  readonly #source: string;
  #stack: unknown[] = [];
  /** The stacks below each open mark. */
  readonly #below: unknown[][] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(bytes: ByteReader, names: PickleNames, source: string) {
    this.#bytes = bytes;
    this.#names = names;
    this.#source = source;
  }

  run(): unknown {
    for (let code = this.#bytes.byte(); code !== stop; code = this.#bytes.byte()) {
      const instruction = this.#instructions[code];
      if (!instruction) {
        const shown = `0x${code.toString(16).padStart(2, '0')}`;
        throw this.#fault(`it has the pickle instruction ${shown}, which no state dict uses`);
      }
      instruction();
    }
    return this.#pop();
  }

  /** By their codes, in the order of Python's pickletools. */
  readonly #instructions: Readonly<Record<number, () => void>> = {
    [codeOf('J')]: () => this.#push(this.#bytes.take(4).readInt32LE()),
    [codeOf('K')]: () => this.#push(this.#bytes.byte()),
    [codeOf('M')]: () => this.#push(this.#bytes.take(2).readUInt16LE()),
    // LONG1
    138: () => this.#push(integerOf(this.#bytes.take(this.#bytes.byte()))),
    // BINSTRING and SHORT_BINSTRING: texts of Python 2
    [codeOf('T')]: () => this.#push(this.#text(this.#bytes.take(4).readUInt32LE())),
    [codeOf('U')]: () => this.#push(this.#text(this.#bytes.byte())),
    [codeOf('X')]: () => this.#push(this.#text(this.#bytes.take(4).readUInt32LE())),
    [codeOf('N')]: () => this.#push(null),
    // NEWTRUE and NEWFALSE
    136: () => this.#push(true),
    137: () => this.#push(false),
    [codeOf('G')]: () => this.#push(this.#bytes.take(8).readDoubleBE()),
    [codeOf(']')]: () => this.#push([]),
    [codeOf('a')]: () => this.#append([this.#pop()]),
    [codeOf('e')]: () => this.#append(this.#sinceMark()),
    [codeOf(')')]: () => this.#push([]),
    [codeOf('t')]: () => this.#push(this.#sinceMark()),
    // TUPLE1 to TUPLE3
    133: () => this.#push(this.#popped(1)),
    134: () => this.#push(this.#popped(2)),
    135: () => this.#push(this.#popped(3)),
    [codeOf('}')]: () => this.#push(new Map()),
    [codeOf('s')]: () => this.#set(this.#popped(2)),
    [codeOf('u')]: () => this.#set(this.#sinceMark()),
    [codeOf('0')]: () => this.#pop(),
    [codeOf('(')]: () => {
      this.#below.push(this.#stack);
      this.#stack = [];
    },
    [codeOf('h')]: () => this.#recall(this.#bytes.byte()),
    [codeOf('j')]: () => this.#recall(this.#bytes.take(4).readUInt32LE()),
    [codeOf('q')]: () => this.#memo.set(this.#bytes.byte(), this.#top()),
    [codeOf('r')]: () => this.#memo.set(this.#bytes.take(4).readUInt32LE(), this.#top()),
    [codeOf('c')]: () => this.#push(this.#names.global(this.#bytes.line(), this.#bytes.line())),
    [codeOf('R')]: () => this.#call(),
    [codeOf('b')]: () => this.#build(),
    // PROTO
    128: () => this.#protocol(this.#bytes.byte()),
    [codeOf('Q')]: () => this.#push(this.#names.persistent(this.#pop())),
  };

  #push(value: unknown): void {
    this.#stack.push(value);
  }

  #protocol(version: number): void {
    if (version !== 2)
      throw this.#fault(`it is pickled by protocol ${version}, and torch.save's own, 2, is read`);
  }

  #text(length: number): string {
    return this.#bytes.take(length).toString('utf8');
  }

  #append(values: readonly unknown[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw this.#fault('it appends to what is no list');
    for (const value of values) list.push(value);
  }

  #set(pairs: readonly unknown[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map) || pairs.length % 2 > 0) throw this.#fault('it sets items of what is no dict');
    for (let i = 0; i < pairs.length; i += 2) dict.set(pairs[i], pairs[i + 1]);
  }

  #recall(key: number): void {
    if (!this.#memo.has(key)) throw this.#fault(`it recalls the object ${key}, which it has not met`);
    this.#push(this.#memo.get(key));
  }

  #call(): void {
    const [called, args] = this.#popped(2) as [PickleGlobal, unknown];
    if (typeof called?.call !== 'function' || !Array.isArray(args))
      throw this.#fault(`it calls ${called?.name ?? 'what is no function'}`);
    this.#push(called.call(args));
  }

  /** Attributes of an object: a state dict keeps versions of modules there, which nothing here asks for. */
  #build(): void {
    this.#pop();
    if (!(this.#top() instanceof Map)) throw this.#fault('it gives attributes to what is no dict');
  }

  #sinceMark(): unknown[] {
    const values = this.#stack;
    const below = this.#below.pop();
    if (!below) throw this.#fault('it closes what it has not opened');
    this.#stack = below;
    return values;
  }

  #popped(count: number): unknown[] {
    if (this.#stack.length < count) throw this.#fault('its stack is empty too early');
    return this.#stack.splice(-count);
  }

  #pop(): unknown {
    return this.#popped(1)[0];
  }

  #top(): unknown {
    if (this.#stack.length === 0) throw this.#fault('its stack is empty too early');
    return this.#stack.at(-1);
  }

  #fault(what: string): ExpectedError {
    return new ExpectedError('BAD_INPUT', `${this.#source} is no sound state dict of PyTorch: ${what}.`);
  }
}

const stop = codeOf('.');

function codeOf(character: string): number {
  return character.charCodeAt(0);
}

/** A two's complement integer, little-endian; a bigint where a number cannot hold it. */
function integerOf(bytes: Buffer): number | bigint {
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte) << BigInt(8 * i);
  });
  const signed = BigInt.asIntN(8 * bytes.length, value);
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}
