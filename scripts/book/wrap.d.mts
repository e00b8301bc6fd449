export function wrap(text: string, maxCharacters: number): string[];
