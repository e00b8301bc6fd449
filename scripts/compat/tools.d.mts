export const TOOLS: Readonly<Record<string, { packageName: string; version?: string; files: readonly string[] }>>;
