import { tmpdir } from 'node:os';
import { describe, expect, it } from '@jest/globals';
import { MAX_OUTPUT_CHARACTERS, runProgram, startProgram } from '../../scripts/compat/runProgram.mjs';

const OPTIONS = { cwd: tmpdir(), timeoutMs: 15_000 };
const run = (script: string, timeoutMs = OPTIONS.timeoutMs) =>
  runProgram(process.execPath, ['-e', script], { ...OPTIONS, timeoutMs });

describe('a program of a cell', () => {
  it('ends with its exit code, its output and its standard output', async () => {
    expect(await run("console.log('out'); console.error('err'); process.exitCode = 3")).toEqual({
      code: 3,
      output: expect.stringMatching(/^(out\nerr|err\nout)\n$/),
      stdout: 'out\n',
    });
  });

  it('that does not exist ends with the reason', async () => {
    const { code, output } = await runProgram('/missing/program', [], OPTIONS);
    expect([code, output]).toEqual([null, expect.stringContaining('ENOENT')]);
  });

  it('is killed at the timeout, with the programs that it started', async () => {
    // The child has the same standard output, so the end is only reported when the child has ended, too.
    const child = `['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit' }`;
    const script = `require('child_process').spawn(process.execPath, ${child}); setTimeout(() => {}, 60_000)`;
    expect(await run(script, 2_000)).toEqual({ code: null, output: '\nno end within 2000 ms', stdout: '' });
  });

  it('keeps a bounded part of its output', async () => {
    const { code, output, stdout } = await run(`console.log('x'.repeat(${3 * MAX_OUTPUT_CHARACTERS}))`);
    expect(code).toBe(0);
    for (const text of [output, stdout]) {
      expect(text.length).toBeGreaterThan(MAX_OUTPUT_CHARACTERS / 2);
      expect(text.length).toBeLessThan(2 * MAX_OUTPUT_CHARACTERS);
    }
  });

  it('that runs until it is killed can be asked for a line', async () => {
    const script = `console.log('port 7'); setInterval(() => {}, 1000)`;
    const program = startProgram(process.execPath, ['-e', script], OPTIONS);
    expect((await program.line(/port (\d+)/))[1]).toBe('7');
    const missing = program.line(/never/);
    program.kill();
    await expect(missing).rejects.toThrow('ended without /never/:\nport 7');
    expect((await program.ended).code).toBeNull();
  });
});
