export function proseOf(file: string, text: string): string | undefined;
