export function importsOf(file: string, source: string): string[];
export function specsOf(
  file: string,
  imports: ReadonlyMap<string, readonly string[]>,
): { direct: string[]; folder: string[]; far: string[] };
