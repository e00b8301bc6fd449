/** The subcommands that the main help names, in its order. Errors if it names none. */
export function subcommandsOf(help: string): string[];
