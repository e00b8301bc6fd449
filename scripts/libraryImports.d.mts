export function libraryImports(...conditions: readonly string[]): Map<string, string>;
