export function programText(name: string): string;
export function asCommonJs(source: string): string;
export function withAwaitImport(source: string): { imports: string; rest: string };
