export function staleFiles(folder: string): string[];
export function writeDrawings(folder: string): void;
