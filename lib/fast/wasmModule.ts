// Assembles a WebAssembly module at run time from instructions that the source names, instead of from an unreadable byte array.
// Source: WebAssembly 2.0, section 5.5 (binary format, modules).

/**
 * Encodes a module that exports one function `run` and a memory `memory` of one page (64 KiB).
 *
 * @param code the instructions of `run`, without the final `end`
 * @param parameters the number of parameters of `run`, each an i32; they are the first locals
 * @param vectors the number of v128 locals; their indexes follow those of the parameters
 */
export function moduleOf(
  code: readonly number[],
  { parameters, vectors }: { parameters: number; vectors: number },
): Uint8Array {
  return moduleOfFunctions([{ name: 'run', code, parameters, vectors }], 1);
}

/** A function of a module. Its parameters are i32, and the first locals; then the other locals in the order of the fields here. */
export interface WasmFunction {
  /** The name of the export. */
  readonly name: string;
  /** The instructions, without the final `end`. */
  readonly code: readonly number[];
  /** The number of parameters. */
  readonly parameters: number;
  /** True if it returns an i32. */
  readonly hasResult?: boolean;
  /** The number of i32 locals that are no parameters. */
  readonly integers?: number;
  /** The number of i64 locals. */
  readonly longs?: number;
  /** The number of v128 locals. */
  readonly vectors?: number;
}

/** Encodes a module that exports these functions and a memory `memory`. A function is called by its index. @param pages of 64 KiB */
export function moduleOfFunctions(functions: readonly WasmFunction[], pages: number): Uint8Array {
  const types = functions.map(({ parameters, hasResult }) => [
    0x60,
    ...vector(Array.from({ length: parameters }, () => [I32])),
    ...vector(hasResult ? [[I32]] : []),
  ]);
  const bodies = functions.map(({ code, integers = 0, longs = 0, vectors = 0 }) => {
    const locals = vector([
      [...unsigned(integers), I32],
      [...unsigned(longs), I64],
      [...unsigned(vectors), V128],
    ]);
    return [...unsigned(locals.length + code.length + 1), ...locals, ...code, 0x0b];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(functions.map((_, i) => [i]))),
    ...section(5, vector([[0, pages]])),
    ...section(7, vector([exported('memory', 2, 0), ...functions.map(({ name }, i) => exported(name, 0, i))])),
    ...section(10, vector(bodies)),
  ]);
}

/**
 * Compiles and instantiates a module and returns its exports. Throws if the runtime does not support its instructions or forbids compilation
 * (a Content Security Policy without `wasm-unsafe-eval`).
 */
export function instantiate(bytes: Uint8Array): object {
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: WebAssemblyLike }).WebAssembly;
  return new Instance(new Module(bytes)).exports;
}

/** Encodes an unsigned integer as LEB128: seven bits per byte, lowest first. */
export function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** Encodes a non-negative integer as signed LEB128. */
export function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}

/** Encodes a non-negative integer below 2^63 as signed LEB128. */
export function signedLong(value: bigint): number[] {
  return value < 0x40n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...signedLong(value >> 7n)];
}

/** Every supported runtime has WebAssembly, but the TypeScript libraries that Node and browsers share do not declare it. */
interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const I32 = 0x7f;
const I64 = 0x7e;
const V128 = 0x7b;

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function exported(name: string, kind: number, index: number): number[] {
  return [...vector(Array.from(name, (letter) => [letter.charCodeAt(0)])), kind, index];
}
