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
  const body = [...vector([[...unsigned(vectors), V128]]), ...code, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([[0x60, ...vector(Array.from({ length: parameters }, () => [I32])), 0]])),
    ...section(3, vector([[0]])),
    ...section(5, vector([[0, 1]])),
    ...section(7, vector([exported('memory', 2), exported('run', 0)])),
    ...section(10, vector([[...unsigned(body.length), ...body]])),
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

/** Every supported runtime has WebAssembly, but the TypeScript libraries that Node and browsers share do not declare it. */
interface WebAssemblyLike {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
}

const I32 = 0x7f;
const V128 = 0x7b;

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function exported(name: string, kind: number): number[] {
  return [...vector(Array.from(name, (letter) => [letter.charCodeAt(0)])), kind, 0];
}
