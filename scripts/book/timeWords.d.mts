export function momentWords(ms: number): string;
export function lengthWords(ms: number): string;
