import { startProgram, type Program } from '../nodes/program.js';

/** A process of `rxpeer dashboard`, and the URL that it has printed. */
export interface RunningDashboard {
  readonly program: Program;
  readonly url: string;
}

/** Starts `rxpeer dashboard` of the built package on a free port. The caller ends the program. */
export async function startDashboard(...options: readonly string[]): Promise<RunningDashboard> {
  const port = options.includes('--port') ? [] : ['--port', '0'];
  const program = startProgram(['dist/cli/rxpeer.js', 'dashboard', ...port, ...options]);
  const line = await program.line(/open http\S+/);
  return { program, url: line.trim().split(' ').at(-1)! };
}
