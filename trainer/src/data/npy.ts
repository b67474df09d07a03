import { ExpectedError } from '@stillhouse/domain/error/expected-error.ts';

/** An array of two dimensions, row-major. */
export interface Matrix {
  rows: number;
  columns: number;
  values: Float32Array | Float64Array;
}

const magic = '\x93NUMPY';

/**
 * Reads numpy's `.npy` format (NEP 1), versions 1 to 3: a matrix of float32 or float64, little-endian, in C order.
 *
 * @param source what the file is called in errors
 * @throws ExpectedError BAD_INPUT for a file of another kind, and for another type, order or number of dimensions, naming it
 */
export function readNpy(file: Uint8Array, source: string): Matrix {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const refuse = (what: string) =>
    new ExpectedError('BAD_INPUT', `${source}: ${what}.`, ['blackBox', 'predictions']);
  if (file.length < 12 || Buffer.from(file.subarray(0, 6)).toString('latin1') !== magic)
    throw refuse('it does not begin as numpy’s .npy files do; write it with numpy.save');
  const version = view.getUint8(6);
  if (version < 1 || version > 3)
    throw refuse(`it is of version ${version} of the .npy format; 1 to 3 are read`);
  const [start, length] = version === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  if (start + length > file.length) throw refuse('it ends within its header; it was cut off');
  const header = Buffer.from(file.subarray(start, start + length)).toString(
    version === 3 ? 'utf8' : 'latin1',
  );
  const [type, order, shape] = [
    /'descr':\s*(?:'([^']*)'|(\[.*?\]))\s*[,}]/.exec(header),
    /'fortran_order':\s*(True|False)/.exec(header)?.[1],
    /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1],
  ];
  if (!type || order === undefined || shape === undefined)
    throw refuse(`its header names no type, order and shape: ${header.trim()}`);
  if (type[1] !== '<f4' && type[1] !== '<f8') {
    throw refuse(
      `its type is ${type[1] ?? type[2]}; float32 (<f4) and float64 (<f8), little-endian, are read: array.astype('<f4')`,
    );
  }
  if (order === 'True')
    throw refuse('it is in Fortran order; C order is read: numpy.ascontiguousarray(array)');
  const sizes = shape.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  const [rows, columns] = sizes;
  if (rows === undefined || columns === undefined || sizes.length > 2)
    throw refuse(`its shape is (${sizes.join(', ')}); [examples, classes] is read`);
  const width = type[1] === '<f4' ? 4 : 8;
  const bytes = file.subarray(start + length);
  if (bytes.length !== rows * columns * width) {
    throw refuse(
      `${bytes.length} bytes follow its header; ${rows} × ${columns} values of ${width} bytes are ${rows * columns * width}`,
    );
  }
  return { rows, columns, values: littleEndian(bytes, width) };
}

function littleEndian(bytes: Uint8Array, width: 4 | 8): Float32Array | Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = bytes.length / width;
  return width === 4
    ? Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true))
    : Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
}
