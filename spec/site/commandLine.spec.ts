import { describe, expect, it } from '@jest/globals';
import { subcommandsOf } from '../../site/build/cliPage.mjs';
import { HELP, parseArguments, UsageError } from '../../site/build/commandLine.mjs';

describe('the command line of npm run site', () => {
  it.each([
    [[], 'build', 0],
    [['--serve'], 'serve', 8445],
    [['--serve', '0'], 'serve', 0],
    [['--dev', '65535'], 'dev', 65_535],
    [['--pages'], 'pages', 0],
    [['--help'], 'help', 0],
  ] as const)('accepts %j', (argv, kind, port) => {
    expect(parseArguments(argv, {})).toEqual({ kind, port });
  });

  it.each([
    [['--serve', '65536'], 'PORT is 65536: expected 0 to 65535'],
    [['--serve', '-1'], 'PORT is -1: expected 0 to 65535'],
    [['--serve', '1', '2'], 'too many arguments: --serve 1 2'],
    [['--pages', '1'], '--pages takes no argument, got 1'],
    [['--publish'], 'unknown option --publish: expected --serve, --dev, --pages or --help'],
  ] as const)('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv, {})).toThrow(new UsageError(message));
  });

  it.each(['rxpeer', '/rxpeer', 'rxpeer/', '/a b/', '//'])('refuses the base %j', (SITE_BASE) => {
    expect(() => parseArguments([], { SITE_BASE })).toThrow(`SITE_BASE is ${SITE_BASE}: expected a path`);
  });

  it('accepts a base with a slash at both ends, and describes each option', () => {
    expect(parseArguments([], { SITE_BASE: '/docs/rxpeer/' }).kind).toBe('build');
    for (const option of ['--serve', '--dev', '--pages', 'SITE_BASE', 'SITE_REPOSITORY'])
      expect(HELP).toContain(option);
  });
});

describe('the subcommands of the page of the command line', () => {
  it('are those that the help names, once each and in its order', () => {
    const help =
      'Usage:\n  rxpeer watch HOST   print\n  rxpeer watch --simulate\n  rxpeer bridge --allow H\n  rxpeer --version';
    expect(subcommandsOf(help)).toEqual(['watch', 'bridge']);
  });

  it('must be at least one', () => {
    expect(() => subcommandsOf('Usage: rxpeer')).toThrow('rxpeer --help names no subcommand');
  });
});
